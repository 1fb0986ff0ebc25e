import dayjs, { type Dayjs } from 'dayjs';
import utc from 'dayjs/plugin/utc.js';
import type { JsonValue } from '../json.ts';
import type { RouterOperator } from './flow.ts';
import type { RenderedCondition } from './router.ts';

dayjs.extend(utc);

/** Whether a condition of a router holds. */
export function isMet({
  firstValue,
  secondValue,
  operator = 'TEXT_CONTAINS',
  caseSensitive,
}: RenderedCondition): boolean {
  return OPERATORS[operator](firstValue, secondValue, caseSensitive ?? false);
}

type Operand = JsonValue | undefined;
type Operator = (first: Operand, second: Operand, caseSensitive: boolean) => boolean;

const contains = text((first, second) => first.includes(second));
const matches = text((first, second) => first === second);
const starts = text((first, second) => first.startsWith(second));
const ends = text((first, second) => first.endsWith(second));
const listed: Operator = (first, second, caseSensitive) => {
  const wanted = textFor(second, caseSensitive);
  return itemsOf(first).some((item) => textFor(item, caseSensitive) === wanted);
};
const exists: Operator = (first) => first !== undefined && first !== null && first !== '';

const OPERATORS: Readonly<Record<RouterOperator, Operator>> = {
  TEXT_CONTAINS: contains,
  TEXT_DOES_NOT_CONTAIN: not(contains),
  TEXT_EXACTLY_MATCHES: matches,
  TEXT_DOES_NOT_EXACTLY_MATCH: not(matches),
  TEXT_START_WITH: starts,
  TEXT_DOES_NOT_START_WITH: not(starts),
  TEXT_ENDS_WITH: ends,
  TEXT_DOES_NOT_END_WITH: not(ends),
  NUMBER_IS_GREATER_THAN: (first, second) => isLess(second, first),
  NUMBER_IS_LESS_THAN: isLess,
  NUMBER_IS_EQUAL_TO: areEqual,
  BOOLEAN_IS_TRUE: (first) => Boolean(first),
  BOOLEAN_IS_FALSE: (first) => !first,
  DATE_IS_BEFORE: dates((first, second) => first.isBefore(second)),
  DATE_IS_EQUAL: dates((first, second) => first.isSame(second)),
  DATE_IS_AFTER: dates((first, second) => first.isAfter(second)),
  LIST_CONTAINS: listed,
  LIST_DOES_NOT_CONTAIN: not(listed),
  LIST_IS_EMPTY: (first) => listOf(first)?.length === 0,
  LIST_IS_NOT_EMPTY: (first) => (listOf(first)?.length ?? 0) > 0,
  EXISTS: exists,
  DOES_NOT_EXIST: not(exists),
};

function not(operator: Operator): Operator {
  return (first, second, caseSensitive) => !operator(first, second, caseSensitive);
}

function text(compare: (first: string, second: string) => boolean): Operator {
  return (first, second, caseSensitive) => compare(textFor(first, caseSensitive), textFor(second, caseSensitive));
}

/** Anything but a text is compared as its JSON; what was never given, as an empty text. */
function textFor(value: Operand, caseSensitive: boolean): string {
  const shown = typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value);
  return caseSensitive ? shown : shown.toLowerCase();
}

/** What `Number` makes of a value where that is a number: otherwise its text, undefined for none. */
function comparable(value: Operand): number | string | undefined {
  if (value === undefined) return undefined;
  const shown = typeof value === 'object' && value !== null ? plainText(value) : value;
  const number = Number(shown);
  return Number.isNaN(number) ? String(shown) : number;
}

/** As JavaScript turns lists and objects into text, without asking what they call `toString`. */
function plainText(value: JsonValue): string {
  if (value === null || typeof value !== 'object') return String(value);
  if (!Array.isArray(value)) return '[object Object]';
  return value.map((each) => (each === null ? '' : plainText(each))).join(',');
}

function isLess(first: Operand, second: Operand): boolean {
  const [low, high] = [comparable(first), comparable(second)];
  if (typeof low === 'string' && typeof high === 'string') return low < high;
  return typeof low === 'number' && typeof high === 'number' && low < high;
}

/** As `==` compares what both are once numbers were made of what can be one: two lists or objects are never equal. */
function areEqual(first: Operand, second: Operand): boolean {
  const [one, other] = [comparable(first), comparable(second)];
  const areBothThings = [first, second].every((value) => typeof value === 'object' && value !== null);
  return one === other && !(areBothThings && typeof one === 'string');
}

function dates(compare: (first: Dayjs, second: Dayjs) => boolean): Operator {
  return (first, second) => {
    const [one, other] = [dateOf(first), dateOf(second)];
    return one !== null && other !== null && compare(one, other);
  };
}

/** A text or a number of milliseconds; a text without a time zone is one of UTC. */
function dateOf(value: Operand): Dayjs | null {
  if (typeof value !== 'string' && typeof value !== 'number') return null;
  const date = dayjs.utc(value);
  return date.isValid() ? date : null;
}

/** A list, or the list that a text spells as JSON; null for anything else. */
function listOf(value: Operand): JsonValue[] | null {
  const list = typeof value === 'string' ? parsed(value) : value;
  return Array.isArray(list) ? list : null;
}

/** The items that a value is searched for: of a list its own, else the one that it is, or spells as JSON. */
function itemsOf(value: Operand): Operand[] {
  const found = typeof value === 'string' ? (parsed(value) ?? value) : value;
  return Array.isArray(found) ? found : [found];
}

function parsed(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}
