import { Link } from '@tanstack/react-router';
import { formatDuration, formatTime, t } from '../lib/language.ts';
import type { Run } from '../lib/resources.ts';
import { Empty } from './ui/feedback.tsx';
import { StatusBadge } from './ui/status.tsx';
import { Cell, Table } from './ui/table.tsx';

export function RunTable({ runs, names }: { runs: Run[]; names?: Map<string, string> }) {
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
            <Cell>{names.get(run.workflowId) ?? <code className="font-mono text-xs">{run.workflowId}</code>}</Cell>
          )}
          <Cell>
            <StatusBadge status={run.status} />
          </Cell>
          <Cell>{run.triggeredBy}</Cell>
          <Cell>
            <span className="whitespace-nowrap">{formatTime(run.createdAt)}</span>
          </Cell>
          <Cell>{formatDuration(run.completedAt === null ? null : run.durationMs)}</Cell>
          <Cell>
            <span className="line-clamp-2 max-w-xs text-xs text-rose-700 dark:text-rose-300">{run.error?.message}</span>
          </Cell>
        </tr>
      ))}
    </Table>
  );
}
