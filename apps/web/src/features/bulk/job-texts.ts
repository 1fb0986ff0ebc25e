import type { TextKey } from '../../lib/language.ts';
import type { BulkJob } from '../../lib/resources.ts';

/** What the states of a job are called. */
export const JOB_STATUS_TEXTS = {
  running: 'jobRunning',
  completed: 'jobCompleted',
  cancelled: 'jobCancelled',
} as const satisfies Record<BulkJob['status'], TextKey>;
