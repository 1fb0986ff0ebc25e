import type { RunProgress, StepSnapshot } from '@perdura/definition/run';

export interface ProgressWriterOptions {
  /** Writes the progress of many runs at once. */
  write(batch: RunProgress[]): Promise<unknown>;
  /** Whether a failed write is worth another try later. @default never */
  isOutage?(error: unknown): boolean;
  /** Called with how many steps were dropped: the writer was full, or writing failed. */
  onDropped(steps: number, error: unknown): void;
  /** Called with how many steps were written. */
  onWritten?(steps: number): void;
  /** How long news of a run wait to be written, in milliseconds, where few runs have any. @default 200 */
  promptMs?: number;
  /** How long they wait at most, where many have. @default 1000 */
  intervalMs?: number;
  /** Steps in one write. @default 500 */
  batchSteps?: number;
  /** Steps that wait at most; further ones are dropped. @default 10000 */
  maxSteps?: number;
}

/** Gathers what the interpreter tells of its runs and writes it in batches; may lose it, and says so. */
export interface ProgressWriter {
  note(progress: RunProgress): void;
  /** The run's last word is being written: what waits of it is out of date. */
  forget(runId: string): void;
  /** Writes what waits, and takes nothing more. */
  stop(): Promise<void>;
}

interface Waiting {
  run: Omit<RunProgress, 'steps'>;
  steps: Map<string, StepSnapshot>;
  sinceMs: number;
}

/** How long the news of each run that waits hold up all of them, in milliseconds. */
const SHARE_MS = 5;
/** Pause before the next try while the database is away, in milliseconds. */
const OUTAGE_PAUSE_MS = 1_000;

/**
 * A run that ends within one interval costs nothing here, and one that moves fast is written once an interval: the
 * newest state of each step counts. Who watches a run sees its news soon, unless the machine has much to do.
 */
export function createProgressWriter(options: ProgressWriterOptions): ProgressWriter {
  const { onDropped, intervalMs = 1_000, promptMs = Math.min(200, intervalMs) } = options;
  const { batchSteps = 500, maxSteps = 10_000 } = options;
  const waiting = new Map<string, Waiting>();
  let steps = 0;
  let away = false;
  let stopped = false;
  let timer: NodeJS.Timeout | null = null;
  let flushing: Promise<void> | null = null;

  const delayMs = (): number => Math.min(intervalMs, Math.max(promptMs, waiting.size * SHARE_MS));

  const schedule = (): void => {
    const [oldest] = waiting.values();
    if (timer !== null || flushing !== null || oldest === undefined || stopped) return;
    const dueMs = oldest.sinceMs + delayMs() - performance.now();
    timer = setTimeout(() => void flush(), away ? OUTAGE_PAUSE_MS : Math.max(0, dueMs));
    timer.unref();
  };

  const flush = (): Promise<void> => {
    timer = null;
    flushing ??= writeAll(take(performance.now() - delayMs() / 2)).finally(() => {
      flushing = null;
      schedule();
    });
    return flushing;
  };

  const writeAll = async (progress: RunProgress[]): Promise<void> => {
    away = false;
    for (const batch of inBatches(progress, batchSteps)) await write(batch);
  };

  const write = async (batch: RunProgress[]): Promise<void> => {
    const size = batch.reduce((sum, progress) => sum + progress.steps.length, 0);
    try {
      await options.write(batch);
      options.onWritten?.(size);
    } catch (error) {
      away ||= !stopped && options.isOutage?.(error) === true;
      if (away && steps + size <= maxSteps) batch.forEach(putBack);
      else onDropped(size, error);
    }
  };

  /** Those that wait since then, which are the first ones; all of them without a time. */
  const take = (sinceMs = Number.POSITIVE_INFINITY): RunProgress[] => {
    const taken: RunProgress[] = [];
    for (const [runId, entry] of waiting) {
      if (entry.sinceMs > sinceMs) break;
      waiting.delete(runId);
      steps -= entry.steps.size;
      taken.push({ ...entry.run, steps: [...entry.steps.values()] });
    }
    return taken;
  };

  /** What was told meanwhile is newer. */
  const putBack = ({ steps: olds, ...run }: RunProgress): void => {
    const entry = waiting.get(run.runId) ?? { run, steps: new Map(), sinceMs: performance.now() };
    waiting.set(run.runId, entry);
    steps -= entry.steps.size;
    entry.steps = new Map([...olds.map((step) => [placeOf(step), step] as const), ...entry.steps]);
    steps += entry.steps.size;
  };

  return {
    note({ steps: news, ...run }) {
      if (stopped || steps + news.length > maxSteps) return onDropped(news.length, null);
      const entry = waiting.get(run.runId) ?? { run, steps: new Map(), sinceMs: performance.now() };
      waiting.set(run.runId, entry);
      steps -= entry.steps.size;
      entry.run = run;
      for (const step of news) entry.steps.set(placeOf(step), step);
      steps += entry.steps.size;
      schedule();
    },
    forget(runId) {
      steps -= waiting.get(runId)?.steps.size ?? 0;
      waiting.delete(runId);
    },
    async stop() {
      stopped = true;
      if (timer !== null) clearTimeout(timer);
      await flushing;
      await writeAll(take());
    },
  };
}

function placeOf({ nodeId, iteration }: StepSnapshot): string {
  return `${iteration}/${nodeId}`;
}

function inBatches(progress: RunProgress[], batchSteps: number): RunProgress[][] {
  const batches: RunProgress[][] = [];
  let size = Number.POSITIVE_INFINITY;
  for (const run of progress) {
    if (size + run.steps.length > batchSteps) {
      batches.push([]);
      size = 0;
    }
    batches.at(-1)?.push(run);
    size += run.steps.length;
  }
  return batches;
}
