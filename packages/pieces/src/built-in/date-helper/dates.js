import { checkbox, longText, multiDropdown, shortText } from '../define-piece.js';
import { at, date, dayjs, format, patternOf, readDate, readTime, zone } from './clock.js';

/**
 * @import { Dayjs } from 'dayjs'
 * @import { Action } from '../piece-context.ts'
 */

const UNITS = { Year: 'year', Month: 'month', Day: 'day', Hour: 'hour', Minute: 'minute', Second: 'second' };
/** @type {Record<string, (date: Dayjs) => unknown>} */
const PARTS = {
  year: (day) => day.year(),
  month: (day) => day.month() + 1,
  day: (day) => day.date(),
  hour: (day) => day.hour(),
  minute: (day) => day.minute(),
  second: (day) => day.second(),
  dayOfWeek: (day) => day.format('dddd'),
  monthName: (day) => day.format('MMMM'),
};

/** @type {Action} */
export const getCurrentDate = {
  name: 'get_current_date',
  displayName: 'Get Current Date',
  description: 'The time that it is.',
  props: { timeFormat: format('To Time Format'), timeZone: zone('Time Zone') },
  async run({ propsValue: { timeFormat, timeZone } }) {
    return { result: dayjs().tz(String(timeZone)).format(patternOf(timeFormat)) };
  },
};

/** @type {Action} */
export const formatDate = {
  name: 'format_date',
  displayName: 'Format Date',
  description: 'Writes a date in another format or time zone.',
  props: {
    inputDate: date('Date'),
    inputFormat: format('From Format'),
    inputTimeZone: zone('From Time Zone'),
    outputFormat: format('To Format'),
    outputTimeZone: zone('To Time Zone'),
  },
  async run({ propsValue: { inputDate, inputFormat, inputTimeZone, outputFormat, outputTimeZone } }) {
    const read = readDate(inputDate, inputFormat);
    // A count of seconds means the same everywhere.
    const meant = inputFormat === 'X' ? read : read.tz(String(inputTimeZone), true);
    return { result: meant.tz(String(outputTimeZone)).format(patternOf(outputFormat)) };
  },
};

/** @type {Action} */
export const extractDateParts = {
  name: 'extract_date_parts',
  displayName: 'Extract Date Units',
  description: 'Takes the parts out of a date: its year, its day of the week and so on.',
  props: {
    inputDate: date('Input Date'),
    inputFormat: format('From Time Format'),
    unitExtract: multiDropdown(
      'Unit to Extract',
      { ...UNITS, 'Day of Week': 'dayOfWeek', 'Month name': 'monthName' },
      { required: true, defaultValue: ['year'] },
    ),
  },
  async run({ propsValue: { inputDate, inputFormat, unitExtract } }) {
    const read = readDate(inputDate, inputFormat);
    return Object.fromEntries(texts(unitExtract).map((unit) => [unit, partOf(PARTS, unit)(read)]));
  },
};

/** @type {Action} */
export const dateDifference = {
  name: 'date_difference',
  displayName: 'Date Difference',
  description: 'The time between two dates; each unit is what the larger ones leave.',
  props: {
    startDate: date('Starting Date'),
    startDateFormat: format('Starting Date Format'),
    endDate: date('Ending Date'),
    endDateFormat: format('Ending Date Format'),
    unitDifference: multiDropdown('Units', UNITS, { required: true, defaultValue: ['day'] }),
  },
  async run({ propsValue: { startDate, startDateFormat, endDate, endDateFormat, unitDifference } }) {
    const difference = dayjs.duration(readDate(endDate, endDateFormat).diff(readDate(startDate, startDateFormat)));
    const parts = {
      year: difference.years(),
      month: difference.months(),
      day: difference.days(),
      hour: difference.hours(),
      minute: difference.minutes(),
      second: difference.seconds(),
    };
    return Object.fromEntries(texts(unitDifference).map((unit) => [unit, partOf(parts, unit)]));
  },
};

/** @type {Action} */
export const addSubtractDate = {
  name: 'add_subtract_date',
  displayName: 'Add/Subtract Time',
  description: 'Moves a date, by something like + 1 day - 2 hours.',
  props: {
    inputDate: date('Date'),
    inputDateFormat: format('From Format'),
    expression: longText('Expression', {
      required: true,
      description: 'year, month, day, hour, minute and second, with + or -.',
    }),
    outputFormat: format('To Format'),
    timeZone: zone('Time Zone', false),
    setTime: shortText('Set Time', { description: 'The time of day of the result, HH:mm. Wants a time zone.' }),
    useCurrentTime: checkbox('Use Current Time', { defaultValue: false }),
  },
  async run({
    propsValue: { inputDate, inputDateFormat, expression, outputFormat, timeZone, setTime, useCurrentTime },
  }) {
    const read = readDate(inputDate, inputDateFormat);
    const zoned = timeZone ? read.tz(String(timeZone)) : read;
    const moved = movesOf(String(expression)).reduce((day, [count, unit]) => day.add(count, unit), zoned);
    if (!timeZone || !(setTime || useCurrentTime)) return { result: moved.format(patternOf(outputFormat)) };
    const time = useCurrentTime === true ? dayjs().tz(String(timeZone)).format('HH:mm') : setTime;
    return { result: at(moved, readTime(time)).format(patternOf(outputFormat)) };
  },
};

/**
 * @param {string} expression
 * @returns {[number, 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second'][]}
 */
function movesOf(expression) {
  const written = expression.replaceAll(/\s/g, '').toLowerCase();
  const moves = [...written.matchAll(/([+-]?)(\d+)(year|month|day|hour|minute|second)s?/g)];
  if (moves.map(([move]) => move).join('') !== written || moves.length === 0) {
    throw new Error(`${JSON.stringify(expression)} is not understood; expected something like + 1 day - 2 hours.`);
  }
  return moves.map(([, sign, count, unit]) => [
    Number(`${sign === '-' ? '-' : ''}${count}`),
    /** @type {'day'} */ (unit),
  ]);
}

/**
 * @template T
 * @param {Record<string, T>} parts
 * @param {string} name
 * @returns {T}
 */
function partOf(parts, name) {
  const part = parts[name];
  if (part === undefined)
    throw new Error(`${JSON.stringify(name)} is no unit; expected ${Object.keys(parts).join(', ')}.`);
  return part;
}

/** @param {unknown} list */
function texts(list) {
  return Array.isArray(list) ? list.map(String) : [];
}
