import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Panel } from '../../components/ui/controls.tsx';
import { StatusBadge } from '../../components/ui/status.tsx';
import { Cell, Table } from '../../components/ui/table.tsx';
import { formatDuration, formatTime, t } from '../../lib/language.ts';
import type { LineageRun, Run } from '../../lib/resources.ts';
import { runLineage } from '../../lib/run-queries.ts';

/** The runs around a run: what it repeats and what repeats it, and those that its steps started. Nothing for a run alone. */
export function RunFamily({ run }: { run: Run }) {
  const lineage = useQuery(runLineage(run._id)).data;
  if (lineage === undefined) return null;
  const { retryOf, retries, children, more } = lineage;
  const repetitions = [...retryOf, ...retries].filter(({ id }) => id !== run._id).concat(ownRow(run));
  return (
    <>
      {repetitions.length > 1 && (
        <Panel title={t('repetitions')}>
          <Relatives runs={oldestFirst(repetitions)} ownId={run._id} />
          {(more.retries || more.retryOf) && <MoreRuns search={{ retryOf: retryOf.at(-1)?.id ?? run._id }} />}
        </Panel>
      )}
      {children.length > 0 && (
        <Panel title={t('childRuns')}>
          <Relatives runs={children} ownId={run._id} withStep />
          {more.children && <MoreRuns search={{ parentRunId: run._id }} />}
        </Panel>
      )}
    </>
  );
}

function Relatives({ runs, ownId, withStep = false }: { runs: LineageRun[]; ownId: string; withStep?: boolean }) {
  return (
    <Table
      heads={[...[t('run'), ...(withStep ? [t('step')] : []), t('status'), t('version'), t('created')], t('duration')]}
    >
      {runs.map((run) => (
        <tr key={run.id} aria-current={run.id === ownId ? 'true' : undefined}>
          <Cell>
            {run.id === ownId ? (
              <span className="text-xs font-semibold">{t('thisRun')}</span>
            ) : (
              <Link
                to="/runs/$runId"
                params={{ runId: run.id }}
                className="font-mono text-xs text-link hover:underline"
              >
                {run.id}
              </Link>
            )}
          </Cell>
          {withStep && (
            <Cell>
              {run.nodeId ?? '—'}
              {run.iteration !== null && run.iteration !== '0' && ` · ${run.iteration}`}
            </Cell>
          )}
          <Cell>
            <StatusBadge status={run.status} />
          </Cell>
          <Cell>{run.version}</Cell>
          <Cell>
            <span className="whitespace-nowrap">{formatTime(run.createdAt)}</span>
          </Cell>
          <Cell>
            {formatDuration(run.completedAt === null ? null : Date.parse(run.completedAt) - Date.parse(run.createdAt))}
          </Cell>
        </tr>
      ))}
    </Table>
  );
}

function MoreRuns({ search }: { search: Record<string, string> }) {
  return (
    <p className="mt-3 text-sm">
      {t('moreRuns')}{' '}
      <Link to="/runs" search={search as never} className="text-link underline">
        {t('all')}
      </Link>
    </p>
  );
}

function ownRow(run: Run): LineageRun {
  const { _id: id, workflowId, version, status, triggeredBy, retryOf, createdAt, completedAt } = run;
  return {
    id,
    workflowId,
    version,
    status,
    triggeredBy,
    retryOf,
    createdAt,
    completedAt,
    nodeId: null,
    iteration: null,
  };
}

function oldestFirst(runs: LineageRun[]): LineageRun[] {
  return runs.toSorted((one, other) => (one.id < other.id ? -1 : 1));
}
