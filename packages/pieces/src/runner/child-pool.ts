import { childCommand } from './child-command.ts';
import { type FairQueue, fairQueue } from './fair-queue.ts';
import { type ChildSettings, PieceChild } from './piece-child.ts';
import { type ScratchFolders, scratchFolders } from './scratch-folders.ts';

export interface PoolSettings {
  maxProcesses: number;
  memoryMb: number;
  idleMs: number;
  patienceMs: number;
  maxQueued: number;
  maxQueuedMs: number;
  child: ChildSettings;
}

/** Who needs a child, and for what. */
export interface ChildNeed {
  projectId: string;
  /** Children are shared by what has the same key, and by nothing else. */
  key: string;
  readable: readonly string[];
  /** Path of the compiler, for code steps. */
  compiler: string | null;
}

/** A child that has been taken; `free` is called when it can be taken again, or is lost. */
export interface TakenChild {
  child: PieceChild;
  free(): Promise<void>;
}

interface Slot {
  projectId: string;
  key: string;
  /** Calls that it took out of turn, one after the other. */
  streak: number;
  scratch: string;
  /** Null while it is made. */
  child: PieceChild | null;
  idle: boolean;
  /** When its first call, which loads all, ended, on the clock of `performance.now()`; null before. */
  warmSince: number | null;
  timer: NodeJS.Timeout | undefined;
}

const LONGEST_STREAK = 10;

/**
 * How many times as long a call waits for a process of its own that is new, or where another's would have to end for one
 * more. Most calls take a few milliseconds, and to start a process costs a core some hundred.
 */
const LONG_PATIENCE = 10;

/** A call that waits, since when, on the clock of `performance.now()`. */
type Request = ChildNeed & { since: number };

/** The children of a runner: kept warm by key, the least recently used ended for others, the rest in a fair queue. */
export class ChildPool {
  /** Children that were started, and those that were ended for breaking a limit, by code. */
  started = 0;
  readonly killed: Record<string, number> = {};
  readonly #settings: PoolSettings;
  readonly #scratch: ScratchFolders = scratchFolders();
  /** Idle ones in the order in which they were used. */
  readonly #slots = new Set<Slot>();
  readonly #queue: FairQueue<Request, TakenChild>;
  #closed = false;

  constructor(settings: PoolSettings) {
    this.#settings = settings;
    this.#queue = fairQueue(settings.maxQueued, settings.maxQueuedMs);
  }

  get processes(): number {
    return this.#slots.size;
  }

  get busy(): number {
    return [...this.#slots].filter(({ idle }) => !idle).length;
  }

  get queued(): number {
    return this.#queue.length;
  }

  /**
   * @throws {QueueRefusal} when too many wait already, or this waited too long
   * @throws the signal's reason when it aborts
   */
  async take(need: ChildNeed, signal: AbortSignal | undefined): Promise<TakenChild> {
    const request = { ...need, since: performance.now() };
    const taken = this.#takeNow(request);
    if (taken !== null) return taken;
    // A timer may be a moment early.
    const { patienceMs } = this.#settings;
    const wakers = [patienceMs, LONG_PATIENCE * patienceMs].map((ms) => setTimeout(() => this.#serveAll(), ms + 2));
    try {
      return await this.#queue.wait(need.projectId, request, signal);
    } finally {
      for (const waker of wakers) clearTimeout(waker);
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#queue.close();
    await Promise.all([...this.#slots].map((slot) => slot.child?.end()));
    this.#slots.clear();
    await this.#scratch.close();
  }

  /** @returns null where one has to wait */
  #takeNow({ since, ...need }: Request): Promise<TakenChild> | null {
    const idle = this.#idle();
    const isFull = this.#slots.size >= this.#settings.maxProcesses;
    if (isFull && idle.length === 0) return null;
    const warm = idle.findLast(({ key }) => key === need.key);
    if (warm?.child) return Promise.resolve(this.#use(warm, warm.child));
    if (performance.now() < this.#patientUntil(need.key, since, isFull)) return null;
    if (isFull) for (const oldest of idle.slice(0, 1)) this.#drop(oldest);
    const { projectId, key } = need;
    const empty = { streak: 0, scratch: '', child: null, idle: false, warmSince: null, timer: undefined };
    const slot: Slot = { projectId, key, ...empty };
    this.#slots.add(slot);
    return this.#start(slot, need);
  }

  /** Those that can be taken, the longest unused first. */
  #idle(): Slot[] {
    const idle: Slot[] = [];
    for (const slot of this.#slots) {
      if (!slot.idle) continue;
      if (slot.child?.lost === true) this.#drop(slot);
      else idle.push(slot);
    }
    return idle;
  }

  /** Until when a call that came at `since` waits for processes of its own. */
  #patientUntil(key: string, since: number, isFull: boolean): number {
    let begin = since;
    let ms = 0;
    for (const slot of this.#slots) {
      if (slot.key !== key) continue;
      begin = Math.max(begin, slot.warmSince ?? 0);
      const isLong = isFull || slot.warmSince === null;
      ms = Math.max(ms, (isLong ? LONG_PATIENCE : 1) * this.#settings.patienceMs);
    }
    return begin + ms;
  }

  async #start(slot: Slot, { readable, compiler }: ChildNeed): Promise<TakenChild> {
    try {
      slot.scratch = await this.#scratch.make();
      const command = await childCommand({ readable, scratch: slot.scratch, memoryMb: this.#settings.memoryMb });
      if (this.#closed) throw new Error('The runner of pieces is closed.');
      const child = new PieceChild({ command, scratch: slot.scratch, compiler }, this.#settings.child);
      slot.child = child;
      this.started++;
      return this.#use(slot, child);
    } catch (error) {
      this.#drop(slot);
      // Others may have better luck.
      setImmediate(() => this.#serveAll());
      throw error;
    }
  }

  #use(slot: Slot, child: PieceChild): TakenChild {
    clearTimeout(slot.timer);
    slot.idle = false;
    // Last in the order of use.
    this.#slots.delete(slot);
    this.#slots.add(slot);
    return { child, free: () => this.#free(slot, child) };
  }

  async #free(slot: Slot, child: PieceChild): Promise<void> {
    const code = child.sentence?.error.code;
    if (code !== undefined) this.killed[code] = (this.killed[code] ?? 0) + 1;
    if (!child.lost) await this.#scratch.empty(slot.scratch).catch(() => child.kill(null));
    if (child.lost || this.#closed) {
      this.#drop(slot);
    } else {
      slot.idle = true;
      slot.warmSince ??= performance.now();
      slot.timer = setTimeout(() => this.#drop(slot), this.#settings.idleMs);
      slot.timer.unref();
    }
    this.#serve(slot);
  }

  /** What waits for this very process goes first for a while: to end it for others costs the start of another. */
  #serve(freed: Slot): void {
    const favoured = freed.idle && freed.streak < LONGEST_STREAK;
    const suits = (request: Request) => request.key === freed.key;
    const take = (request: Request) => this.#takeNow(request);
    if (favoured && this.#queue.serveOutOfTurn(freed.projectId, suits, take)) freed.streak++;
    else freed.streak = 0;
    this.#serveAll();
  }

  #serveAll(): void {
    this.#queue.serve((request) => this.#takeNow(request));
  }

  #drop(slot: Slot): void {
    clearTimeout(slot.timer);
    slot.idle = false;
    this.#slots.delete(slot);
    const ended = slot.child?.end() ?? Promise.resolve();
    // What cannot be removed now is cleared away with all else at the end.
    void ended.then(() => this.#scratch.remove(slot.scratch)).catch(() => {});
  }
}
