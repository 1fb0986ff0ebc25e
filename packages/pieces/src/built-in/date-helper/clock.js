import dayjs from 'dayjs';
import advancedFormat from 'dayjs/plugin/advancedFormat.js';
import customParseFormat from 'dayjs/plugin/customParseFormat.js';
import duration from 'dayjs/plugin/duration.js';
import timezone from 'dayjs/plugin/timezone.js';
import utc from 'dayjs/plugin/utc.js';
import { dropdown, shortText } from '../define-piece.js';

/** @import { Dayjs } from 'dayjs' */

for (const plugin of [utc, timezone, customParseFormat, advancedFormat, duration]) dayjs.extend(plugin);

export { dayjs };

/** Formats that are offered, by an example; others may be written. */
const FORMATS = {
  'Sun Sep 17 2023 11:23:58': 'DDD MMM DD YYYY HH:mm:ss',
  'Sun Sep 17 11:23:58 2023': 'DDD MMM DD HH:mm:ss YYYY',
  'September 17 2023 11:23:58': 'MMMM DD YYYY HH:mm:ss',
  'September 17 2023': 'MMMM DD YYYY',
  'Sep 17 2023': 'MMM DD YYYY',
  '2023-09-17T11:23:58': 'YYYY-MM-DDTHH:mm:ss',
  '2023-09-17 11:23:58': 'YYYY-MM-DD HH:mm:ss',
  '2023-09-17': 'YYYY-MM-DD',
  '09-17-2023': 'MM-DD-YYYY',
  '09/17/2023': 'MM/DD/YYYY',
  '09/17/23': 'MM/DD/YY',
  '17-09-2023': 'DD-MM-YYYY',
  '17/09/2023': 'DD/MM/YYYY',
  '17/09/23': 'DD/MM/YY',
  1694949838: 'X',
};
const DEFAULT_FORMAT = 'DDD MMM DD YYYY HH:mm:ss';

/** @param {string} displayName */
export function format(displayName) {
  return dropdown(displayName, FORMATS, { required: true, defaultValue: DEFAULT_FORMAT });
}

/**
 * @param {string} displayName
 * @param {boolean} [required]
 */
export function zone(displayName, required = true) {
  const zones = ['UTC', ...Intl.supportedValuesOf('timeZone').filter((name) => name !== 'UTC')];
  const fields = required ? { required, defaultValue: 'UTC' } : {};
  return dropdown(displayName, Object.fromEntries(zones.map((name) => [name, name])), fields);
}

/** @param {string} displayName */
export function date(displayName) {
  return shortText(displayName, { required: true });
}

/**
 * Reads a date by a format, or as it can be read where it does not follow it.
 *
 * @param {unknown} text
 * @param {unknown} pattern
 * @returns {Dayjs}
 */
export function readDate(text, pattern) {
  const written = String(text);
  const known = patternOf(pattern);
  const readings = [() => dayjs(written, known, true), () => dayjs(written, known), () => dayjs(written)];
  for (const read of readings) {
    const found = read();
    if (found.isValid()) return found;
  }
  throw new Error(`${JSON.stringify(written)} is no date of the format ${pattern}.`);
}

/**
 * Names of weekdays have one letter less here than in the formats of the piece.
 *
 * @param {unknown} pattern
 */
export function patternOf(pattern) {
  return String(pattern ?? DEFAULT_FORMAT)
    .replaceAll('DDDD', 'dddd')
    .replaceAll('DDD', 'ddd');
}

/**
 * @param {unknown} text
 * @returns {{ hours: number, minutes: number }}
 */
export function readTime(text) {
  const [, hours, minutes] = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(String(text)) ?? [];
  if (hours === undefined || minutes === undefined) {
    throw new Error(`The time is ${JSON.stringify(text)}, expected one from 00:00 to 23:59.`);
  }
  return { hours: Number(hours), minutes: Number(minutes) };
}

/**
 * @param {Dayjs} day
 * @param {{ hours: number, minutes: number }} time
 */
export function at(day, { hours, minutes }) {
  return day.hour(hours).minute(minutes).second(0).millisecond(0);
}
