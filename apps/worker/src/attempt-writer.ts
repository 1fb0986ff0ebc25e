import type { NewStepAttempt } from '@perdura/database';

export interface AttemptWriterOptions {
  /** Writes attempts of many runs at once. */
  write(batch: NewStepAttempt[]): Promise<unknown>;
  /** Whether a failed write is worth another try later. */
  isOutage(error: unknown): boolean;
  /** Called with how many attempts were dropped: the writer was full, or writing failed for good. */
  onDropped(attempts: number, error: unknown): void;
  /** Called with how many attempts were written. */
  onWritten?(attempts: number): void;
  /** Pause before what waits is written, in milliseconds. @default 250 */
  intervalMs?: number;
  /** Pause before the next try while the database is away, in milliseconds. @default 1000 */
  outagePauseMs?: number;
  /** Attempts in one write; as many are written at once, without the pause. @default 500 */
  batchAttempts?: number;
  /** Attempts that wait at most; further ones are dropped. @default 5000 */
  maxAttempts?: number;
}

/** Gathers what activities tell of their attempts and writes it in batches; may lose it, and says so. */
export interface AttemptWriter {
  /** Never throws and never waits. */
  note(attempt: NewStepAttempt): void;
  /** Writes what waits, and takes nothing more. */
  stop(): Promise<void>;
}

/** What waits outlives a short outage of the database; a long one fills the writer, and then the newest are dropped. */
export function createAttemptWriter(options: AttemptWriterOptions): AttemptWriter {
  const { intervalMs = 250, outagePauseMs = 1_000, batchAttempts = 500, maxAttempts = 5_000 } = options;
  let waiting: NewStepAttempt[] = [];
  let away = false;
  let lastError: unknown = null;
  let stopped = false;
  let timer: NodeJS.Timeout | null = null;
  let flushing: Promise<void> | null = null;

  const schedule = (): void => {
    if (timer !== null || flushing !== null || waiting.length === 0 || stopped) return;
    const full = waiting.length >= batchAttempts;
    timer = setTimeout(flush, away ? outagePauseMs : full ? 0 : intervalMs);
    timer.unref();
  };

  const flush = (): void => {
    timer = null;
    flushing = writeAll().finally(() => {
      flushing = null;
      schedule();
    });
  };

  const writeAll = async (): Promise<void> => {
    away = false;
    while (waiting.length > 0 && !away) {
      const batch = waiting.slice(0, batchAttempts);
      waiting = waiting.slice(batchAttempts);
      await write(batch);
    }
  };

  const write = async (batch: NewStepAttempt[]): Promise<void> => {
    try {
      await options.write(batch);
      options.onWritten?.(batch.length);
    } catch (error) {
      away = options.isOutage(error);
      if (away) waiting = [...batch, ...waiting];
      else options.onDropped(batch.length, error);
      lastError = error;
    }
  };
  return {
    note(attempt) {
      if (stopped || waiting.length >= maxAttempts) return options.onDropped(1, lastError);
      waiting.push(attempt);
      if (waiting.length === batchAttempts && timer !== null && !away) {
        clearTimeout(timer);
        timer = null;
      }
      schedule();
    },
    async stop() {
      stopped = true;
      if (timer !== null) clearTimeout(timer);
      await flushing;
      await writeAll();
      if (waiting.length > 0) options.onDropped(waiting.length, lastError);
      waiting = [];
    },
  };
}
