import type { EventRow } from '@perdura/database';
import { forEachBounded } from './concurrency.ts';
import { type ControlDependencies, isOutage } from './dependencies.ts';
import { dispatchEvent } from './events.ts';
import { errorFields } from './logger.ts';
import type { RoundResult } from './task-loop.ts';

const BATCH = 200;

/** An event that can not be dispatched, for another reason than an outage, is tried again so often: over ten minutes. */
const TRIES = 10;

interface Failure {
  tries: number;
  /** When to try next, in milliseconds since 1970. */
  nextAt: number;
}

/** Dispatches events that wait for it: those of the platform itself, and those whose publisher died. */
export function eventDispatcher(deps: ControlDependencies): (signal: AbortSignal) => Promise<RoundResult> {
  const failures = new Map<string, Failure>();
  const dispatch = async (event: EventRow): Promise<boolean> => {
    try {
      await dispatchEvent(deps, event);
      failures.delete(event.id);
      return true;
    } catch (error) {
      if (isOutage(error)) throw error;
      await noteFailure(deps, failures, event, error);
      return false;
    }
  };
  return async (signal) => {
    const events = await deps.database.events.pending(0, BATCH);
    const due = events.filter((event) => (failures.get(event.id)?.nextAt ?? 0) <= Date.now());
    const done = await forEachBounded(due, 4, dispatch, signal);
    return { done, more: events.length === BATCH };
  };
}

async function noteFailure(
  deps: ControlDependencies,
  failures: Map<string, Failure>,
  event: EventRow,
  error: unknown,
): Promise<void> {
  const tries = (failures.get(event.id)?.tries ?? 0) + 1;
  const fields = { eventId: event.id, event: event.type, tries, ...errorFields(error) };
  if (tries < TRIES) {
    failures.set(event.id, { tries, nextAt: Date.now() + 1_000 * 2 ** tries });
    deps.logger.warn(fields, 'event could not be dispatched, and is tried again');
    return;
  }
  failures.delete(event.id);
  await deps.database.events.markDispatched(event.projectId, event.id);
  deps.logger.error(fields, 'event could not be dispatched, and is given up');
}
