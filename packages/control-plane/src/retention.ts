import type { EventPlace, SweepPlace } from '@perdura/database';
import type { ControlDependencies } from './dependencies.ts';
import { RetentionReport } from './retention-report.ts';
import type { RoundResult } from './task-loop.ts';

/** Runs that one statement deletes, with all that hangs on them. */
const RUNS = 20;
/** Events that one statement looks at. */
const EVENTS = 500;
/** Blobs that one statement looks at, and how often that is done in one round. */
const BLOBS = 500;
const PAGES = 40;
const CONTENTS = 100;
/** Messages of channels that one statement deletes. */
const MESSAGES = 500;
/** Pause between the beginnings of two looks at all blobs, or all expired events, in milliseconds. */
const SWEEP_EVERY_MS = 600_000;

/**
 * Deletes what is kept no longer: ended runs that are older than their workflow, project or the installation keeps them,
 * events and messages of channels of that age, then the blobs that no run uses, then the bytes of those. What a blob's deletion leaves undone, the
 * next round does. The audit log of each project is told in sums.
 */
export function retentionKeeper(deps: ControlDependencies): (signal: AbortSignal) => Promise<RoundResult> {
  const report = new RetentionReport(deps);
  const sweepBlobs = sweeper(deps);
  const sweepEvents = eventSweeper(deps, report);
  return async (signal) => {
    const { database, settings } = deps;
    const { retention } = database;
    const days = settings.retentionDays;
    const runs = report.add('runs', await retention.deleteExpiredRuns(days, RUNS));
    const events = await sweepEvents(signal);
    const messages = report.add('messages', await retention.deleteExpiredMessages(days, MESSAGES));
    const blobs = await sweepBlobs(signal);
    const contents = await database.blobs.removeContents(untouchedSince(deps), CONTENTS);
    const more = runs === RUNS || messages === MESSAGES || contents === CONTENTS;
    await report.tell({ more: more && !signal.aborted });
    return { done: runs + events + messages + blobs + contents, more };
  };
}

/** Goes through all blobs page by page, over as many rounds as that takes, then rests. */
function sweeper(deps: ControlDependencies): (signal: AbortSignal) => Promise<number> {
  return sweeping<SweepPlace>(Math.min(SWEEP_EVERY_MS, deps.settings.blobGraceMs), (place) =>
    deps.database.blobs.sweep(place, untouchedSince(deps), BLOBS),
  );
}

function eventSweeper(deps: ControlDependencies, report: RetentionReport): (signal: AbortSignal) => Promise<number> {
  const { retention } = deps.database;
  return sweeping<EventPlace>(deps.settings.eventSweepMs, async (place) => {
    const swept = await retention.sweepExpiredEvents(deps.settings.retentionDays, place, EVENTS);
    if (place === null) await retention.forgetQuotaWindows();
    return { deleted: report.add('events', swept.deleted), next: swept.next };
  });
}

/** Goes through something page by page, some pages in each round, and rests when it came to the end. */
function sweeping<Place>(
  everyMs: number,
  page: (place: Place | null) => Promise<{ deleted: number; next: Place | null }>,
): (signal: AbortSignal) => Promise<number> {
  let place: Place | null = null;
  let beganAt = Number.NEGATIVE_INFINITY;
  return async (signal) => {
    const now = Date.now();
    if (place === null) {
      if (now - beganAt < everyMs) return 0;
      beganAt = now;
    }
    let deleted = 0;
    for (let pages = 0; pages < PAGES && !signal.aborted; pages += 1) {
      const swept = await page(place);
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
