import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { NodeTypeIcon, nodeTypeText } from '../../components/node-types.tsx';
import { CommittedField } from '../../components/ui/committed-field.tsx';
import { Select } from '../../components/ui/controls.tsx';
import { Dialog } from '../../components/ui/dialog.tsx';
import { Empty, Loaded } from '../../components/ui/feedback.tsx';
import { Pages } from '../../components/ui/pages.tsx';
import { statusText } from '../../components/ui/status.tsx';
import { formatNumber, t } from '../../lib/language.ts';
import { type IterationFilters, stepDetail } from '../../lib/queries.ts';
import type { Run, StepStatus } from '../../lib/resources.ts';
import { isOver } from '../../lib/run-status.ts';
import { StepIteration } from './step-iteration.tsx';

const STATUSES: readonly StepStatus[] = ['running', 'waiting', 'success', 'failed', 'skipped', 'cancelled'];

interface StepDrawerProps {
  run: Run;
  nodeId: string;
  /** What the step is called. */
  title: string;
  /** Whether a stream tells when a step changes. */
  isStreamed: boolean;
  onClose: () => void;
}

/** All that is known of one node in a run: its iterations by pages, with their attempts and logs. */
export function StepDrawer({ run, nodeId, title, isStreamed, onClose }: StepDrawerProps) {
  const [filters, setFilters] = useState<Omit<IterationFilters, 'cursor'>>({});
  // The cursors of the pages up to the one that is shown.
  const [cursors, setCursors] = useState<string[]>([]);
  // A stream tells of steps, but not of their attempts and logs.
  const refreshMs = isOver(run.status) ? false : isStreamed ? 3_000 : 1_000;
  const query = useQuery(stepDetail(run._id, nodeId, { ...filters, cursor: cursors.at(-1) }, refreshMs));
  const filter = (change: IterationFilters) => {
    setFilters({ ...filters, ...change });
    setCursors([]);
  };
  return (
    <Dialog title={title} onClose={onClose} side>
      <div className="space-y-3">
        <div className="grid grid-cols-2 gap-3">
          <Select
            label={t('status')}
            value={filters.status ?? ''}
            onChange={(status) => filter({ status: (status || undefined) as StepStatus | undefined })}
            options={[['', t('all')], ...STATUSES.map((status) => [status, statusText(status)] as const)]}
          />
          <CommittedField
            label={t('iterationFilter')}
            value={filters.iteration ?? ''}
            onCommit={(iteration) => filter({ iteration: iteration || undefined })}
          />
        </div>
        <Loaded query={query}>
          {({ nodeType, iterations, total, nextCursor }) => (
            <>
              <p className="flex items-center gap-2 text-sm">
                <NodeTypeIcon type={nodeType} /> {nodeTypeText(nodeType)}
                {total > 1 && ` · ${formatNumber(total)} ${t('iterations')}`}
              </p>
              {iterations.length === 0 && <Empty>{t('noIterations')}</Empty>}
              <ol className="space-y-2">
                {iterations.map((iteration) => (
                  <li key={iteration.iteration}>
                    <StepIteration
                      runId={run._id}
                      nodeId={nodeId}
                      nodeType={nodeType}
                      iteration={iteration}
                      isOpen={iterations.length === 1}
                    />
                  </li>
                ))}
              </ol>
              <Pages cursors={cursors} nextCursor={nextCursor} onTurn={setCursors} />
            </>
          )}
        </Loaded>
      </div>
    </Dialog>
  );
}
