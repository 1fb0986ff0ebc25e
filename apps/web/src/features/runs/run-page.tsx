import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { Panel } from '../../components/ui/controls.tsx';
import { Loaded } from '../../components/ui/feedback.tsx';
import { JsonView } from '../../components/ui/json-view.tsx';
import { StatusBadge } from '../../components/ui/status.tsx';
import { WorkflowGraph } from '../../components/workflow-graph.tsx';
import { formatDuration, formatTime, t } from '../../lib/language.ts';
import { consoleSettings, runDetail, workflowVersion } from '../../lib/queries.ts';
import type { Run } from '../../lib/resources.ts';
import { RunActions } from './run-actions.tsx';
import { StepList } from './step-list.tsx';

export function RunPage() {
  const { runId } = useParams({ strict: false }) as { runId: string };
  const query = useQuery(runDetail(runId));
  return (
    <Loaded query={query}>
      {(run) => (
        <>
          <RunHeader run={run} />
          <RunGraph run={run} />
          <Panel title={t('steps')}>
            <StepList steps={run.stepResults} />
          </Panel>
          <Panel title={t('triggerData')}>
            <JsonView value={run.triggerData} />
          </Panel>
        </>
      )}
    </Loaded>
  );
}

function RunHeader({ run }: { run: Run }) {
  return (
    <div className="space-y-3">
      <div className="flex flex-wrap items-start justify-between gap-3">
        <div>
          <h1 className="flex items-center gap-3 font-mono text-lg font-semibold">
            {run._id} <StatusBadge status={run.status} />
          </h1>
          <p className="mt-1 text-xs text-slate-500">
            <Link
              to="/workflows/$workflowId"
              params={{ workflowId: run.workflowId }}
              className="text-accent hover:underline dark:text-teal-300"
            >
              {t('workflows')}
            </Link>{' '}
            · {t('version')} {run.version} · {t('triggeredBy')} {run.triggeredBy} · {formatTime(run.createdAt)} ·{' '}
            {t('duration')} {formatDuration(run.durationMs)}
            {run.businessKey !== null && ` · ${t('businessKey')} ${run.businessKey}`} <TemporalLink run={run} />
          </p>
        </div>
        <RunActions run={run} />
      </div>
      {run.error !== null && (
        <div
          role="alert"
          className="rounded-md border border-rose-300 bg-rose-50 px-3 py-2 text-sm text-rose-800 dark:border-rose-900 dark:bg-rose-950 dark:text-rose-200"
        >
          <code className="font-mono text-xs font-semibold">{run.error.code}</code>{' '}
          {run.error.nodeId != null && <code className="font-mono text-xs">({run.error.nodeId})</code>}{' '}
          {run.error.message}
        </div>
      )}
    </div>
  );
}

function TemporalLink({ run }: { run: Run }) {
  const base = useQuery(consoleSettings).data?.temporalUiUrl;
  if (base == null || run.temporal === undefined) return null;
  const href = `${base.replace(/\/$/, '')}/namespaces/default/workflows/${encodeURIComponent(run.temporal.workflowId)}`;
  return (
    <a href={href} target="_blank" rel="noreferrer" className="text-accent hover:underline dark:text-teal-300">
      · {t('openInTemporal')}
    </a>
  );
}

function RunGraph({ run }: { run: Run }) {
  const version = useQuery(workflowVersion(run.workflowId, run.version)).data;
  if (version === undefined || version.nodes.length === 0) return null;
  return (
    <Panel title={t('graph')}>
      <WorkflowGraph
        nodes={version.nodes}
        edges={version.edges}
        statuses={Object.fromEntries(run.stepResults.map(({ nodeId, status }) => [nodeId, status]))}
        onSelect={(nodeId) =>
          document.getElementById(`step-${nodeId}`)?.scrollIntoView({ behavior: 'smooth', block: 'center' })
        }
      />
    </Panel>
  );
}
