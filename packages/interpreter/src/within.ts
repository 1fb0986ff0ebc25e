import { CancellationScope, isCancellation, sleep } from '@temporalio/workflow';

/** Runs a call in a scope; entering one costs a promise, so it is skipped where the scope is current already. */
export function within<T>(scope: CancellationScope, call: () => Promise<T>): Promise<T> {
  return CancellationScope.current() === scope ? call() : scope.run(call);
}

/** A timer that can be let go of. */
export interface Timer {
  cancel(): void;
}

/**
 * Calls `act` at a time; at once, in a later activation, when that has passed.
 *
 * @param at in milliseconds since 1970
 * @param fault hears of errors that are no cancellation
 */
export function startTimer(
  scope: CancellationScope,
  at: number,
  act: () => void,
  fault: (error: unknown) => void,
): Timer {
  const own = new CancellationScope({ cancellable: true, parent: scope });
  let isOver = false;
  own
    .run(() => sleep(Math.max(1, at - Date.now())))
    .then(() => {
      isOver = true;
      act();
    })
    .catch((error: unknown) => {
      if (!isCancellation(error)) fault(error);
    });
  return {
    cancel() {
      if (!isOver) own.cancel();
      isOver = true;
    },
  };
}
