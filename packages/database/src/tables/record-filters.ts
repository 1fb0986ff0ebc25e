import { comparable, type FilterOperator, type JsonValue } from '@perdura/definition';
import type { TableFieldRow } from './table-fields.ts';

/** One condition of a filter; all of them must hold. */
export interface RecordCondition {
  /** Null where the table has no such field: then nothing is there. */
  field: TableFieldRow | null;
  operator: FilterOperator;
  /** What it is compared with; `exists` and `not_exists` take none. */
  value?: JsonValue | undefined;
}

/**
 * Conditions as SQL over the records `r`; values become parameters. A value that the field could not hold matches
 * nothing, and so does a record without a value, but for `not_exists`.
 *
 * @param values parameters of the statement, to which those of the conditions are added
 */
export function recordConditions(conditions: readonly RecordCondition[], values: unknown[]): string {
  return conditions.map((condition) => ` AND ${oneCondition(condition, values)}`).join('');
}

/** What records are ordered by in a field, as SQL: null where there is no value. */
export function orderKey(field: TableFieldRow, values: unknown[]): string {
  const id = parameter(values, field.id);
  return isCompared(field)
    ? `(r.cells #> ARRAY[${id}, 'number'])`
    : `((r.cells #>> ARRAY[${id}, 'value']) COLLATE "C")`;
}

/** A value as `orderKey` has it, as SQL. */
export function orderValue(field: TableFieldRow, value: string | number, values: unknown[]): string {
  return isCompared(field) ? `${parameter(values, JSON.stringify(value))}::jsonb` : `${parameter(values, value)}::text`;
}

const ORDERED: Partial<Record<FilterOperator, string>> = { neq: '<>', gt: '>', gte: '>=', lt: '<', lte: '<=' };

function oneCondition({ field, operator, value = null }: RecordCondition, values: unknown[]): string {
  if (field === null) return operator === 'not_exists' ? 'TRUE' : 'FALSE';
  if (operator === 'exists') return `${textOf(field, values)} <> ''`;
  if (operator === 'not_exists') return `coalesce(${textOf(field, values)}, '') = ''`;
  if (operator === 'co') return contains(field, value, values);
  const key = comparable(field.type, value);
  if (key === null) return 'FALSE';
  if (operator === 'eq') return `r.cells @> ${parameter(values, exactCell(field, key))}::jsonb`;
  return `${orderKey(field, values)} ${ORDERED[operator]} ${orderValue(field, key, values)}`;
}

/** In this form an index finds the record. */
function exactCell(field: TableFieldRow, key: string | number): string {
  return JSON.stringify({ [field.id]: isCompared(field) ? { number: key } : { value: key } });
}

function contains(field: TableFieldRow, value: JsonValue, values: unknown[]): string {
  if (value === null || typeof value === 'object') return 'FALSE';
  return `strpos(lower(${textOf(field, values)}), lower(${parameter(values, String(value))})) > 0`;
}

function textOf(field: TableFieldRow, values: unknown[]): string {
  return `(r.cells #>> ARRAY[${parameter(values, field.id)}, 'value'])`;
}

function isCompared({ type }: TableFieldRow): boolean {
  return type === 'NUMBER' || type === 'DATE';
}

function parameter(values: unknown[], value: unknown): string {
  values.push(value);
  return `$${values.length}`;
}
