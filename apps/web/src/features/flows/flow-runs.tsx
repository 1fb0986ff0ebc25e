import { storedId } from '@perdura/definition/wire-id';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { FlowRunBadge, FlowRunMarks } from '../../components/flow-run-status.tsx';
import { Panel, Select } from '../../components/ui/controls.tsx';
import { Empty, Loaded } from '../../components/ui/feedback.tsx';
import { Cell, Table } from '../../components/ui/table.tsx';
import { type FlowRunFilters, flowRunList } from '../../lib/flow-queries.ts';
import { formatDuration, formatTime, t } from '../../lib/language.ts';
import type { FlowRun } from '../../lib/resources.ts';

/** The newest runs of a flow: of what is published, or of its drafts. */
export function FlowRuns({ flowId }: { flowId: string }) {
  const [environment, setEnvironment] = useState<FlowRunFilters['environment']>('PRODUCTION');
  const query = useQuery(flowRunList({ flowId, environment }));
  return (
    <Panel
      title={t('runsOfFlow')}
      actions={
        <Link
          to="/runs"
          search={{ workflowId: storedId(flowId) ?? flowId } as never}
          className="text-sm text-link underline"
        >
          {t('allRuns')}
        </Link>
      }
    >
      <div className="mb-3 max-w-xs">
        <Select
          label={t('environment')}
          value={environment}
          onChange={(chosen) => setEnvironment(chosen === 'TESTING' ? 'TESTING' : 'PRODUCTION')}
          options={[
            ['PRODUCTION', t('ofPublished')],
            ['TESTING', t('ofDrafts')],
          ]}
        />
      </div>
      <Loaded query={query}>
        {({ data }) => (data.length === 0 ? <Empty>{t('noRuns')}</Empty> : <Runs runs={data} />)}
      </Loaded>
    </Panel>
  );
}

function Runs({ runs }: { runs: FlowRun[] }) {
  return (
    <Table heads={[t('run'), t('status'), t('created'), t('duration'), t('failedStep')]}>
      {runs.map((run) => (
        <tr key={run.id}>
          <Cell>
            <Link
              to="/runs/$runId"
              params={{ runId: storedId(run.id) ?? run.id }}
              className="font-mono text-xs text-link hover:underline"
            >
              {run.id}
            </Link>{' '}
            <FlowRunMarks run={run} />
          </Cell>
          <Cell>
            <FlowRunBadge status={run.status} />
          </Cell>
          <Cell>
            <span className="whitespace-nowrap">{formatTime(run.created)}</span>
          </Cell>
          <Cell>{formatDuration(durationOf(run))}</Cell>
          <Cell>
            {run.failedStep !== null && (
              <span className="line-clamp-2 max-w-xs text-xs text-rose-700 dark:text-rose-300">
                {run.failedStep.displayName}: {run.failedStep.message}
              </span>
            )}
          </Cell>
        </tr>
      ))}
    </Table>
  );
}

function durationOf({ startTime, finishTime }: FlowRun): number | null {
  return startTime === null || finishTime === null ? null : Date.parse(finishTime) - Date.parse(startTime);
}
