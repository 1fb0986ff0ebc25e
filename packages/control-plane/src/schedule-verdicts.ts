import type { FireSpan, UnstartedFire } from '@perdura/database';
import type { OverlapPolicy } from '@perdura/definition';

/** What is known about times of a schedule for which no run came. */
export interface FireEvidence {
  overlap: OverlapPolicy;
  /** As the trigger says it, for people. */
  catchupWindow: string;
  /** The first time that Temporal has yet to look at; null when it will look at none any more. */
  nextLook: Date | null;
  /** How many of the newest times wait in Temporal for the run of an earlier one. */
  buffered: number;
  /** How many times Temporal left out since the last look, and why; null where that is not known. */
  leftOut: { missed: number; skipped: number } | null;
  /** Executions that Temporal has for times, by milliseconds since 1970. */
  executions: ReadonlyMap<number, 'live' | 'ended'>;
  /** When the runs of other times lived. */
  spans: readonly FireSpan[];
}

export interface FireVerdicts {
  fires: UnstartedFire[];
  /** The first time that nothing can be said of yet; null where all were judged. */
  held: Date | null;
}

/**
 * Says of each time that no run came for, whether it was skipped because the run of another was live, or missed because
 * Temporal was not there. Temporal counts both, without saying which times they were. Where it left out times of one
 * kind only, that decides; otherwise a time at which a run was live counts as skipped.
 *
 * @param times ascending
 */
export function fireVerdicts(times: readonly Date[], evidence: FireEvidence): FireVerdicts {
  const open = times.filter((at) => evidence.executions.get(at.getTime()) !== 'live' && wasLookedAt(at, evidence));
  const judged = evidence.buffered === 0 ? open : open.slice(0, -evidence.buffered);
  const done = new Set(judged.map((at) => at.getTime()));
  return {
    fires: judged.map((at) => verdict(at, evidence)),
    held: times.find((at) => !done.has(at.getTime())) ?? null,
  };
}

/** A time is delayed by jitter up to the next one at most, so whatever Temporal looks at next is not before that. */
function wasLookedAt(at: Date, { nextLook }: FireEvidence): boolean {
  return nextLook === null || at < nextLook;
}

function verdict(at: Date, evidence: FireEvidence): UnstartedFire {
  if (evidence.executions.has(at.getTime())) {
    return { at, outcome: 'skipped', reason: 'its execution was ended before its run began' };
  }
  return evidence.overlap === 'cancel-running' || evidence.overlap === 'skip'
    ? skippedOrMissed(at, evidence)
    : missed(at, evidence);
}

function skippedOrMissed(at: Date, evidence: FireEvidence): UnstartedFire {
  const span = evidence.spans.find(({ from, until }) => from < at && (until === null || until > at));
  if (evidence.overlap === 'cancel-running') {
    const isSkipped = span !== undefined || wasOvertaken(at, evidence);
    return isSkipped ? { at, outcome: 'skipped', reason: 'a later fire took its place' } : missed(at, evidence);
  }
  const { leftOut } = evidence;
  const isUnsure = leftOut === null || (leftOut.skipped > 0 && leftOut.missed > 0);
  const isSkipped = isUnsure ? span !== undefined : leftOut.skipped > 0;
  if (!isSkipped) return missed(at, evidence);
  const which = span === undefined ? 'the run of another fire' : `run ${span.runId} of another fire`;
  return { at, outcome: 'skipped', reason: `${which} was live (overlap: skip)` };
}

/** Of fires that come together Temporal starts the last alone, and does not count the others. */
function wasOvertaken(at: Date, { leftOut, spans }: FireEvidence): boolean {
  return leftOut?.missed === 0 && spans.some(({ from }) => from > at);
}

function missed(at: Date, { catchupWindow, leftOut }: FireEvidence): UnstartedFire {
  const reason =
    leftOut !== null && leftOut.missed === 0
      ? 'Temporal did not fire it: its schedule was missing, changed or paused there at the time'
      : `Temporal was not there, and came back later than the catch-up window of ${catchupWindow} allows`;
  return { at, outcome: 'missed', reason };
}
