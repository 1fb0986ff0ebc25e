/** A cron schedule taken apart: for each field, the values that fit, ascending. Sunday is 0. */
export interface Cron {
  minutes: readonly number[];
  hours: readonly number[];
  daysOfMonth: readonly number[];
  months: readonly number[];
  daysOfWeek: readonly number[];
  /**
   * How the two day fields combine: `or` when neither starts with `*`, so that either may bring a day in; `and`
   * otherwise. This is how Vixie cron reads them.
   */
  days: 'and' | 'or';
}

export type CronFieldName = 'minute' | 'hour' | 'dayOfMonth' | 'month' | 'dayOfWeek';

/** Why a text is no schedule. */
export type CronFault =
  | { kind: 'fieldCount'; found: number }
  | { kind: 'macro'; found: string; known: readonly string[] }
  | { kind: 'field'; field: CronFieldName; found: string; low: number; high: number; names: readonly string[] };

export type CronParse = { ok: true; cron: Cron } | { ok: false; faults: CronFault[] };

/** Reads five fields as Vixie cron does, or a macro such as `@daily`; every field at fault is reported. */
export function parseCron(text: string): CronParse {
  const trimmed = text.trim();
  if (trimmed.startsWith('@')) return parseMacro(trimmed);
  const texts = trimmed === '' ? [] : trimmed.split(/\s+/);
  if (texts.length !== FIELDS.length) return { ok: false, faults: [{ kind: 'fieldCount', found: texts.length }] };
  const faults: CronFault[] = [];
  const sets = FIELDS.map((field, index) => {
    const values = readField(texts[index] ?? '', field);
    if (typeof values !== 'string') return values;
    const { name, low, high, names } = field;
    faults.push({ kind: 'field', field: name, found: values, low, high, names });
    return new Set<number>();
  });
  return faults.length > 0 ? { ok: false, faults } : { ok: true, cron: assemble(sets, texts) };
}

const MACROS: Readonly<Record<string, string | undefined>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};

function parseMacro(text: string): CronParse {
  const name = text.toLowerCase();
  const schedule = Object.hasOwn(MACROS, name) ? MACROS[name] : undefined;
  if (schedule !== undefined) return parseCron(schedule);
  return { ok: false, faults: [{ kind: 'macro', found: text, known: Object.keys(MACROS) }] };
}

interface Field {
  name: CronFieldName;
  low: number;
  high: number;
  /** Names of the values, from `low` on. */
  names: readonly string[];
}

const MONTH_NAMES = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const DAY_NAMES = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

const FIELDS: readonly Field[] = [
  { name: 'minute', low: 0, high: 59, names: [] },
  { name: 'hour', low: 0, high: 23, names: [] },
  { name: 'dayOfMonth', low: 1, high: 31, names: [] },
  { name: 'month', low: 1, high: 12, names: MONTH_NAMES },
  { name: 'dayOfWeek', low: 0, high: 7, names: DAY_NAMES },
];

const ITEM = /^(?:(\*)|([a-z]+|\d{1,4})(?:-([a-z]+|\d{1,4}))?)(?:\/(\d{1,4}))?$/i;

/** The values of a field, or the part of its text that cannot be read. */
function readField(text: string, field: Field): Set<number> | string {
  const values = new Set<number>();
  for (const item of text.split(',')) {
    const range = readItem(item, field);
    if (range === null) return item === '' ? text : item;
    for (let value = range.start; value <= range.end; value += range.step) values.add(value);
  }
  return values;
}

function readItem(item: string, field: Field): { start: number; end: number; step: number } | null {
  const [, star, first, last, stepText] = ITEM.exec(item) ?? [];
  const step = stepText === undefined ? 1 : Number(stepText);
  if (step === 0) return null;
  if (star !== undefined) return { start: field.low, end: lastValue(field), step };
  // A step needs a range: `5/10` means different things to different readers of cron.
  if (first === undefined || (last === undefined && stepText !== undefined)) return null;
  const start = readValue(first, field);
  const end = last === undefined ? start : readEnd(last, field);
  return start === null || end === null || start > end ? null : { start, end, step };
}

function readValue(text: string, field: Field): number | null {
  const named = field.names.indexOf(text.toLowerCase());
  const value = named === -1 ? (/^\d+$/.test(text) ? Number(text) : Number.NaN) : named + field.low;
  return value >= field.low && value <= field.high ? value : null;
}

/** At the end of a range Sunday is 7, so that `fri-sun` runs forwards. */
function readEnd(text: string, field: Field): number | null {
  return field.name === 'dayOfWeek' && text.toLowerCase() === 'sun' ? 7 : readValue(text, field);
}

/** `*` in the days of the week does not count Sunday twice. */
function lastValue(field: Field): number {
  return field.name === 'dayOfWeek' ? 6 : field.high;
}

function assemble(sets: readonly Set<number>[], texts: readonly string[]): Cron {
  const [minutes = [], hours = [], daysOfMonth = [], months = [], weekdays = []] = sets.map((set) => [...set]);
  const daysOfWeek = [...new Set(weekdays.map((day) => day % 7))];
  const isEitherOpen = texts[2]?.startsWith('*') === true || texts[4]?.startsWith('*') === true;
  return {
    minutes: ascending(minutes),
    hours: ascending(hours),
    daysOfMonth: ascending(daysOfMonth),
    months: ascending(months),
    daysOfWeek: ascending(daysOfWeek),
    days: isEitherOpen ? 'and' : 'or',
  };
}

function ascending(values: readonly number[]): number[] {
  return values.toSorted((a, b) => a - b);
}
