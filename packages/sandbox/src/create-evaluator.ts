import { availableParallelism } from 'node:os';
import type { JsonValue } from '@perdura/definition';
import { readAnswer } from './answer.ts';
import type { EvaluateOptions, Evaluation, Evaluator, Program, RunOptions } from './evaluator.ts';
import type { Job } from './thread/protocol.ts';
import { ThreadPool } from './thread-pool.ts';

export interface EvaluatorOptions {
  /**
   * How many expressions may be evaluated at once; threads start when they are first needed.
   *
   * @default one less than the machine's cores, 1 to 4
   */
  threads?: number;
  /**
   * How many programs may run at once, on threads of their own.
   *
   * @default the machine's cores, 2 to 4
   */
  programThreads?: number;
  /**
   * Limit on what one expression computes, kept by the interpreter's own interrupts.
   *
   * @default 250
   */
  timeoutMs?: number;
  /**
   * Limit on what one expression may hold, its bindings included.
   *
   * @default 32 MB
   */
  memoryBytes?: number;
  /**
   * When the thread of an expression is ended from outside, since no interrupt reaches one long built-in. More is given
   * to large bindings. A program has this long beyond its own limit.
   *
   * @default 1000
   */
  hardStopMs?: number;
  /**
   * How many expressions, and how many programs, may wait for a thread before further ones are refused as
   * `unavailable`.
   *
   * @default 1000
   */
  maxQueued?: number;
}

/** Reading data takes at most this long per character; it is not the time of what is evaluated. */
const HARD_STOP_MS_PER_CHARACTER = 1 / 4_000;
/** The memory of an expression bounds its result well below this. */
const MAX_EXPRESSION_RESULT = 64 * 1024 * 1024;

/** Starts nothing yet: the threads come with the first evaluations. */
export function createEvaluator(options: EvaluatorOptions = {}): Evaluator {
  const cores = availableParallelism();
  return new ThreadedEvaluator({
    threads: options.threads ?? Math.max(1, Math.min(4, cores - 1)),
    programThreads: options.programThreads ?? Math.max(2, Math.min(4, cores)),
    timeoutMs: options.timeoutMs ?? 250,
    memoryBytes: options.memoryBytes ?? 32 * 1024 * 1024,
    hardStopMs: options.hardStopMs ?? 1000,
    maxQueued: options.maxQueued ?? 1000,
  });
}

class ThreadedEvaluator implements Evaluator {
  readonly #options: Required<EvaluatorOptions>;
  readonly #expressions: ThreadPool;
  readonly #programs: ThreadPool;
  #lastId = 0;

  constructor(options: Required<EvaluatorOptions>) {
    const { threads, programThreads, maxQueued } = options;
    this.#options = options;
    this.#expressions = new ThreadPool({ threads, maxQueued, endsOnAbort: false });
    this.#programs = new ThreadPool({ threads: programThreads, maxQueued, endsOnAbort: true });
  }

  async evaluate(
    source: string,
    bindings: Record<string, JsonValue>,
    { signal }: EvaluateOptions = {},
  ): Promise<Evaluation> {
    const { timeoutMs, memoryBytes, hardStopMs } = this.#options;
    const limits = { timeoutMs, memoryBytes, maxResultCharacters: MAX_EXPRESSION_RESULT };
    const job: Job = { id: ++this.#lastId, kind: 'expression', source, data: JSON.stringify(bindings), ...limits };
    const task = { job, hardStopMs: hardStopMs + readingMs(job), log: undefined };
    return readAnswer(await this.#expressions.run(task, signal), job);
  }

  async run({ input, ...program }: Program, { signal, log }: RunOptions = {}): Promise<Evaluation> {
    const job: Job = { id: ++this.#lastId, kind: 'program', data: JSON.stringify(input), ...program };
    const task = { job, hardStopMs: job.timeoutMs + this.#options.hardStopMs + readingMs(job), log };
    return readAnswer(await this.#programs.run(task, signal), job);
  }

  async close(): Promise<void> {
    await Promise.all([this.#expressions.close(), this.#programs.close()]);
  }
}

function readingMs({ data }: Job): number {
  return data.length * HARD_STOP_MS_PER_CHARACTER;
}
