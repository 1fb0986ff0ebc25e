import { type Database, isTerminal, type RevisedRun, type RevisedStep } from '@perdura/database';
import { NO_EVENT, placeOf, runEventId, stepEventId } from './event-id.ts';
import { type Feed, News } from './feed.ts';
import { presentRunEvent, presentStepEvents } from './present-events.ts';
import { eventText, type LiveEvent, type NextEvents, RecentEvents } from './recent-events.ts';

/** Steps that are read at once: a result takes up to 32 KB. */
const PAGE_STEPS = 100;

export interface RunFollowerOptions {
  database: Pick<Database, 'runChanges' | 'blobs'>;
  /** Memory that its recent events may take, in bytes, at this moment. */
  roomBytes: () => number;
}

/**
 * Tells what happens to one run, to any number of streams. What was there before it began, and what its memory has no
 * room for, is read from history: each step as it is now.
 */
export class RunFollower implements Feed {
  readonly projectId: string;
  readonly runId: string;
  readonly #database: RunFollowerOptions['database'];
  readonly #recent: RecentEvents;
  readonly #news = new News();
  /** Pages of history that are being read, by where they begin: many who come back at once read one. */
  readonly #pages = new Map<number, Promise<NextEvents>>();
  #revision: number;
  #reading: Promise<void> | null = null;
  /** Id of the last event that there will be; null while the run lives. */
  #end: number | null = null;

  constructor(from: RevisedRun, { database, roomBytes }: RunFollowerOptions) {
    this.projectId = from.run.projectId;
    this.runId = from.run.id;
    this.#database = database;
    this.#revision = from.revision;
    this.#end = endOf(from);
    this.#recent = new RecentEvents(runEventId(from.revision), roomBytes);
  }

  get version(): number {
    return this.#news.version;
  }

  /** Whether all has happened that ever will. */
  get hasEnded(): boolean {
    return this.#end !== null;
  }

  isOver(id: number): boolean {
    return this.#end !== null && id >= this.#end;
  }

  news(version: number, signal: AbortSignal): Promise<void> {
    return this.#news.wait(version, signal);
  }

  async after(id: number): Promise<NextEvents> {
    return id < this.#recent.floor ? await this.#history(id, this.#recent.floor) : this.#recent.after(id);
  }

  /** Whether the run has come further than was told. */
  isBehind(revision: number): boolean {
    return revision > this.#revision && !this.hasEnded;
  }

  /** Reads what is new, once at a time. */
  async catchUp(): Promise<void> {
    this.#reading ??= this.#read().finally(() => {
      this.#reading = null;
    });
    await this.#reading;
  }

  /** The run was deleted: there is nothing more to tell. */
  leave(): void {
    this.#end ??= NO_EVENT;
    this.#news.tell();
  }

  async #read(): Promise<void> {
    const found = await this.#database.runChanges.get(this.projectId, this.runId);
    if (found === null) return this.leave();
    const head = runEventId(found.revision);
    for (let after = this.#recent.head; after < head; ) {
      const page = await this.#page(found, after, head);
      this.#recent.add(page.events, page.upTo);
      after = page.upTo;
      this.#news.tell();
    }
    this.#revision = found.revision;
    this.#end = endOf(found);
    this.#news.tell();
  }

  async #history(after: number, upTo: number): Promise<NextEvents> {
    const page = this.#pages.get(after) ?? this.#historyPage(after, upTo).finally(() => this.#pages.delete(after));
    this.#pages.set(after, page);
    return await page;
  }

  async #historyPage(after: number, upTo: number): Promise<NextEvents> {
    const found = await this.#database.runChanges.get(this.projectId, this.runId);
    if (found === null) return { events: [], upTo };
    return await this.#page(found, after, upTo);
  }

  /** The events of one page of steps, and that of the run where its turn comes among them. */
  async #page(found: RevisedRun, after: number, upTo: number): Promise<NextEvents> {
    const { projectId, runId } = this;
    const range = { after: placeOf(after), upTo: placeOf(upTo) };
    const steps = await this.#database.runChanges.steps(projectId, runId, range, PAGE_STEPS);
    const last = steps.at(-1);
    const end = steps.length < PAGE_STEPS || last === undefined ? upTo : stepEventId(last);
    const id = runEventId(found.stateRevision);
    const isDue = id > after && id <= end;
    const events = await this.#events(steps);
    const run = isDue ? [{ id, text: eventText('run', id, await presentRunEvent(this.#database, found.run)) }] : [];
    return { events: [...events, ...run].sort((one, other) => one.id - other.id), upTo: end };
  }

  async #events(steps: RevisedStep[]): Promise<LiveEvent[]> {
    const { projectId, runId } = this;
    const documents = await presentStepEvents(this.#database, { projectId, runId }, steps);
    const ids = steps.map(stepEventId);
    return documents.map((document, index) => {
      const id = ids[index] ?? NO_EVENT;
      return { id, text: eventText('step', id === ids[index + 1] ? null : id, document) };
    });
  }
}

/** Id of the last event that there will be; null while the run lives. */
export function endOf({ run, stateRevision }: RevisedRun): number | null {
  return isTerminal(run.status) ? runEventId(stateRevision) : null;
}
