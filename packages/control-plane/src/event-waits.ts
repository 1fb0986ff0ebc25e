import type { EventRow, OpenWait } from '@perdura/database';
import { forEachBounded } from './concurrency.ts';
import { type ControlDependencies, isOutage } from './dependencies.ts';
import { errorFields } from './logger.ts';
import { wakeRun } from './wake-run.ts';

/** Waits that are read at once. */
const PAGE = 500;

/** Which steps were told. */
export interface WokenWaits {
  /** Errors of runs that could not be told; one that has ended is no error. */
  failures: unknown[];
  /** Whether the limit left some out. */
  more: boolean;
}
const AT_ONCE = 32;

/**
 * Tells every step that waits for an event of this type and key that one came. Each looks for itself whether it is the
 * one that it waits for, and takes it.
 *
 * @param limit tells about so many at most
 * @throws DatabaseUnavailable, TemporalUnavailable
 */
export async function wakeWaiting(
  deps: ControlDependencies,
  event: EventRow,
  limit = Number.POSITIVE_INFINITY,
): Promise<WokenWaits> {
  let left = limit;
  const failures: unknown[] = [];
  let after: OpenWait | null = null;
  for (;;) {
    const page: OpenWait[] = await deps.database.eventWaits.waitingFor(event, { after, limit: PAGE });
    await forEachBounded(page, AT_ONCE, async ({ temporalWorkflowId, runId, nodeId, iteration }) => {
      try {
        return await wakeRun(deps, temporalWorkflowId, { kind: 'event', eventId: event.id, nodeId, iteration });
      } catch (error) {
        if (isOutage(error)) throw error;
        deps.logger.warn({ eventId: event.id, runId, nodeId, ...errorFields(error) }, 'run was not told of an event');
        failures.push(error);
        return false;
      }
    });
    after = page.at(-1) ?? null;
    left -= page.length;
    if (page.length < PAGE) return { failures, more: false };
    if (left <= 0) return { failures, more: true };
  }
}
