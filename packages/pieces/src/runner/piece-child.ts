import { type ChildProcess, spawn } from 'node:child_process';
import { setPriority } from 'node:os';
import type { Duplex } from 'node:stream';
import { frame, frameReader, MESSAGES_FD, QUESTIONS_FD } from '../child/frames.js';
import type { FromChild, HostAnswer } from '../child/protocol.ts';
import type { ChildCommand } from './child-command.ts';
import type { HostAnswers } from './host-requests.ts';
import type { OrphanGuard } from './orphan-guard.ts';
import type { PieceCall, PieceCallResult, PieceFailed } from './piece-call.ts';
import type { PieceHost } from './piece-host.ts';
import { endOf, failed, readResult, TOO_MUCH_MEMORY } from './piece-result.ts';
import { residentBytes } from './resident-memory.ts';

/** What all children of a runner share. */
export interface ChildSettings {
  answers: HostAnswers;
  guard: OrphanGuard;
  /** What a child may hold in all, in bytes. */
  residentLimit: number;
  maxMessageBytes: number;
  maxAnswerBytes: number;
}

export interface ChildParts {
  command: ChildCommand;
  scratch: string;
  /** Path of the compiler, for code steps. */
  compiler: string | null;
}

interface Current {
  id: number;
  message: Buffer;
  host: PieceHost;
  timeoutMs: number;
  settle(result: PieceCallResult): void;
  /** Messages that came, questions among them that wait for an answer. */
  messages: number;
  open: number;
  lines: number;
  /** Whether its result is awaited, what it left, or nothing more. */
  state: 'runs' | 'ends' | 'over';
}

/** A child starts well within this; longer means that it never will. */
const START_TIMEOUT_MS = 30_000;
/** How long a child may look at what its call left, after the result. */
const IDLE_TIMEOUT_MS = 2_000;
/** Elsewhere than on Linux it takes a process to see the memory of another. */
const WATCH_MS = process.platform === 'linux' ? 100 : 1_000;
/** More come from a child that floods, and from no other. */
const MOST_MESSAGES = 20_000;
const MOST_OPEN_QUESTIONS = 64;
const OVER = 'The call is over.';
const MOST_LINES = 1_000;
const MOST_LINE_CHARACTERS = 10_000;
/** A third of the processor time that a worker has, where there is too little for both. */
const NICENESS = 5;
/** What a child says as it dies is kept to tell why. */
const MOST_LAST_WORDS = 16_384;
/** A child that holds more than this part of what it may is not used again. */
const GROWN = 0.6;

/** One child process. It takes one call at a time, and is lost with the first that it does not survive. */
export class PieceChild {
  /** Whether it can take no more calls. */
  lost = false;
  readonly #settings: ChildSettings;
  readonly #compiler: string | null;
  readonly #process: ChildProcess;
  readonly #messages: Duplex;
  readonly #questions: Duplex;
  readonly #ended: Promise<void>;
  #ready = false;
  #calls = 0;
  #current: Current | null = null;
  /** Tells that the child is free, once it is, or lost. */
  #free: (() => Promise<void>) | null = null;
  #timer: NodeJS.Timeout | undefined;
  #watcher: NodeJS.Timeout | undefined;
  #lastWords = '';
  #sentence: PieceFailed | null = null;

