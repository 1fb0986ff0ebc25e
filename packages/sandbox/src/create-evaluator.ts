import { availableParallelism } from 'node:os';
import type { JsonValue } from '@perdura/definition';
import { readAnswer } from './answer.ts';
import { EvaluationError } from './evaluation-error.ts';
import type { EvaluateOptions, Evaluation, Evaluator } from './evaluator.ts';
import { SandboxThread } from './sandbox-thread.ts';
import type { Job } from './thread/protocol.ts';

export interface EvaluatorOptions {
  /**
   * How many evaluations may run at once; threads start when they are first needed.
   *
   * @default one less than the machine's cores, 1 to 4
   */
  threads?: number;
  /**
   * Limit on one evaluation, kept by the interpreter's own interrupts.
   *
   * @default 250
   */
  timeoutMs?: number;
  /**
   * Limit on what one evaluation may hold, its bindings included.
   *
   * @default 32 MB
   */
  memoryBytes?: number;
  /**
   * When the thread is ended from outside, since no interrupt reaches one long built-in. More is given to large bindings.
   *
   * @default 1000
   */
  hardStopMs?: number;
  /**
   * How many evaluations may wait for a thread before further ones are refused as `unavailable`.
   *
   * @default 1000
   */
  maxQueued?: number;
}

/** Reading bindings takes at most this long per character; it is not the expression's time. */
const HARD_STOP_MS_PER_CHARACTER = 1 / 4_000;

interface Waiting {
  job: Job;
  resolve(text: string): void;
  reject(error: EvaluationError): void;
}

/** Starts nothing yet: the threads come with the first evaluations. */
export function createEvaluator(options: EvaluatorOptions = {}): Evaluator {
  return new ThreadedEvaluator({
    threads: options.threads ?? Math.max(1, Math.min(4, availableParallelism() - 1)),
    timeoutMs: options.timeoutMs ?? 250,
    memoryBytes: options.memoryBytes ?? 32 * 1024 * 1024,
    hardStopMs: options.hardStopMs ?? 1000,
    maxQueued: options.maxQueued ?? 1000,
  });
}

class ThreadedEvaluator implements Evaluator {
  readonly #options: Required<EvaluatorOptions>;
  readonly #queue: Waiting[] = [];
  readonly #idle: SandboxThread[] = [];
  readonly #busy = new Set<SandboxThread>();
  #lastId = 0;
  #closed = false;

  constructor(options: Required<EvaluatorOptions>) {
    this.#options = options;
  }

  async evaluate(
    source: string,
    bindings: Record<string, JsonValue>,
    options: EvaluateOptions = {},
  ): Promise<Evaluation> {
    const { timeoutMs, memoryBytes } = this.#options;
    const job = { id: ++this.#lastId, source, bindings: JSON.stringify(bindings), timeoutMs, memoryBytes };
    return readAnswer(await this.#enqueue(job, options.signal), this.#options);
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const waiting of this.#queue.splice(0)) waiting.reject(closed());
    const threads = [...this.#idle.splice(0), ...this.#busy];
    await Promise.all(threads.map((thread) => thread.end()));
  }

  #enqueue(job: Job, signal: AbortSignal | undefined): Promise<string> {
    if (this.#closed) return Promise.reject(closed());
    if (signal?.aborted) return Promise.reject(cancelled());
    if (this.#queue.length >= this.#options.maxQueued) return Promise.reject(overloaded(this.#queue.length));
    return new Promise((resolve, reject) => {
      const waiting = { job, resolve, reject };
      if (signal) this.#leaveOnAbort(waiting, signal);
      this.#queue.push(waiting);
      this.#next();
    });
  }

  /** A job that waits leaves the queue; one that runs ends at its own limit, and nobody hears its answer. */
  #leaveOnAbort(waiting: Waiting, signal: AbortSignal): void {
    const { resolve, reject } = waiting;
    const leave = () => {
      const position = this.#queue.indexOf(waiting);
      if (position >= 0) this.#queue.splice(position, 1);
      reject(cancelled());
    };
    signal.addEventListener('abort', leave, { once: true });
    waiting.resolve = (text) => {
      signal.removeEventListener('abort', leave);
      resolve(text);
    };
    waiting.reject = (error) => {
      signal.removeEventListener('abort', leave);
      reject(error);
    };
  }

  #next(): void {
    while (this.#queue.length > 0) {
      const thread = this.#takeThread();
      if (thread === null) return;
      const waiting = this.#queue.shift();
      if (waiting) this.#start(thread, waiting);
    }
  }

  #takeThread(): SandboxThread | null {
    for (let thread = this.#idle.pop(); thread; thread = this.#idle.pop()) {
      if (!thread.lost) return thread;
    }
    return this.#busy.size < this.#options.threads ? new SandboxThread() : null;
  }

  #start(thread: SandboxThread, waiting: Waiting): void {
    this.#busy.add(thread);
    const hardStopMs = this.#options.hardStopMs + waiting.job.bindings.length * HARD_STOP_MS_PER_CHARACTER;
    thread
      .run(waiting.job, hardStopMs)
      .finally(() => this.#release(thread))
      .then(waiting.resolve, waiting.reject);
  }

  #release(thread: SandboxThread): void {
    this.#busy.delete(thread);
    if (!thread.lost) this.#idle.push(thread);
    this.#next();
  }
}

function closed(): EvaluationError {
  return new EvaluationError('unavailable', 'The sandbox is closed.');
}

function cancelled(): EvaluationError {
  return new EvaluationError('cancelled', 'The evaluation was cancelled.');
}

function overloaded(waiting: number): EvaluationError {
  return new EvaluationError('unavailable', `${waiting} evaluations wait for the sandbox already.`);
}
