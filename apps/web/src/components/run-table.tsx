import { Link } from '@tanstack/react-router';
import { originText } from '../lib/given-words.ts';
import { formatDuration, formatTime, t } from '../lib/language.ts';
import type { FlowRun, Run } from '../lib/resources.ts';
import { FlowRunMarks } from './flow-run-status.tsx';
import { Empty } from './ui/feedback.tsx';
import { StatusBadge } from './ui/status.tsx';
import { Cell, Table } from './ui/table.tsx';

interface RunTableProps {
  runs: Run[];
  /** Names of workflows by id; without them no run tells what it is a run of. */
  names?: ReadonlyMap<string, string>;
  /** Those that are runs of flows, by id. */
  flowRuns?: ReadonlyMap<string, FlowRun>;
}

export function RunTable({ runs, names, flowRuns }: RunTableProps) {
  if (runs.length === 0) return <Empty>{t('noRuns')}</Empty>;
  return (
    <Table
      heads={[
        t('run'),
        ...(names === undefined ? [] : [t('workflows')]),
        t('status'),
        t('triggeredBy'),
        t('created'),
        t('duration'),
        t('error'),
      ]}
    >
      {runs.map((run) => (
        <tr key={run._id}>
          <Cell>
            <Link to="/runs/$runId" params={{ runId: run._id }} className="font-mono text-xs text-link hover:underline">
              {run._id}
            </Link>
          </Cell>
          {names !== undefined && (
            <Cell>
              <SourceName run={run} name={names.get(run.workflowId)} flowRun={flowRuns?.get(run._id)} />
            </Cell>
          )}
          <Cell>
            <StatusBadge status={run.status} />
          </Cell>
          <Cell>{originText(run.triggeredBy)}</Cell>
          <Cell>
            <span className="whitespace-nowrap">{formatTime(run.createdAt)}</span>
          </Cell>
          <Cell>
            <span className="whitespace-nowrap">
              {formatDuration(run.completedAt === null ? null : run.durationMs)}
            </span>
          </Cell>
          <Cell>
            <span className="line-clamp-2 max-w-xs text-xs text-rose-700 dark:text-rose-300">{run.error?.message}</span>
          </Cell>
        </tr>
      ))}
    </Table>
  );
}

/** What a run is a run of: a flow by the name that it had then, a workflow by the one that it has. */
function SourceName({ run, name, flowRun }: { run: Run; name: string | undefined; flowRun: FlowRun | undefined }) {
  if (flowRun !== undefined) {
    return (
      <span className="inline-flex flex-wrap items-center gap-1.5">
        {flowRun.flowVersion.displayName || t('flow')} <FlowRunMarks run={flowRun} />
      </span>
    );
  }
  return name ?? <code className="font-mono text-xs">{run.workflowId}</code>;
}
