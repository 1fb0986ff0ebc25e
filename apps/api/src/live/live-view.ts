import type { Actor, Database, RevisedRun, RunFilter } from '@perdura/database';
import type { Logger } from 'pino';
import { ApiError, notFound } from '../api-error.ts';
import type { Metrics } from '../metrics.ts';
import { openWatch } from '../quotas.ts';
import { EventStream, type EventStreamSettings } from '../streaming/event-stream.ts';
import { NO_EVENT, placeOf } from './event-id.ts';
import type { Feed } from './feed.ts';
import { Followers, type Hold } from './followers.ts';
import { endOf, RunFollower } from './run-follower.ts';
import { SearchFollower } from './search-follower.ts';
import { Ticker } from './ticker.ts';
import { Watchers } from './watchers.ts';

export interface LiveViewSettings extends EventStreamSettings {
  /** Streams of this process at once, and of one API key. */
  watchers: number;
  watchersPerKey: number;
  /** Searches followed at once. */
  searches: number;
  /** Between two looks at the runs, and at the searches, that are watched, in milliseconds. */
  runLookMs: number;
  searchLookMs: number;
  /** Between two looks at the keys of those who watch, in milliseconds. */
  keyLookMs: number;
  /** How long what was told is kept after the last stream closed, for those who come back, in milliseconds. */
  lingerMs: number;
  /** Memory for recent events, in bytes: of one run or search at most, and shared among all. */
  roomBytes: { each: number; all: number };
}

export const DEFAULT_LIVE_VIEW: LiveViewSettings = {
  ...{ watchers: 5_000, watchersPerKey: 1_000, searches: 200 },
  ...{ runLookMs: 250, searchLookMs: 500, keyLookMs: 30_000, lingerMs: 60_000 },
  ...{ heartbeatMs: 15_000, stallMs: 60_000, retryMs: 1_000 },
  roomBytes: { each: 8 * 1024 * 1024, all: 128 * 1024 * 1024 },
};

export interface LiveViewDependencies {
  database: Database;
  metrics: Metrics;
  logger: Logger;
  settings?: Partial<LiveViewSettings>;
}

export interface WatchRequest {
  actor: Actor;
  /** As the caller sent it; undefined for one that begins. */
  lastEventId: number | undefined;
  log: Logger;
}

/** Seconds after which somebody whose stream was refused may try again. */
const RETRY_SECONDS = 30;

/** Streams of what happens to runs, for all who watch by this process. */
export class LiveView {
  readonly #database: LiveViewDependencies['database'];
  readonly #settings: LiveViewSettings;
  readonly #runs: Followers<RunFollower>;
  readonly #searches: Followers<SearchFollower>;
  readonly #watchers: Watchers;
  readonly #tickers: Ticker[];

