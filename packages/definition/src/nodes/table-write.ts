import { z } from 'zod';
import { holdsTemplate } from '../expressions/template.ts';
import type { JsonObject } from '../json.ts';
import { TABLE_LIMITS } from '../tables/table-form.ts';
import { anyObject, type FieldMode, name, renderedFields, savedFields } from './fields.ts';
import { ATTEMPT_TIMEOUT_MS, type ConfigFault, type NodeTypeSpec } from './spec.ts';

/** What each operation needs; where it is a list of lists, one of them. */
const NEEDS = {
  create: [['records'], ['values']],
  update: [['id', 'values']],
  upsert: [['match', 'values']],
  delete: [['id'], ['ids']],
} as const satisfies Record<string, readonly (readonly string[])[]>;

type Operation = keyof typeof NEEDS;
const OPERATIONS = ['create', 'update', 'upsert', 'delete'] as const satisfies readonly Operation[];
const GIVEN = ['records', 'values', 'id', 'ids', 'match'];

const fields = (mode: FieldMode) =>
  z.strictObject({
    /** Name of a table, or its id. */
    table: name(mode),
    operation: mode.value(z.enum(OPERATIONS)),
    /** Values by name of the field, of each record that is made. */
    records: mode.value(z.array(anyObject).max(TABLE_LIMITS.recordsAtOnce)).optional(),
    /** The same of one record. */
    values: mode.value(anyObject).optional(),
    /** Id of the record that is changed or deleted. */
    id: mode.text().optional(),
    ids: mode.value(z.array(z.string()).max(TABLE_LIMITS.recordsAtOnce)).optional(),
    /** Names of the fields by whose values an upsert finds the record that it changes. */
    match: mode.value(z.array(name(mode)).min(1).max(10)).optional(),
  });

const rendered = fields(renderedFields);
export type TableWriteConfig = z.output<typeof rendered>;

export const tableWrite: NodeTypeSpec<TableWriteConfig> = {
  type: 'table-write',
  lane: 'remote',
  labels: [],
  codeFields: [],
  toolFields: [],
  connectionFields: [],
  tableFields: ['table'],
  freeFields: ['records', 'values'],
  saved: fields(savedFields),
  contradictions: writeFaults,
  rendered,
  attemptTimeoutMs: () => ATTEMPT_TIMEOUT_MS,
};

/** Whether a config gives what its operation needs, and nothing else. */
export function isWholeWrite(operation: Operation, config: object): boolean {
  const given = GIVEN.filter(
    (field) => Object.hasOwn(config, field) && config[field as keyof typeof config] !== undefined,
  );
  return NEEDS[operation].some(
    (needed) => needed.length === given.length && needed.every((field) => given.includes(field)),
  );
}

/** What an operation needs, in words. */
export function writeNeeds(operation: Operation): string {
  return NEEDS[operation].map((needed) => needed.map((field) => `"${field}"`).join(' + ')).join(' / ');
}

function writeFaults(config: JsonObject): ConfigFault[] {
  const operation = OPERATIONS.find((known) => known === config.operation);
  // A template tells what is done only when it runs; a word that is none is told by the shape.
  if (operation === undefined || holdsTemplate(operation) || isWholeWrite(operation, config)) return [];
  return [{ path: ['operation'], fault: 'WRITE_INCOMPLETE', values: { operation, expected: writeNeeds(operation) } }];
}
