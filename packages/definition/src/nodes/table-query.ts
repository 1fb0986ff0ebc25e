import { z } from 'zod';
import { FILTER_OPERATORS, TABLE_LIMITS } from '../tables/table-form.ts';
import { type FieldMode, json, name, renderedFields, savedFields } from './fields.ts';
import { ATTEMPT_TIMEOUT_MS, type NodeTypeSpec } from './spec.ts';

const DIRECTIONS = ['asc', 'desc'] as const;
const DEFAULT_LIMIT = 100;

const condition = (mode: FieldMode) =>
  z.strictObject({
    /** Name of a field. */
    field: name(mode),
    operator: mode.value(z.enum(FILTER_OPERATORS)).optional(),
    value: json.optional(),
  });

const sort = (mode: FieldMode) =>
  z.strictObject({
    /** Name of a field; without it, the order in which records were made. */
    field: name(mode).optional(),
    direction: mode.value(z.enum(DIRECTIONS)).optional(),
  });

const limit = z.number().int().min(1).max(TABLE_LIMITS.recordsAtOnce);

const fields = (mode: FieldMode) => ({
  /** Name of a table, or its id. */
  table: name(mode),
  filters: mode.value(z.array(condition(mode)).max(TABLE_LIMITS.filters)).optional(),
  sort: mode.value(sort(mode)).optional(),
  /** `next` of the page before; none and null for the first. */
  cursor: mode.text().optional(),
});

const saved = z.strictObject({ ...fields(savedFields), limit: savedFields.value(limit).optional() });
const rendered = z.strictObject({ ...fields(renderedFields), limit: limit.default(DEFAULT_LIMIT) });
export type TableQueryConfig = z.output<typeof rendered>;

export const tableQuery: NodeTypeSpec<TableQueryConfig> = {
  type: 'table-query',
  lane: 'remote',
  labels: [],
  codeFields: [],
  toolFields: [],
  connectionFields: [],
  tableFields: ['table'],
  strictFields: ['filters'],
  freeFields: [],
  saved,
  rendered,
  attemptTimeoutMs: () => ATTEMPT_TIMEOUT_MS,
};
