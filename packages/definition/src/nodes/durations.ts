import { parseDuration } from '../durations.ts';
import type { TextForm } from './fields.ts';

/** A duration, ISO 8601 (`PT10M`) or short (`5s`). */
export const durationForm: TextForm = {
  check: (text) => (parseDuration(text) === null ? { fault: 'DURATION_INVALID', values: { found: text } } : null),
};

/** A point in time: ISO 8601 with offset. */
export const timeForm: TextForm = {
  check: (text) =>
    TIME.test(text.trim()) && !Number.isNaN(Date.parse(text.trim()))
      ? null
      : { fault: 'TIME_INVALID', values: { found: text } },
};

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)$/i;
