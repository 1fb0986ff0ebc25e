import type { JsonValue } from '../json.ts';
import { TABLE_LIMITS, type TableFieldType } from './table-form.ts';

/** What decides which values a field takes. */
export interface CellField {
  type: TableFieldType;
  /** Of a STATIC_DROPDOWN. */
  options: readonly string[];
}

/** A value as a record keeps it. */
export interface CellValue {
  /** As it was given; what a TEXT or a STATIC_DROPDOWN is given is made a text. */
  value: string | number;
  /** What a NUMBER is compared by, or a DATE: milliseconds since 1970. */
  number?: number;
}

/** Why a field does not take a value; `key` names the text that says so. */
export interface CellFault {
  key: 'cellText' | 'cellNumber' | 'cellDate' | 'cellOption' | 'cellTooLong';
  values: Record<string, string | number>;
}

/**
 * Reads a value that a field is given.
 *
 * @returns the cell; null where the value empties the field: null itself, and an empty text in all but a TEXT
 */
export function readCell(field: CellField, given: JsonValue): { cell: CellValue | null } | { fault: CellFault } {
  if (given === null || (given === '' && field.type !== 'TEXT')) return { cell: null };
  const bytes = typeof given === 'string' ? new TextEncoder().encode(given).length : 0;
  if (bytes > TABLE_LIMITS.cellBytes) {
    return { fault: { key: 'cellTooLong', values: { bytes, limit: TABLE_LIMITS.cellBytes } } };
  }
  switch (field.type) {
    case 'NUMBER':
      return compared(given, numberOf(given), 'cellNumber');
    case 'DATE':
      return compared(given, timeOf(given), 'cellDate');
    case 'TEXT':
      return typeof given === 'object' ? faultOf('cellText', given) : { cell: { value: String(given) } };
    case 'STATIC_DROPDOWN':
      return optionCell(field.options, given);
  }
}

/** What a value is compared by, in a field of the type; null where it is none of these. */
export function comparable(type: TableFieldType, given: JsonValue): string | number | null {
  if (type === 'NUMBER') return numberOf(given);
  if (type === 'DATE') return timeOf(given);
  return given === null || typeof given === 'object' ? null : String(given);
}

/** The value as programs want it: of a NUMBER the number, of all others the text. */
export function plainValue(type: TableFieldType, { value, number }: CellValue): string | number {
  return type === 'NUMBER' && number !== undefined ? number : value;
}

/** A finite number, also as a decimal text. */
function numberOf(given: JsonValue): number | null {
  const number = typeof given === 'string' && DECIMAL.test(given.trim()) ? Number(given) : given;
  // JSON has one zero.
  return typeof number === 'number' && Number.isFinite(number) ? number + 0 : null;
}

const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** A date or a time as ISO 8601 writes it, in milliseconds since 1970; without a zone it is UTC. */
function timeOf(given: JsonValue): number | null {
  if (typeof given !== 'string') return null;
  const [, day = '', clock = '', zone = ''] = TIME.exec(given.trim()) ?? [];
  if (day === '' || !isDay(day)) return null;
  const time = Date.parse(`${day}T${clock === '' ? '00:00' : clock}${zone === '' ? 'Z' : zone.toUpperCase()}`);
  return Number.isNaN(time) ? null : time;
}

const TIME = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)(Z|[+-]\d\d:\d\d)?)?$/i;

/** Whether the calendar has the day: JavaScript reads 30 February as 2 March. */
function isDay(day: string): boolean {
  const read = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(read.getTime()) && read.toISOString().startsWith(day);
}

function compared(given: JsonValue, number: number | null, key: CellFault['key']) {
  if (number === null || (typeof given !== 'string' && typeof given !== 'number')) return faultOf(key, given);
  return { cell: { value: given, number } };
}

function optionCell(options: readonly string[], given: JsonValue): { cell: CellValue } | { fault: CellFault } {
  const text = typeof given === 'object' ? null : String(given);
  if (text !== null && options.includes(text)) return { cell: { value: text } };
  const expected = options.map((option) => JSON.stringify(option)).join(', ');
  return { fault: { key: 'cellOption', values: { expected: expected.slice(0, 300), found: shown(given) } } };
}

function faultOf(key: CellFault['key'], given: JsonValue): { fault: CellFault } {
  return { fault: { key, values: { found: shown(given) } } };
}

function shown(given: JsonValue): string {
  const text = JSON.stringify(given);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
