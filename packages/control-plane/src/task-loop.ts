import { errorFields, type Logger } from './logger.ts';

/** One recurring duty. */
export interface Task {
  name: string;
  /** Pause between two rounds, in milliseconds. */
  everyMs: number;
  /**
   * One bounded round. `signal` fires when the round shall end early.
   *
   * @returns how many things it put right; as long as it says that there is more, the next round follows at once
   */
  round(signal: AbortSignal): Promise<RoundResult>;
}

export interface RoundResult {
  done: number;
  /** More is known to wait. */
  more?: boolean;
}

/** What the loops count; a Prometheus counter each, for instance. */
export interface TaskMetrics {
  round(task: string, outcome: 'ok' | 'failed'): void;
  done(task: string, count: number): void;
}

export interface TaskLoop {
  /** Runs the next round now, or right after the one that runs. */
  wake(): void;
  /** Settles once the loop has ended. */
  readonly ended: Promise<void>;
}

/** Runs a task again and again until `signal` fires. A failing round is logged once per change between good and bad. */
export function startTaskLoop(task: Task, signal: AbortSignal, logger: Logger, metrics: TaskMetrics): TaskLoop {
  const pause = new Pause();
  signal.addEventListener('abort', () => pause.wake(), { once: true });

  const loop = async (): Promise<void> => {
    let failing = false;
    while (!signal.aborted) {
      const outcome = await attempt(task, signal);
      metrics.round(task.name, outcome.error === undefined ? 'ok' : 'failed');
      if (outcome.done > 0) metrics.done(task.name, outcome.done);
      if (!signal.aborted) failing = report(task, outcome.error, failing, logger);
      if (!outcome.more && !signal.aborted) await pause.wait(task.everyMs);
    }
  };
  return { wake: () => pause.wake(), ended: loop() };
}

interface Outcome {
  done: number;
  more: boolean;
  error?: unknown;
}

async function attempt(task: Task, signal: AbortSignal): Promise<Outcome> {
  try {
    const { done, more } = await task.round(signal);
    return { done, more: more === true && done > 0 };
  } catch (error) {
    return { done: 0, more: false, error: error ?? new Error('failed without an error') };
  }
}

function report(task: Task, error: unknown, failing: boolean, logger: Logger): boolean {
  if (error !== undefined && !failing) logger.warn({ task: task.name, ...errorFields(error) }, 'housekeeping fails');
  if (error === undefined && failing) logger.info({ task: task.name }, 'housekeeping works again');
  return error !== undefined;
}

/** A wait that can be cut short, also by a wake that came before it. */
class Pause {
  private woken = false;
  private end: (() => void) | null = null;

  wake(): void {
    this.woken = true;
    this.end?.();
  }

  async wait(ms: number): Promise<void> {
    if (!this.woken) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        this.end = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.woken = false;
    this.end = null;
  }
}
