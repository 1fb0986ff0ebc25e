import { type JsonObject, plainValue, wireId } from '@perdura/definition';
import type { RecordRow } from './record-row.ts';
import type { TableFieldRow } from './table-fields.ts';

/** A cell as the API shows it. */
export interface PopulatedCell {
  value: string | number;
  fieldName: string;
  created: string;
  updated: string;
}

/** A record as the API shows it: ids as the wire spells them, cells by the id of their field. */
export interface PopulatedRecord {
  id: string;
  created: string;
  updated: string;
  tableId: string;
  projectId: string;
  cells: Record<string, PopulatedCell>;
}

/** A record as programs read it: values by the name of their field. */
export interface NamedRecord {
  id: string;
  created: string;
  updated: string;
  fields: Record<string, string | number>;
}

/** A record with its cells, in the order of the fields. Cells of fields that are gone are not shown. */
export function populatedRecord(row: RecordRow, fields: readonly TableFieldRow[]): PopulatedRecord {
  const cells = fields.flatMap(({ id, name }): [string, PopulatedCell][] => {
    const cell = row.cells[id];
    if (cell === undefined) return [];
    const { value, created, updated } = cell;
    return [[wireId(id), { value, fieldName: name, created, updated }]];
  });
  const { tableId, projectId } = row;
  return { ...identity(row), tableId: wireId(tableId), projectId, cells: Object.fromEntries(cells) };
}

/** A record with its values by name; fields without a value are absent. */
export function namedRecord(row: RecordRow, fields: readonly TableFieldRow[]): NamedRecord {
  return { ...identity(row), fields: valuesByName(row.cells, fields) };
}

/** Values by the name of their field. */
export function valuesByName(cells: RecordRow['cells'], fields: readonly TableFieldRow[]) {
  const named = fields.flatMap(({ id, name, type }): [string, string | number][] => {
    const cell = cells[id];
    return cell === undefined ? [] : [[name, plainValue(type, cell)]];
  });
  return Object.fromEntries(named);
}

/** As JSON, which interfaces are no type of. */
export function asJson(record: PopulatedRecord | NamedRecord): JsonObject {
  return { ...record } as unknown as JsonObject;
}

function identity({ id, createdAt, updatedAt }: RecordRow) {
  return { id: wireId(id), created: createdAt.toISOString(), updated: updatedAt.toISOString() };
}
