import { Worker } from 'node:worker_threads';
import { EvaluationError } from './evaluation-error.ts';
import { CONSOLE_LEVELS, type RunOptions } from './evaluator.ts';
import { stopwatch } from './thread/clock.js';
import type { ConsoleLine, Job, ThreadMessage } from './thread/protocol.ts';

/** A thread loads its module well within this; longer means that it never will. */
const START_TIMEOUT_MS = 30_000;
/** Looks at a thread that seems to compute nothing, before it is ended all the same. */
const MOST_LOOKS = 30;
/** Room for a guest's stack (see thread.js) with WebAssembly's own frames around it. */
const STACK_MB = 32;

/** A job, and how it is to be watched. */
export interface ThreadTask {
  job: Job;
  /** How long the thread may compute before it is ended from outside, counted from when it is up. */
  hardStopMs: number;
  log: RunOptions['log'];
}

interface Pending extends ThreadTask {
  resolve(text: string): void;
  reject(error: EvaluationError): void;
}

/** One worker thread with QuickJS in it, which takes one job at a time. Holds the process open only while it works. */
export class SandboxThread {
  /** Whether it can take no more jobs. */
  lost = false;
  readonly #worker: Worker;
  #ready = false;
  #pending: Pending | null = null;
  #timer: NodeJS.Timeout | undefined;

  constructor() {
    this.#worker = new Worker(new URL('./thread/thread.js', import.meta.url), {
      name: 'perdura-sandbox',
      env: {},
      argv: [],
      execArgv: [],
      // Kept from this process's own output, and never read: the module prints a line as it aborts.
      stdout: true,
      stderr: true,
      resourceLimits: { stackSizeMb: STACK_MB, maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 32 },
    });
    this.#worker.on('message', (message: ThreadMessage) => this.#receive(message));
    this.#worker.on('error', (error) => this.#lose('crashed', `The sandbox broke: ${error.message}`));
    this.#worker.on('exit', () => this.#lose('crashed', 'The sandbox ended unexpectedly.'));
    this.#worker.unref();
  }

  /**
   * @returns the guest's answer
   * @throws {EvaluationError} the thread was lost over this job
   */
  run(task: ThreadTask): Promise<string> {
    return new Promise((resolve, reject) => {
      this.#pending = { ...task, resolve, reject };
      this.#worker.ref();
      this.#worker.postMessage(task.job);
      this.#watch();
    });
  }

  /** Ends the thread in the middle of its job, which nobody waits for any more. */
  drop(): void {
    this.#lose('cancelled', 'The evaluation was cancelled.');
  }

  async end(): Promise<void> {
    this.#lose('unavailable', 'The sandbox was closed.');
    await this.#worker.terminate();
  }

  #watch(): void {
    clearTimeout(this.#timer);
    if (this.#pending === null) return;
    if (this.#ready) {
      this.#stopAfter(this.#pending.hardStopMs, stopwatch());
      return;
    }
    const notUp = `The sandbox did not start within ${START_TIMEOUT_MS / 1000} s.`;
    this.#timer = setTimeout(() => this.#lose('unavailable', notUp), START_TIMEOUT_MS);
  }

  /** Looks again where a busy machine has not let this process compute for as long. */
  #stopAfter(hardStopMs: number, spentMs: () => number, looks = 1): void {
    const left = hardStopMs - spentMs();
    if (left <= 0 || looks > MOST_LOOKS) {
      this.#stop();
      return;
    }
    this.#timer = setTimeout(() => this.#stopAfter(hardStopMs, spentMs, looks + 1), Math.max(left, hardStopMs / 10));
  }

  #receive(message: ThreadMessage): void {
    if (message.type === 'ready') {
      this.#ready = true;
      this.#watch();
      return;
    }
    if (message.type === 'log') {
      this.#hear(message);
      return;
    }
    if (message.lost) this.#abandon();
    const pending = this.#settle();
    if (pending?.job.id === message.id) pending.resolve(message.text);
  }

  #hear({ id, level, message }: ConsoleLine): void {
    const pending = this.#pending;
    if (pending?.job.id === id && CONSOLE_LEVELS.includes(level)) pending.log?.(level, message);
  }

  #stop(): void {
    this.#abandon();
    this.#settle()?.resolve(JSON.stringify({ kind: 'timeout' }));
  }

  #lose(kind: 'crashed' | 'unavailable' | 'cancelled', message: string): void {
    this.#abandon();
    this.#settle()?.reject(new EvaluationError(kind, message));
  }

  #abandon(): void {
    if (this.lost) return;
    this.lost = true;
    void this.#worker.terminate();
  }

  #settle(): Pending | null {
    const pending = this.#pending;
    this.#pending = null;
    clearTimeout(this.#timer);
    this.#worker.unref();
    return pending;
  }
}
