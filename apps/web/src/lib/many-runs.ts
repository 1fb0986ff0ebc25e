import type { TextKey } from './language.ts';
import type { ManyRunsAction } from './run-filters.ts';

/** What the actions over many runs are called. */
export const ACTION_TEXTS = {
  retry: 'actionRetry',
  rerun: 'actionRerun',
  pause: 'actionPause',
  resume: 'actionResume',
  cancel: 'actionCancel',
  terminate: 'actionTerminate',
} as const satisfies Record<ManyRunsAction, TextKey>;
