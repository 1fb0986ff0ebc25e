import { Archive, FlaskConical } from 'lucide-react';
import { t } from '../lib/language.ts';
import type { FlowRun, FlowRunStatus, RunStatus } from '../lib/resources.ts';
import { StatusBadge } from './ui/status.tsx';

/** The states of the engine's contract as the console shows states. */
const SHOWN: Record<FlowRunStatus, RunStatus | 'timeout'> = {
  QUEUED: 'pending',
  RUNNING: 'running',
  PAUSED: 'waiting',
  SUCCEEDED: 'completed',
  FAILED: 'failed',
  CANCELED: 'cancelled',
  TIMEOUT: 'timeout',
  INTERNAL_ERROR: 'failed',
  QUOTA_EXCEEDED: 'failed',
  MEMORY_LIMIT_EXCEEDED: 'failed',
  LOG_SIZE_EXCEEDED: 'failed',
};

/** How a run of a flow stands. */
export function FlowRunBadge({ status }: { status: FlowRunStatus }) {
  return <StatusBadge status={SHOWN[status]} />;
}

const MARK = 'inline-flex items-center gap-1 rounded-full px-2 py-0.5 font-sans text-xs font-medium';

/** Whether a run is of a draft, and whether it was put away; nothing for all others. */
export function FlowRunMarks({
  run: { environment, archivedAt },
}: {
  run: Pick<FlowRun, 'environment' | 'archivedAt'>;
}) {
  return (
    <>
      {environment === 'TESTING' && (
        <span className={`${MARK} bg-violet-100 text-violet-900 dark:bg-violet-950 dark:text-violet-200`}>
          <FlaskConical aria-hidden className="size-3" />
          {t('testing')}
        </span>
      )}
      {archivedAt !== null && (
        <span className={`${MARK} bg-slate-200 text-slate-800 dark:bg-slate-700 dark:text-slate-200`}>
          <Archive aria-hidden className="size-3" />
          {t('archived')}
        </span>
      )}
    </>
  );
}
