import type { Database, EvaluatedRun, RunFilter, RunState } from '@perdura/database';
import { type Feed, News } from './feed.ts';
import { presentRunEvent } from './present-events.ts';
import { eventText, type LiveEvent, type NextEvents, RecentEvents } from './recent-events.ts';

/** Live runs, and new ones, that one search follows. */
const MOST_RUNS = 5_000;
/** Runs that are read at once. */
const PAGE_RUNS = 200;
/** How long after its making a row may come to be seen, in milliseconds: longer than a statement may take. */
const LATE_MS = 20_000;
/** What who comes back is told at most of what happened before, and how long ago. */
const MOST_MISSED = 200;
const LONGEST_ABSENCE_MS = 24 * 60 * 60 * 1_000;
/** How long before an event a change may have been written that it does not tell yet, in milliseconds. */
const UNSEEN_MS = 5_000;
/** Ids of one millisecond. */
const IDS_PER_MS = 1_000;

export interface SearchFollowerOptions {
  database: Pick<Database, 'searchChanges' | 'blobs'>;
  roomBytes: () => number;
}

/**
 * Tells what happens to the runs of one search, to any number of streams, from its beginning on. An event's id is the
 * time of the look that found it, by the database's clock, so that ids of different processes follow each other.
 */
export class SearchFollower implements Feed {
  readonly projectId: string;
  readonly #filter: RunFilter;
  readonly #database: SearchFollowerOptions['database'];
  readonly #recent: RecentEvents;
  readonly #news = new News();
  /** What is known of the runs that can change. */
  #known: Map<string, RunState>;
  #lookedAtMs: number;
  #looking: Promise<void> | null = null;

  /** Takes a first look, and follows from there. */
  static async begin(projectId: string, filter: RunFilter, options: SearchFollowerOptions): Promise<SearchFollower> {
    const { searchChanges } = options.database;
    const since = new Date(Date.now() - LATE_MS);
    const { atMs, runs } = await searchChanges.candidates(projectId, filter, since, MOST_RUNS);
    return new SearchFollower(projectId, filter, options, { atMs, runs });
  }

  private constructor(
    projectId: string,
    filter: RunFilter,
    { database, roomBytes }: SearchFollowerOptions,
    { atMs, runs }: { atMs: number; runs: RunState[] },
  ) {
    this.projectId = projectId;
    this.#filter = filter;
    this.#database = database;
    this.#known = new Map(runs.map((run) => [run.id, run]));
    this.#lookedAtMs = atMs;
    this.#recent = new RecentEvents(atMs * IDS_PER_MS, roomBytes);
  }

  get version(): number {
    return this.#news.version;
  }

  /** Where a stream that names no event begins. */
  get now(): number {
    return this.#recent.head;
  }

  isOver(): boolean {
    return false;
  }

  news(version: number, signal: AbortSignal): Promise<void> {
    return this.#news.wait(version, signal);
  }

  async after(id: number): Promise<NextEvents> {
    return id < this.#recent.floor ? await this.#missed(id, this.#recent.floor) : this.#recent.after(id);
  }

  /** Looks for what changed, once at a time. */
  async look(): Promise<void> {
    this.#looking ??= this.#look().finally(() => {
      this.#looking = null;
    });
    await this.#looking;
  }

  async #look(): Promise<void> {
    const { searchChanges } = this.#database;
    const since = new Date(this.#lookedAtMs - LATE_MS);
    const { atMs, runs } = await searchChanges.candidates(this.projectId, this.#filter, since, MOST_RUNS);
    const found = new Map(runs.map((run) => [run.id, run]));
    const changed = runs.filter((run) => isNews(run, this.#known.get(run.id))).map(({ id }) => id);
    const gone = [...this.#known.values()].filter(({ id, live }) => live && !found.has(id)).map(({ id }) => id);
    const events: LiveEvent[] = [];
    let id = Math.max(this.#recent.head, atMs * IDS_PER_MS);
    for (const ids of inPages([...changed, ...gone])) {
      for (const run of await searchChanges.evaluate(this.projectId, this.#filter, ids)) {
        if (isNews(run, this.#known.get(run.id))) {
          id += 1;
          events.push(await this.#event(run, id));
        }
        if (found.has(run.id)) found.set(run.id, stateOf(run));
      }
    }
    this.#known = found;
    this.#lookedAtMs = atMs;
    this.#recent.add(events, id);
    if (events.length > 0) this.#news.tell();
  }

  /** What happened before this follower began: each run as it is now. */
  async #missed(after: number, upTo: number): Promise<NextEvents> {
    const time = Math.max(after / IDS_PER_MS - UNSEEN_MS, upTo / IDS_PER_MS - LONGEST_ABSENCE_MS);
    const { searchChanges } = this.#database;
    const runs = await searchChanges.changedAfter(this.projectId, this.#filter, new Date(time), MOST_MISSED);
    const events: LiveEvent[] = [];
    let id = after;
    for (const { run, changedAt } of runs) {
      id = Math.min(upTo, Math.max(id + 1, changedAt.getTime() * IDS_PER_MS));
      events.push(await this.#event({ run }, id));
    }
    return { events, upTo };
  }

  async #event({ run }: Pick<EvaluatedRun, 'run'>, id: number): Promise<LiveEvent> {
    return { id, text: eventText('run', id, await presentRunEvent(this.#database, run)) };
  }
}

/** Whether a run is to be told of: it passes the filter and is not as it was, or has just ceased to pass. */
function isNews(run: RunState, known: RunState | undefined): boolean {
  if (!run.matches) return known?.matches === true;
  return known === undefined || !known.matches || known.stateRevision !== run.stateRevision;
}

function stateOf({ id, revision, stateRevision, live, matches }: RunState): RunState {
  return { id, revision, stateRevision, live, matches };
}

function inPages(ids: string[]): string[][] {
  const pages: string[][] = [];
  for (let at = 0; at < ids.length; at += PAGE_RUNS) pages.push(ids.slice(at, at + PAGE_RUNS));
  return pages;
}
