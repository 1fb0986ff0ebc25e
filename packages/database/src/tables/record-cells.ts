import { type JsonValue, readCell, TABLE_LIMITS } from '@perdura/definition';
import type { RecordRow, StoredCell } from './record-row.ts';
import { InvalidRecords, type RecordFault } from './table-errors.ts';
import { fieldFinder, type TableFieldRow } from './table-fields.ts';

/** A value for a field, which is meant by its id, its external id or its name. */
export interface GivenCell {
  field: string;
  value: JsonValue;
}

/** What is given for the fields of a record; null empties the field. */
export type CellChanges = ReadonlyMap<string, StoredCell | null>;

/**
 * Reads what is given for records of a table.
 *
 * @throws {InvalidRecords} with all that is wrong
 */
export function readRecords(
  records: readonly (readonly GivenCell[])[],
  fields: readonly TableFieldRow[],
  now: Date,
): CellChanges[] {
  const find = fieldFinder(fields);
  const time = now.toISOString();
  const faults: RecordFault[] = [];
  const read = records.map((cells, record) => {
    const changes = new Map<string, StoredCell | null>();
    for (const [at, { field: name, value }] of cells.entries()) {
      const field = find(name);
      const place = { record, cell: at, field: name };
      const outcome = field === null ? { fault: unknownField(name, fields) } : readCell(field, value);
      if ('fault' in outcome) faults.push({ ...place, ...outcome.fault });
      else if (field !== null) {
        changes.set(field.id, outcome.cell === null ? null : { ...outcome.cell, created: time, updated: time });
      }
    }
    return changes;
  });
  if (faults.length > 0) throw new InvalidRecords(faults.slice(0, MOST_FAULTS));
  return read;
}

/** The cells of a record after a change; null when nothing is different. */
export function changedCells(before: RecordRow['cells'], changes: CellChanges): RecordRow['cells'] | null {
  const after = { ...before };
  let different = false;
  for (const [id, cell] of changes) {
    const old = before[id];
    if (old?.value === cell?.value) continue;
    different = true;
    if (cell === null) delete after[id];
    else after[id] = { ...cell, created: old?.created ?? cell.created };
  }
  return different ? after : null;
}

/** @throws {InvalidRecords} for a record that is too large as a whole */
export function requireSize(records: readonly RecordRow['cells'][]): void {
  const faults = records.flatMap((cells, record): RecordFault[] => {
    const bytes = Buffer.byteLength(JSON.stringify(Object.values(cells).map(({ value }) => value)));
    const limit = TABLE_LIMITS.recordBytes;
    return bytes <= limit ? [] : [{ record, cell: null, field: '', key: 'recordTooLarge', values: { bytes, limit } }];
  });
  if (faults.length > 0) throw new InvalidRecords(faults.slice(0, MOST_FAULTS));
}

const MOST_FAULTS = 100;

function unknownField(name: string, fields: readonly TableFieldRow[]) {
  const known = fields.map((field) => `"${field.name}"`).join(', ');
  return { key: 'cellFieldUnknown' as const, values: { name: name.slice(0, 80), known: known.slice(0, 300) || '—' } };
}
