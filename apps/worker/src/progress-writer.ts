import type { RunProgress, StepSnapshot } from '@perdura/definition/run';

export interface ProgressWriterOptions {
  /** Writes the progress of many runs at once. */
  write(batch: RunProgress[]): Promise<unknown>;
  /** Called with how many steps were dropped: the writer was full, or writing failed. */
  onDropped(steps: number, error: unknown): void;
  /** Called with how many steps were written. */
  onWritten?(steps: number): void;
  /** Pause between two writes, in milliseconds. @default 1000 */
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
}

/**
 * A run that ends within one interval costs nothing here, and one that moves fast is written once an interval: the
 * newest state of each step counts.
 */
export function createProgressWriter(options: ProgressWriterOptions): ProgressWriter {
  const { write, onDropped, onWritten, intervalMs = 1_000, batchSteps = 500, maxSteps = 10_000 } = options;
  const waiting = new Map<string, Waiting>();
  let steps = 0;
  let stopped = false;
  let timer: NodeJS.Timeout | null = null;
  let flushing: Promise<void> | null = null;

  const schedule = (): void => {
    if (timer !== null || flushing !== null || waiting.size === 0 || stopped) return;
    timer = setTimeout(() => {
      timer = null;
      void flush();
    }, intervalMs);
    timer.unref();
  };

  const flush = (): Promise<void> => {
    flushing ??= writeAll().finally(() => {
      flushing = null;
      schedule();
    });
    return flushing;
  };

  const writeAll = async (): Promise<void> => {
    const batches = inBatches(take(), batchSteps);
    for (const batch of batches) {
      const size = batch.reduce((sum, progress) => sum + progress.steps.length, 0);
      try {
        await write(batch);
        onWritten?.(size);
      } catch (error) {
        onDropped(size, error);
      }
    }
  };

  const take = (): RunProgress[] => {
    const taken = [...waiting.values()].map(({ run, steps }) => ({ ...run, steps: [...steps.values()] }));
    waiting.clear();
    steps = 0;
    return taken;
  };

  return {
    note({ steps: news, ...run }) {
      if (stopped || steps + news.length > maxSteps) return onDropped(news.length, null);
      const entry = waiting.get(run.runId) ?? { run, steps: new Map() };
      waiting.set(run.runId, entry);
      steps -= entry.steps.size;
      entry.run = run;
      for (const step of news) entry.steps.set(`${step.iteration}/${step.nodeId}`, step);
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
      await writeAll();
    },
  };
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
