import { workflowInfo } from '@temporalio/workflow';

/**
 * What a run has begun since something last came to it from outside: the end of a remote activity, a timer, a wake or a
 * command, each of which comes with a workflow task of its own. The end of a local activity does not. While one lasts its
 * task may be prolonged by another; the run then hears of the end in the one task and its replay in the other, so that
 * nothing that a run begins may depend on the task it is in.
 */
export class Turn {
  readonly #followsTasks: boolean;
  #history = historyNow();
  #bytes = 0;
  #locals = 0;

  /** @param followsTasks as runs did that began before there were turns: each task that is noticed is a turn */
  constructor(followsTasks: boolean) {
    this.#followsTasks = followsTasks;
  }

  /** What Temporal said of the history when the turn began. */
  get history(): HistoryNow {
    this.#noticeTask();
    return this.#history;
  }

  /** Bytes of inputs of remote activities. */
  get bytes(): number {
    this.#noticeTask();
    return this.#bytes;
  }

  /** Local activities. */
  get locals(): number {
    this.#noticeTask();
    return this.#locals;
  }

  begin(): void {
    if (!this.#followsTasks) this.#restart();
  }

  countRemote(bytes: number): void {
    this.#bytes += bytes;
  }

  countLocal(): void {
    this.#locals += 1;
  }

  #noticeTask(): void {
    if (this.#followsTasks && this.#history.historyLength !== workflowInfo().historyLength) this.#restart();
  }

  #restart(): void {
    this.#history = historyNow();
    this.#bytes = 0;
    this.#locals = 0;
  }
}

type HistoryNow = ReturnType<typeof historyNow>;

function historyNow() {
  const { historyLength, historySize, continueAsNewSuggested } = workflowInfo();
  return { historyLength, historySize, continueAsNewSuggested };
}