  constructor({ database, metrics, logger, settings }: LiveViewDependencies) {
    this.#database = database;
    this.#settings = { ...DEFAULT_LIVE_VIEW, ...settings };
    const { lingerMs, runLookMs, searchLookMs, keyLookMs } = this.#settings;
    this.#watchers = new Watchers(this.#settings, (count) => metrics.liveWatchers.set(count));
    this.#runs = new Followers(lingerMs);
    this.#searches = new Followers(lingerMs);
    const onError = (error: unknown): void => logger.warn({ err: error }, 'the live view cannot read history');
    this.#tickers = [
      new Ticker({ intervalMs: runLookMs, work: () => this.#lookAtRuns(), onError }),
      new Ticker({ intervalMs: searchLookMs, work: () => this.#lookAtSearches(), onError }),
      new Ticker({ intervalMs: keyLookMs, work: () => this.#lookAtCredentials(), onError }),
    ];
  }

  /** How many streams are open. */
  get watching(): number {
    return this.#watchers.count;
  }

  /** How many runs and searches are followed, those kept for who comes back included. */
  get following(): number {
    return this.#runs.size + this.#searches.size;
  }

  /**
   * A stream of one run; null when there is nothing more to tell to who received the last event.
   *
   * @throws {ApiError} RUN_NOT_FOUND, TOO_MANY_WATCHERS
   */
  async watchRun(runId: string, { actor, lastEventId = NO_EVENT, log }: WatchRequest): Promise<EventStream | null> {
    const { projectId } = actor;
    const found = await this.#database.runChanges.get(projectId, runId);
    if (found === null) throw notFound('RUN_NOT_FOUND', runId);
    // An id that is still to come is none of this history: it was restored from an earlier day.
    const after = placeOf(lastEventId).revision > found.revision ? NO_EVENT : lastEventId;
    const end = endOf(found);
    if (end !== null && after >= end) return null;
    const leave = await this.#admit(actor);
    const { follower, release } = this.#held(found);
    return this.#stream(follower, { actor, log, after, tellsPlace: false }, [leave, release]);
  }

  /** What happens to one run, for this process itself; null where there is no such run. */
  async follow(projectId: string, runId: string): Promise<{ feed: Feed; release(): void } | null> {
    const found = await this.#database.runChanges.get(projectId, runId);
    if (found === null) return null;
    const { follower, release } = this.#held(found);
    for (const ticker of this.#tickers) ticker.wake();
    return { feed: follower, release };
  }

  /** A stream of a search. @throws {ApiError} TOO_MANY_WATCHERS */
  async watchSearch(filter: RunFilter, { actor, lastEventId, log }: WatchRequest): Promise<EventStream> {
    const { projectId } = actor;
    const key = `${projectId}/${JSON.stringify(Object.entries(filter).sort())}`;
    if (!this.#searches.has(key) && this.#searches.size >= this.#settings.searches) {
      throw tooMany(this.#settings.searches);
    }
    const leave = await this.#admit(actor);
    const { follower, release } = await this.#heldSearch(key, projectId, filter).catch((error: unknown) => {
      leave();
      throw error;
    });
    const { now } = follower;
    const isKnown = lastEventId !== undefined && lastEventId <= now + MOST_AHEAD;
    const after = isKnown ? lastEventId : now;
    return this.#stream(follower, { actor, log, after, tellsPlace: true }, [leave, release]);
  }

  /** Ends all streams in good order, and follows nothing more. */
  close(): void {
    for (const ticker of this.#tickers) ticker.stop();
    this.#watchers.close();
    this.#runs.close();
    this.#searches.close();
  }

  #held(found: RevisedRun): Hold<RunFollower> {
    const { projectId, id } = found.run;
    const options = { database: this.#database, roomBytes: () => this.#roomBytes() };
    return this.#runs.hold(`${projectId}/${id}`, () => new RunFollower(found, options));
  }

  /** A place among the streams; answers how to give it back. */
  async #admit(actor: Actor): Promise<() => void> {
    const limit = this.#watchers.fullFor(actor);
    if (limit !== null) throw tooMany(limit);
    return await openWatch({ database: this.#database }, actor.projectId);
  }

  /** The first of those who watch a search waits for its first look, and the others with it. */
  async #heldSearch(key: string, projectId: string, filter: RunFilter): Promise<Hold<SearchFollower>> {
    if (!this.#searches.has(key)) {
      const options = { database: this.#database, roomBytes: () => this.#roomBytes() };
      const begun = await SearchFollower.begin(projectId, filter, options);
      return this.#searches.hold(key, () => begun);
    }
    return this.#searches.hold(key, () => {
      throw new Error(`search ${key} is not followed`);
    });
  }

  #stream(
    feed: Feed,
    { actor, log, after, tellsPlace }: { actor: Actor; log: Logger; after: number; tellsPlace: boolean },
    releases: (() => void)[],
  ): EventStream {
    const watcher = this.#watchers.open(actor);
    for (const ticker of this.#tickers) ticker.wake();
    return new EventStream({
      ...{ feed, after, tellsPlace, log, settings: this.#settings, closing: watcher.closing },
      onClosed: () => {
        watcher.close();
        for (const release of releases) release();
      },
    });
  }

  #roomBytes(): number {
    const { each, all } = this.#settings.roomBytes;
    return Math.min(each, all / Math.max(1, this.following));
  }

  async #lookAtRuns(): Promise<boolean> {
    const watched = this.#runs.held().filter((follower) => !follower.hasEnded);
    for (let at = 0; at < watched.length; at += PAGE_RUNS) await this.#lookAt(watched.slice(at, at + PAGE_RUNS));
    return watched.length > 0;
  }

  async #lookAt(watched: RunFollower[]): Promise<void> {
    const places = watched.map(({ projectId, runId }) => ({ projectId, id: runId }));
    const found = await this.#database.runChanges.revisions(places);
    const revisions = new Map(found.map(({ id, revision }) => [id, revision]));
    const changed = watched.filter((follower) => {
      const revision = revisions.get(follower.runId);
      if (revision === undefined) follower.leave();
      return revision !== undefined && follower.isBehind(revision);
    });
    for (let at = 0; at < changed.length; at += TOGETHER) {
      await Promise.all(changed.slice(at, at + TOGETHER).map((follower) => follower.catchUp()));
    }
  }

  async #lookAtSearches(): Promise<boolean> {
    const watched = this.#searches.held();
    for (const follower of watched) await follower.look();
    return watched.length > 0;
  }

  /** A stream must not outlive the credential that it was opened with. */
  async #lookAtCredentials(): Promise<boolean> {
    for (const holder of this.#watchers.holders()) {
      if (!(await this.#isValid(holder))) this.#watchers.closeOf(holder);
    }
    return this.#watchers.count > 0;
  }

  /** Whether the credential is still good, and for the same project. */
  async #isValid({ projectId, apiKeyId, sessionId }: Pick<Actor, 'projectId' | 'apiKeyId' | 'sessionId'>) {
    const { apiKeys, sessions } = this.#database;
    if (apiKeyId !== null) return (await apiKeys.actor(projectId, apiKeyId)) !== null;
    const actor = await sessions.actor(sessionId ?? '', ANY_IDLE_SECONDS);
    return actor !== null && actor.projectId === projectId && actor.role !== null;
  }
}

/** Who watches is not idle. */
const ANY_IDLE_SECONDS = 10 * 365 * 86_400;

/** Runs whose revisions are asked for at once, and runs that are read at once. */
const PAGE_RUNS = 500;
const TOGETHER = 4;

/** How far another process may have been ahead with its last look, in ids: a minute. */
const MOST_AHEAD = 60_000_000;

function tooMany(limit: number): ApiError {
  return new ApiError('TOO_MANY_WATCHERS', {
    values: { limit, seconds: RETRY_SECONDS },
    headers: { 'Retry-After': String(RETRY_SECONDS) },
  });
}
