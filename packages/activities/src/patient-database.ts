import { setTimeout as sleep } from 'node:timers/promises';
import { type Database, isDatabaseUnavailable } from '@perdura/database';

/** A short outage of the database is no fault of a step, and must not use up its attempts. */
const PATIENCE_MS = 30_000;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2_000;

/**
 * The database as steps see it: a call that meets an outage waits for its end, for a while, instead of failing at once.
 * The calls that steps make can be repeated: they read, or write what a repeat finds written.
 */
export function patientDatabase(database: Database, signal: AbortSignal): Database {
  return new Proxy(database, {
    get: (target, name: keyof Database) => {
      const member = target[name];
      return typeof member === 'object' ? patientRepository(member, signal) : member;
    },
  });
}

/** Repeats a call that meets an outage of the database, until it is over, patience ends, or the signal aborts. */
export async function patiently<Result>(call: () => Promise<Result>, signal: AbortSignal): Promise<Result> {
  const giveUpAt = Date.now() + PATIENCE_MS;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
    try {
      return await call();
    } catch (error) {
      if (signal.aborted || !isDatabaseUnavailable(error) || Date.now() + pauseMs > giveUpAt) throw error;
      await sleep(pauseMs, undefined, { signal });
    }
  }
}

function patientRepository<Repository extends object>(repository: Repository, signal: AbortSignal): Repository {
  return new Proxy(repository, {
    get: (target, name, receiver) => {
      const method: unknown = Reflect.get(target, name, receiver);
      if (typeof method !== 'function') return method;
      return (...parameters: unknown[]) => patiently(() => Reflect.apply(method, target, parameters), signal);
    },
  });
}
