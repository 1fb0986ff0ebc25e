import { checkbox, dropdown, number, shortText } from '../define-piece.js';
import { at, dayjs, format, patternOf, readTime, zone } from './clock.js';

/**
 * @import { Dayjs } from 'dayjs'
 * @import { Action, ActionContext } from '../piece-context.ts'
 */

const WEEKDAYS = { Sunday: 0, Monday: 1, Tuesday: 2, Wednesday: 3, Thursday: 4, Friday: 5, Saturday: 6 };
const MONTHS = [
  ...['January', 'February', 'March', 'April', 'May', 'June'],
  ...['July', 'August', 'September', 'October', 'November', 'December'],
];

const timeProps = {
  time: shortText('24h Time', { defaultValue: '00:00' }),
  currentTime: checkbox('Use Current Time', { defaultValue: false }),
  timeFormat: format('To Time Format'),
  timeZone: zone('Time Zone'),
};

/** @type {Action} */
export const nextDayOfWeek = {
  name: 'next_day_of_week',
  displayName: 'Next Day of Week',
  description: 'When it is that weekday next; today counts when the time is still to come.',
  props: { weekday: dropdown('Weekday', WEEKDAYS, { required: true, defaultValue: 1 }), ...timeProps },
  run: async ({ propsValue }) =>
    result(propsValue, (now, time) => {
      const thisWeek = at(now.day(Number(propsValue.weekday)), time);
      return thisWeek.isAfter(now) ? thisWeek : at(thisWeek.add(7, 'day'), time);
    }),
};

/** @type {Action} */
export const nextDayOfYear = {
  name: 'next_day_of_year',
  displayName: 'Next Day of Year',
  description: 'When it is that day of the year next.',
  props: {
    month: dropdown('Month', Object.fromEntries(MONTHS.map((month, index) => [month, index + 1])), { required: true }),
    day: number('Day of Month', { required: true, defaultValue: 1 }),
    ...timeProps,
  },
  run: async ({ propsValue }) =>
    result(propsValue, (now, time) => {
      const [month, day] = [Number(propsValue.month), Number(propsValue.day)];
      const isDay = Number.isInteger(day) && day >= 1 && day <= 31;
      if (!isDay || !(month >= 1 && month <= 12)) throw new Error(`There is no day ${day} of month ${month}.`);
      const thisYear = at(
        now
          .date(1)
          .month(month - 1)
          .date(day),
        time,
      );
      return thisYear.isAfter(now) ? thisYear : at(thisYear.add(1, 'year'), time);
    }),
};

/** @type {Action} */
export const firstDayOfPreviousMonth = {
  name: 'first_day_of_previous_month',
  displayName: 'First Day of Previous Month',
  description: 'The first day of the month before this one.',
  props: timeProps,
  run: async ({ propsValue }) => result(propsValue, (now, time) => at(now.subtract(1, 'month').startOf('month'), time)),
};

/** @type {Action} */
export const lastDayOfPreviousMonth = {
  name: 'last_day_of_previous_month',
  displayName: 'Last Day of Previous Month',
  description: 'The last day of the month before this one.',
  props: timeProps,
  run: async ({ propsValue }) => result(propsValue, (now, time) => at(now.subtract(1, 'month').endOf('month'), time)),
};

/**
 * @param {ActionContext['propsValue']} props
 * @param {(now: Dayjs, time: { hours: number, minutes: number }) => Dayjs} choose
 */
function result({ time, currentTime, timeFormat, timeZone }, choose) {
  const now = dayjs().tz(String(timeZone));
  const meant = currentTime === true ? { hours: now.hour(), minutes: now.minute() } : readTime(time ?? '00:00');
  return { result: choose(now, meant).format(patternOf(timeFormat)) };
}
