import type { RunAnswer } from '@perdura/definition/run';
import { allHandlersFinished, CancellationScope, condition } from '@temporalio/workflow';
import type { RunRecord } from './run-record.ts';

/** Those who wait, in the update `answer`, for what the run responds or how it ends. */
export class Answers {
  readonly #waiting = new Set<() => void>();
  #isOver = false;

  /**
   * Resolves once the run has responded or ended; where it continues as new before, with how it is then, so that the
   * caller asks again. `record` gives the run's record, which a schedule's run lacks at first.
   */
  async wait(record: () => RunRecord | null): Promise<RunAnswer> {
    if (!this.#isOver && record()?.isAnswered !== true) {
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
    }
    return record()?.answer() ?? NEVER_STARTED;
  }

  /** The run has responded. */
  give(): void {
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }

  /** This execution is about to end: nobody may be left waiting, since an update that is open then fails. */
  async close(): Promise<void> {
    this.#isOver = true;
    this.give();
    if (!allHandlersFinished()) await CancellationScope.nonCancellable(() => condition(allHandlersFinished));
  }
}

/** A schedule fired for a workflow that shall not run. */
const NEVER_STARTED: RunAnswer = { status: 'cancelled', response: null, result: null, error: null };
