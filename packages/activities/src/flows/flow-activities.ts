import type { RunActivities } from '@perdura/definition/run';
import type { ActivityDependencies } from '../dependencies.ts';
import { FAILURE_CODES, StepFailure } from '../failures.ts';

/** What the interpreter asks for flows, beside their steps. */
export function flowActivities(
  _dependencies: ActivityDependencies,
): Pick<RunActivities, 'gather-round' | 'end-piece-wait' | 'call-piece' | 'call-trigger'> {
  return {
    'gather-round': () => notYet(),
    'end-piece-wait': () => notYet(),
    'call-piece': () => notYet(),
    'call-trigger': () => notYet(),
  };
}

function notYet(): Promise<never> {
  return Promise.reject(
    new StepFailure(FAILURE_CODES.internal, 'This worker cannot call triggers of pieces.', { retryable: false }),
  );
}
