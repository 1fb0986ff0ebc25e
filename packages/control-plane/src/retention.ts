import type { SweepPlace } from '@perdura/database';
import type { ControlDependencies } from './dependencies.ts';
import type { RoundResult } from './task-loop.ts';

/** Runs that one statement deletes, with all that hangs on them. */
const RUNS = 20;
/** Blobs that one statement looks at, and how often that is done in one round. */
const BLOBS = 500;
const PAGES = 40;
const CONTENTS = 100;
/** Pause between the beginnings of two looks at all blobs, in milliseconds. */
const SWEEP_EVERY_MS = 600_000;

/**
 * Deletes what is kept no longer: ended runs that are older than their workflow or the installation keeps them, then
 * the blobs that no run uses, then the bytes of those. What a blob's deletion leaves undone, the next round does.
 */
export function retentionKeeper(deps: ControlDependencies): (signal: AbortSignal) => Promise<RoundResult> {
  const sweep = sweeper(deps);
  return async (signal) => {
    const { database, settings } = deps;
    const runs = await database.retention.deleteExpiredRuns(settings.retentionDays, RUNS);
    const blobs = await sweep(signal);
    const contents = await database.blobs.removeContents(untouchedSince(deps), CONTENTS);
    return { done: runs + blobs + contents, more: runs === RUNS || contents === CONTENTS };
  };
}

/** Goes through all blobs page by page, over as many rounds as that takes, then rests. */
function sweeper(deps: ControlDependencies): (signal: AbortSignal) => Promise<number> {
  let place: SweepPlace | null = null;
  let beganAt = Number.NEGATIVE_INFINITY;
  return async (signal) => {
    const now = Date.now();
    if (place === null) {
      if (now - beganAt < Math.min(SWEEP_EVERY_MS, deps.settings.blobGraceMs)) return 0;
      beganAt = now;
    }
    let deleted = 0;
    for (let page = 0; page < PAGES && !signal.aborted; page += 1) {
      const swept = await deps.database.blobs.sweep(place, untouchedSince(deps), BLOBS);
      deleted += swept.deleted;
      place = swept.next;
      if (place === null) break;
    }
    return deleted;
  };
}

/** A blob is stored before the run that uses it is made, and an upload lasts a while. */
function untouchedSince({ settings }: ControlDependencies): Date {
  return new Date(Date.now() - settings.blobGraceMs);
}
