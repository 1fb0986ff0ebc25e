import type { ChangePlace } from '@perdura/database';

/**
 * Ids of the events of a run: whole numbers that any process makes alike, from the revision of the run that changed
 * what the event tells. The steps of a revision come by position, and the run itself comes last.
 */

/** Room of one revision: a run has fewer steps. */
const PLACES = 10_000_000;
const LAST_PLACE = PLACES - 1;

/** Before every event. */
export const NO_EVENT = -1;

export function stepEventId({ revision, position }: ChangePlace): number {
  return revision * PLACES + Math.min(position, LAST_PLACE - 1);
}

export function runEventId(revision: number): number {
  return revision * PLACES + LAST_PLACE;
}

/** The place in the changes of steps that an id stands for; that of a run stands behind its steps. */
export function placeOf(id: number): ChangePlace {
  if (id < 0) return { revision: -1, position: 0 };
  return { revision: Math.floor(id / PLACES), position: id % PLACES };
}
