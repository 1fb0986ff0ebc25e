import { definePiece } from '../define-piece.js';
import { addSubtractDate, dateDifference, extractDateParts, formatDate, getCurrentDate } from './dates.js';
import { firstDayOfPreviousMonth, lastDayOfPreviousMonth, nextDayOfWeek, nextDayOfYear } from './next-dates.js';

export const dateHelper = definePiece({
  name: 'date-helper',
  version: '0.1.29',
  displayName: 'Date Helper',
  description: 'Reads, writes and reckons with dates and times',
  logo: 'date-helper.svg',
  categories: ['CORE'],
  actions: [
    getCurrentDate,
    formatDate,
    extractDateParts,
    dateDifference,
    addSubtractDate,
    nextDayOfWeek,
    nextDayOfYear,
    firstDayOfPreviousMonth,
    lastDayOfPreviousMonth,
  ],
});
