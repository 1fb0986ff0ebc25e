import type { Step } from '../../lib/resources.ts';

/** The time that the steps of a run took, in milliseconds since 1970. */
export interface TimeWindow {
  start: number;
  lengthMs: number;
  /** Until when steps that have not ended have worked. */
  now: number;
}

/** A stretch of work within a window, in per cent of it. */
export interface TimeSegment {
  key: string;
  status: Step['status'];
  left: number;
  width: number;
}

/** Less than this can hardly be seen. */
const LEAST_WIDTH = 0.8;

/** From the first start to the last end. Steps that were carried over worked in another run, at another time. */
export function timeWindow(steps: readonly Step[], now: number): TimeWindow {
  const own = steps.filter(({ carriedFrom }) => carriedFrom === null);
  const [start = now, end = now] = bounds(own, now) ?? [];
  return { start, lengthMs: Math.max(end - start, 1), now };
}

/** From the first start of some steps to their last end, in milliseconds; null when none has started. */
export function elapsedMs(steps: readonly Step[], now: number): number | null {
  const found = bounds(steps, now);
  return found === null ? null : found[1] - found[0];
}

/** When each of the steps worked. */
export function timeSegments(steps: readonly Step[], { start, lengthMs, now }: TimeWindow): TimeSegment[] {
  return steps.flatMap((step) => {
    if (step.startedAt === null || step.carriedFrom !== null) return [];
    const share = (time: number) => Math.min(Math.max(((time - start) / lengthMs) * 100, 0), 100);
    const width = Math.max(share(endOf(step, now)) - share(Date.parse(step.startedAt)), LEAST_WIDTH);
    const left = Math.min(share(Date.parse(step.startedAt)), 100 - width);
    return [{ key: step.iteration, status: step.status, left, width }];
  });
}

function bounds(steps: readonly Step[], now: number): [number, number] | null {
  let found: [number, number] | null = null;
  for (const step of steps) {
    if (step.startedAt === null) continue;
    const [start, end] = [Date.parse(step.startedAt), endOf(step, now)];
    found = found === null ? [start, end] : [Math.min(found[0], start), Math.max(found[1], end)];
  }
  return found;
}

/** What still works, works until now; clocks may differ a little. */
function endOf({ startedAt, completedAt }: Step, now: number): number {
  return completedAt === null ? Math.max(now, Date.parse(startedAt ?? '') || 0) : Date.parse(completedAt);
}