  constructor({ command, scratch, compiler }: ChildParts, settings: ChildSettings) {
    this.#settings = settings;
    this.#compiler = compiler;
    this.#process = spawn(command.file, command.args, {
      cwd: scratch,
      env: {},
      stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'],
      // Out of reach of the signals that a terminal sends to the worker.
      detached: true,
    });
    if (this.#process.pid !== undefined) {
      settings.guard.watch(this.#process.pid);
      yieldProcessor(this.#process.pid);
    }
    this.#ended = new Promise((resolve) => {
      this.#process.once('close', (code, signal) => {
        this.#onEnd(code, signal);
        resolve();
      });
      this.#process.on('error', (error) => {
        this.#lastWords += error.message;
        this.#onEnd(null, null);
        resolve();
      });
    });
    this.#messages = this.#channel(MESSAGES_FD, (message, bytes) => this.#receive(message, bytes));
    this.#questions = this.#channel(QUESTIONS_FD, (message) => this.#receiveQuestion(message));
    this.#process.stderr?.on('data', (chunk: Buffer) => this.#hear(chunk));
    this.#process.stderr?.on('error', () => {});
    this.#holdOpen(false);
  }

  /** Why it was ended, where its worker ended it over a call. */
  get sentence(): PieceFailed | null {
    return this.#sentence;
  }

  /**
   * @param timeoutMs counted from when the child has the call
   * @param free called when the child can take another call, or is lost: before the result is given, or some time after it
   * @throws {TypeError} when the call is not JSON
   */
  run(call: PieceCall, host: PieceHost, timeoutMs: number, free: () => Promise<void>): Promise<PieceCallResult> {
    const id = ++this.#calls;
    const { maxAnswerBytes } = this.#settings;
    const message = frame({ type: 'call', id, call, maxAnswerBytes, compiler: this.#compiler });
    return new Promise((settle) => {
      this.#current = { id, message, host, timeoutMs, settle, messages: 0, open: 0, lines: 0, state: 'runs' };
      this.#free = free;
      this.#holdOpen(true);
      this.#watcher = setInterval(() => void this.#watch(), WATCH_MS);
      if (this.lost) this.#onEnd(null, null);
      else if (this.#ready) this.#begin();
      else this.#timer = setTimeout(() => this.kill(notStarted()), START_TIMEOUT_MS);
    });
  }

  /**
   * Ends the process at once.
   *
   * @param sentence what its call is told
   */
  kill(sentence: PieceFailed | null): void {
    if (this.lost) return;
    this.#sentence = sentence;
    this.lost = true;
    this.#process.kill('SIGKILL');
  }

  async end(): Promise<void> {
    this.kill(null);
    // Whoever waits for this shall not end before it.
    this.#holdOpen(true);
    await this.#ended;
  }

  #begin(): void {
    const current = this.#current;
    if (current === null) return;
    const { message, timeoutMs } = current;
    this.#messages.write(message);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.kill(tooSlow(timeoutMs)), timeoutMs);
  }

  #channel(fd: number, onMessage: (message: unknown, bytes: number) => void): Duplex {
    const stream = this.#process.stdio[fd] as Duplex | null | undefined;
    if (!stream) throw new Error(`A child has no channel ${fd}.`);
    const onFault = (fault: string) => this.kill(fault === 'too-large' ? tooLarge() : senseless());
    stream.on('error', () => {});
    stream.on('data', frameReader(this.#settings.maxMessageBytes, onMessage, onFault));
    return stream;
  }

  /** A question on which the child waits: it is answered on the channel that it came on. */
  #receiveQuestion(message: unknown): void {
    const { call, method, args } = Object(message) as Record<string, unknown>;
    const reply = (answer: HostAnswer) => void this.#questions.write(frame(answer));
    const current = this.#count(call);
    if (current?.state !== 'runs') reply({ ok: false, error: OVER });
    else void this.#ask(current, method, args, reply);
  }

  #receive(message: unknown, bytes: number): void {
    const said = Object(message) as Record<string, unknown>;
    const type = said.type as FromChild['type'] | undefined;
    if (type === 'ready' && !this.#ready) {
      this.#ready = true;
      this.#begin();
      return;
    }
    const current = this.#count(said.call);
    if (current?.state === 'runs') {
      if (type === 'question') this.#answer(current, said);
      if (type === 'log' && ++current.lines <= MOST_LINES) log(current, said);
      if (type === 'result') void this.#finish(current, said, bytes);
    } else if (current?.state === 'ends' && type === 'idle') {
      current.state = 'over';
      void this.#rest(said.clean === true);
    }
  }

  /** The call that a message is about, if it is the one that runs. A child that speaks without a call is not kept. */
  #count(call: unknown): Current | null {
    const current = this.#current;
    if (current === null) {
      this.kill(null);
      return null;
    }
    current.messages++;
    if (current.messages > MOST_MESSAGES) this.kill(senseless());
    return current.id === call ? current : null;
  }

  #answer(current: Current, { question, method, args }: Record<string, unknown>): void {
    if (current.open >= MOST_OPEN_QUESTIONS) this.kill(senseless());
    current.open++;
    void this.#ask(current, method, args, (answer) => {
      current.open--;
      this.#messages.write(frame({ type: 'answer', question, answer }));
    });
  }

  async #ask(current: Current, method: unknown, args: unknown, reply: (answer: HostAnswer) => void): Promise<void> {
    const answer = await this.#settings.answers.answer(current.host, method, args);
    if (this.lost) return;
    try {
      reply(answer);
    } catch (error) {
      reply({ ok: false, error: `The answer is not JSON: ${String(Object(error).message)}` });
    }
  }

  async #finish(current: Current, { result, clean }: Record<string, unknown>, bytes: number): Promise<void> {
    current.state = typeof clean === 'boolean' ? 'over' : 'ends';
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.kill(null), IDLE_TIMEOUT_MS);
    const read = readResult(result, bytes, this.#settings.maxAnswerBytes);
    // First free: the next step may need this very child.
    if (typeof clean === 'boolean') await this.#rest(clean);
    current.settle(read);
  }

  /** After a call: the child is kept only if nothing of it is left. */
  async #rest(clean: boolean): Promise<void> {
    const pid = this.#process.pid;
    const resident = pid === undefined ? null : await residentBytes(pid);
    if (!clean || (resident ?? 0) > this.#settings.residentLimit * GROWN) this.kill(null);
    else await this.#release();
  }

  async #release(): Promise<void> {
    clearTimeout(this.#timer);
    clearInterval(this.#watcher);
    this.#current = null;
    this.#holdOpen(false);
    const free = this.#free;
    this.#free = null;
    await free?.();
  }

  async #watch(): Promise<void> {
    const pid = this.#process.pid;
    if (pid === undefined || this.lost) return;
    const resident = await residentBytes(pid);
    if (resident !== null && resident > this.#settings.residentLimit)
      this.kill(failed('PIECE_MEMORY_LIMIT', TOO_MUCH_MEMORY));
  }

  #hear(chunk: Buffer): void {
    this.#lastWords += chunk.toString('utf8');
    // Nothing more is read from one that writes without end.
    if (this.#lastWords.length > MOST_LAST_WORDS) this.#process.stderr?.destroy();
  }

  #onEnd(code: number | null, signal: string | null): void {
    this.lost = true;
    if (this.#process.pid !== undefined) this.#settings.guard.forget(this.#process.pid);
    const current = this.#current;
    current?.settle(this.#sentence ?? endOf({ code, signal, lastWords: this.#lastWords }));
    void this.#release();
  }

  /** An idle child does not keep its worker running. */
  #holdOpen(hold: boolean): void {
    const { stdio } = this.#process;
    const ends = [this.#process, this.#process.stderr, stdio[MESSAGES_FD], stdio[QUESTIONS_FD]];
    for (const end of ends as { ref?(): void; unref?(): void }[]) hold ? end?.ref?.() : end?.unref?.();
  }
}

function log({ host }: Current, { level, text }: Record<string, unknown>): void {
  const known = (['debug', 'info', 'warn', 'error'] as const).find((name) => name === level);
  if (known === undefined || typeof text !== 'string') return;
  try {
    host.log(known, text.slice(0, MOST_LINE_CHARACTERS));
  } catch {
    // A line that cannot be kept ends no step.
  }
}

/** The worker itself comes before what it runs. */
function yieldProcessor(pid: number): void {
  try {
    setPriority(pid, NICENESS);
  } catch {
    // It has ended already, or this system has no priorities.
  }
}

function notStarted(): PieceFailed {
  return failed('PIECE_UNAVAILABLE', `Its process did not start within ${START_TIMEOUT_MS} ms.`, true);
}

function tooSlow(timeoutMs: number): PieceFailed {
  return failed('PIECE_TIMEOUT', `It was ended after ${timeoutMs} ms without an answer.`);
}

function tooLarge(): PieceFailed {
  return failed('PIECE_ANSWER_TOO_LARGE', 'It was ended for a message that is too large to be read.');
}

function senseless(): PieceFailed {
  return failed('PIECE_CRASHED', 'It was ended for messages without measure or sense.');
}
