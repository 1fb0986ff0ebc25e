import type { RunCounts, RunStatus } from '../../lib/resources.ts';
import { RUN_STATUSES } from '../../lib/run-status.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Widths that a bar may stand for, in hours. */
const WIDTHS = [1, 3, 6, 24, 7 * 24, 28 * 24] as const;
const MOST_BINS = 64;

/** The runs that were made in one stretch of time. */
export interface Bin {
  /** Beginning and end, in milliseconds since 1970. */
  from: number;
  until: number;
  total: number;
  byStatus: Partial<Record<RunStatus, number>>;
}

/** Hours of each bar of a histogram over a time, so that it has few enough of them. */
export function binHours(from: number, until: number): number {
  const widest = WIDTHS[WIDTHS.length - 1] ?? 1;
  const needed = Math.max((until - from) / HOUR_MS / MOST_BINS, 0);
  return WIDTHS.find((width) => width >= needed) ?? Math.ceil(needed / widest) * widest;
}

/**
 * The counts by hour as bars side by side, empty ones among them.
 *
 * @param counts by the beginning of each hour, as the API answers them
 * @param from first moment that is shown, in milliseconds since 1970; the first bar begins at its hour, or its day where
 *   bars are of days
 */
export function binsOf(counts: RunCounts['counts'], from: number, until: number): Bin[] {
  const widthMs = binHours(from, until) * HOUR_MS;
  const start = beginningOf(from, widthMs);
  const length = Math.max(Math.ceil((until - start) / widthMs), 1);
  const bins = Array.from({ length }, (_, place): Bin => {
    const at = start + place * widthMs;
    return { from: at, until: at + widthMs, total: 0, byStatus: {} };
  });
  for (const [hour, group] of Object.entries(counts)) {
    const bin = bins[Math.floor((Date.parse(hour) - start) / widthMs)];
    if (bin !== undefined && typeof group === 'object') add(bin, group);
  }
  return bins;
}

function add(bin: Bin, group: Record<string, number>): void {
  for (const status of RUN_STATUSES) {
    const count = group[status] ?? 0;
    if (count === 0) continue;
    bin.byStatus[status] = (bin.byStatus[status] ?? 0) + count;
    bin.total += count;
  }
}

/** Hours begin alike everywhere but in zones that are off by a part of one; days begin when the reader's do. */
function beginningOf(time: number, widthMs: number): number {
  const date = new Date(time);
  date.setMinutes(0, 0, 0);
  if (widthMs >= DAY_MS) date.setHours(0);
  return date.getTime();
}
