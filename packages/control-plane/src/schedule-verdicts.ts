import type { FireSpan, UnstartedFire } from '@perdura/database';
import type { OverlapPolicy } from '@perdura/definition';

/** What is known about times of a schedule for which no run came. */
export interface FireEvidence {
  overlap: OverlapPolicy;
  /** As the trigger says it, for people. */
  catchupWindow: string;
  /**
   * Times before this are done with: Temporal acted on a later one, or its schedule was made or changed since. Of others
   * only as many as it counts as left out are.
   */
  doneBefore: Date;
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
  const { executions, buffered } = evidence;
  const idle = times.filter((at) => executions.get(at.getTime()) !== 'live');
  const waiting = buffered === 0 ? idle : idle.slice(0, -buffered);
  const judged = withoutUnsure(waiting, evidence);
  const done = new Set(judged.map((at) => at.getTime()));
  return {
    fires: judged.map((at) => verdict(at, evidence)),
    held: times.find((at) => !done.has(at.getTime())) ?? null,
  };
}

/** Right after an outage Temporal may still come to what its catch-up window holds: that is the newest. */
function withoutUnsure(times: readonly Date[], evidence: FireEvidence): Date[] {
  const { doneBefore, leftOut, executions } = evidence;
  let counted = leftOut === null ? 0 : leftOut.missed + leftOut.skipped;
  return times.filter((at) => {
    if (at < doneBefore || executions.has(at.getTime())) return true;
    if (evidence.overlap === 'cancel-running' && isOverlapped(at, evidence)) return true;
    counted -= 1;
    return counted >= 0;
  });
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
  if (evidence.overlap === 'cancel-running') {
    const isSkipped = isOverlapped(at, evidence) || wasOvertaken(at, evidence);
    return isSkipped ? { at, outcome: 'skipped', reason: 'a later fire took its place' } : missed(at, evidence);
  }
  const span = spanAt(at, evidence);
  const { leftOut } = evidence;
  const isUnsure = leftOut === null || (leftOut.skipped > 0 && leftOut.missed > 0);
  const isSkipped = isUnsure ? span !== undefined : leftOut.skipped > 0;
  if (!isSkipped) return missed(at, evidence);
  const which = span === undefined ? 'the run of another fire' : `run ${span.runId} of another fire`;
  return { at, outcome: 'skipped', reason: `${which} was live (overlap: skip)` };
}

function spanAt(at: Date, { spans }: FireEvidence): FireSpan | undefined {
  return spans.find(({ from, until }) => from < at && (until === null || until > at));
}

function isOverlapped(at: Date, evidence: FireEvidence): boolean {
  return spanAt(at, evidence) !== undefined;
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
