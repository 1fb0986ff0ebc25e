import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Pause } from 'lucide-react';
import { FlowRunMarks } from '../../components/flow-run-status.tsx';
import { LiveMark } from '../../components/ui/live-mark.tsx';
import { StatusBadge } from '../../components/ui/status.tsx';
import { originText } from '../../lib/given-words.ts';
import { formatDuration, formatTime, type TextKey, t } from '../../lib/language.ts';
import { consoleSettings } from '../../lib/queries.ts';
import type { Run } from '../../lib/resources.ts';
import { RunActions } from './run-actions.tsx';
import type { RunSource } from './run-source.ts';

/** What a run is, how it stands, and what can be done with it. */
export function RunHeader({ run, source, isLive }: { run: Run; source: RunSource; isLive: boolean }) {
  const { flowRun } = source;
  return (
    <div className="space-y-3">
      <div className="flex flex-wrap items-start justify-between gap-3">
        <div className="min-w-0">
          <h1 className="flex flex-wrap items-center gap-3 font-mono text-lg font-semibold">
            {run._id} <StatusBadge status={run.status} />
            {run.paused && <PausedMark />}
            {flowRun != null && <FlowRunMarks run={flowRun} />}
            <LiveMark isLive={isLive} />
          </h1>
          <p className="mt-1 text-xs text-muted">
            <SourceLink run={run} source={source} /> · {t('version')} {run.version} · {t('triggeredBy')}{' '}
            {originText(run.triggeredBy)} · {formatTime(run.createdAt)} · {t('duration')}{' '}
            {formatDuration(run.durationMs)}
            {run.businessKey !== null && ` · ${t('businessKey')} ${run.businessKey}`}
            {run.tags.length > 0 && ` · ${run.tags.join(', ')}`}
            <TemporalLink run={run} />
          </p>
          <RunLink text="parentRun" runId={run.parentRunId} />
          <RunLink text="retryOf" runId={run.retryOf} />
        </div>
        <RunActions run={run} flowRun={flowRun} />
      </div>
      <RunError error={run.error} titles={source.titles} />
    </div>
  );
}

/** The workflow or flow that a run is a run of; nothing until that is known. */
function SourceLink({ run, source: { flowRun, workflow } }: { run: Run; source: RunSource }) {
  if (flowRun === undefined) return null;
  if (flowRun !== null) {
    return (
      <Link to="/flows/$flowId" params={{ flowId: flowRun.flowId }} className="text-link underline">
        {flowRun.flowVersion.displayName || t('flow')}
      </Link>
    );
  }
  return (
    <Link to="/workflows/$workflowId" params={{ workflowId: run.workflowId }} className="text-link underline">
      {workflow?.name ?? t('workflow')}
    </Link>
  );
}

function PausedMark() {
  return (
    <span className="inline-flex items-center gap-1 rounded-full bg-amber-100 px-2 py-0.5 font-sans text-xs font-medium text-amber-900 dark:bg-amber-950 dark:text-amber-200">
      <Pause aria-hidden className="size-3" />
      {t('paused')}
    </span>
  );
}

function RunLink({ text, runId }: { text: TextKey; runId: string | null }) {
  if (runId === null) return null;
  return (
    <p className="mt-1 text-xs text-muted">
      {t(text)}{' '}
      <Link to="/runs/$runId" params={{ runId }} className="font-mono text-link underline">
        {runId}
      </Link>
    </p>
  );
}

function RunError({ error, titles }: { error: Run['error']; titles: RunSource['titles'] }) {
  if (error === null) return null;
  return (
    <div
      role="alert"
      className="rounded-md border border-rose-300 bg-rose-50 px-3 py-2 text-sm text-rose-800 dark:border-rose-900 dark:bg-rose-950 dark:text-rose-200"
    >
      <code className="font-mono text-xs font-semibold">{error.code}</code>{' '}
      {error.nodeId != null && (
        <code className="font-mono text-xs">({titles.get(error.nodeId)?.title ?? error.nodeId})</code>
      )}{' '}
      {error.message}
    </div>
  );
}

function TemporalLink({ run }: { run: Run }) {
  const base = useQuery(consoleSettings).data?.temporalUiUrl;
  if (base == null || run.temporal === undefined) return null;
  const href = `${base.replace(/\/$/, '')}/namespaces/default/workflows/${encodeURIComponent(run.temporal.workflowId)}`;
  return (
    <>
      {' · '}
      <a href={href} target="_blank" rel="noreferrer" className="text-link underline">
        {t('openInTemporal')}
      </a>
    </>
  );
}
