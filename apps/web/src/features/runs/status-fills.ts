import type { RunStatus, StepStatus } from '../../lib/resources.ts';

/** The colour of each state where it fills an area; words and numbers beside it say the same. */
export const STATUS_FILLS: Record<RunStatus | StepStatus, string> = {
  pending: 'bg-slate-300 dark:bg-slate-600',
  running: 'bg-sky-500',
  waiting: 'bg-amber-400',
  completed: 'bg-emerald-500',
  success: 'bg-emerald-500',
  failed: 'bg-rose-500',
  cancelled: 'bg-slate-400 dark:bg-slate-500',
  skipped: 'bg-slate-300 dark:bg-slate-600',
};
