import { EvaluationError } from './evaluation-error.ts';
import { SandboxThread, type ThreadTask } from './sandbox-thread.ts';

export interface PoolOptions {
  /** How many tasks may run at once; threads start when they are first needed. */
  threads: number;
  /** How many may wait for a thread before further ones are refused as `unavailable`. */
  maxQueued: number;
  /** Whether a running task is ended when its signal aborts; otherwise it ends at its own limit, unheard. */
  endsOnAbort: boolean;
}

interface Waiting {
  task: ThreadTask;
  /** Where it runs; null while it waits. */
  thread: SandboxThread | null;
  resolve(text: string): void;
  reject(error: EvaluationError): void;
}

/** Threads with QuickJS in them, and the queue before them. */
export class ThreadPool {
  readonly #options: PoolOptions;
  readonly #queue: Waiting[] = [];
  readonly #idle: SandboxThread[] = [];
  readonly #busy = new Set<SandboxThread>();
  #closed = false;

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  /**
   * @returns the guest's answer
   * @throws {EvaluationError}
   */
  run(task: ThreadTask, signal: AbortSignal | undefined): Promise<string> {
    if (this.#closed) return Promise.reject(closed());
    if (signal?.aborted) return Promise.reject(cancelled());
    if (this.#queue.length >= this.#options.maxQueued) return Promise.reject(overloaded(this.#queue.length));
    return new Promise((resolve, reject) => {
      const waiting: Waiting = { task, thread: null, resolve, reject };
      if (signal) this.#leaveOnAbort(waiting, signal);
      this.#queue.push(waiting);
      this.#next();
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const waiting of this.#queue.splice(0)) waiting.reject(closed());
    const threads = [...this.#idle.splice(0), ...this.#busy];
    await Promise.all(threads.map((thread) => thread.end()));
  }

  #leaveOnAbort(waiting: Waiting, signal: AbortSignal): void {
    const { resolve, reject } = waiting;
    const leave = () => {
      const position = this.#queue.indexOf(waiting);
      if (position >= 0) this.#queue.splice(position, 1);
      reject(cancelled());
      if (this.#options.endsOnAbort) waiting.thread?.drop();
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
    waiting.thread = thread;
    thread
      .run(waiting.task)
      .finally(() => this.#release(thread, waiting))
      .then(waiting.resolve, waiting.reject);
  }

  #release(thread: SandboxThread, waiting: Waiting): void {
    waiting.thread = null;
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
