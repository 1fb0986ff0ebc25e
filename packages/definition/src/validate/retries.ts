import { parseDuration } from '../durations.ts';
import type { FaultReport } from '../faults/report.ts';
import { describeFound, word } from '../faults/wording.ts';
import type { JsonValue } from '../json.ts';
import { pointerBelow } from '../json-pointer.ts';
import { isObject } from './draft.ts';
import type { Rule } from './rule.ts';

/** Waits between attempts are durations, and the longest is no shorter than the first. */
export const retries: Rule = ({ nodes }, { report }) => {
  for (const { pointer, value } of nodes) {
    if (!isObject(value.retry)) continue;
    const { initial, maximum } = value.retry;
    const initialMs = checkDuration(initial, pointerBelow(pointer, 'retry', 'initial'), WAIT, report);
    const maximumMs = checkDuration(maximum, pointerBelow(pointer, 'retry', 'maximum'), WAIT, report);
    if (initialMs !== null && maximumMs !== null && maximumMs < initialMs) {
      report.add('RETRY_INTERVALS', pointerBelow(pointer, 'retry', 'maximum'), { initial: String(initial) });
    }
  }
};

/** Shortest and longest duration at a place, as authors write them. */
export interface DurationRange {
  low: string;
  high: string;
}

const WAIT: DurationRange = { low: '1ms', high: '24h' };

/** Milliseconds of a duration; null when it is absent or not a text, and when it is at fault, which is reported. */
export function checkDuration(
  value: JsonValue | undefined,
  pointer: string,
  { low, high }: DurationRange,
  report: FaultReport,
): number | null {
  if (typeof value !== 'string') return null;
  const ms = parseDuration(value);
  if (ms !== null && ms >= (parseDuration(low) ?? 0) && ms <= (parseDuration(high) ?? 0)) return ms;
  const range = word('between', report.locale, { low, high });
  report.add('DURATION_INVALID', pointer, { found: describeFound(value, report.locale), range });
  return null;
}
