import { asJson, namedRecord, type RecordPlace } from '@perdura/database';
import { type JsonValue, storedId, type TableQueryConfig, wireId } from '@perdura/definition';
import { FAILURE_CODES, StepFailure } from '../failures.ts';
import type { NodeContext } from '../node-context.ts';
import { ProjectTable } from '../tables/project-table.ts';

/**
 * Reads a page of a table's records: `{records: [{id, created, updated, fields}], next, count}`; `count` is how many match
 * on all pages together.
 *
 * @throws {StepFailure} TABLE_NOT_FOUND, RECORD_INVALID for a field that there is not, CONFIG_INVALID for a cursor that no
 *   page gave
 */
export async function tableQuery(config: TableQueryConfig, { dependencies, run }: NodeContext): Promise<JsonValue> {
  const { database } = dependencies;
  const { filters = [], sort = {}, limit, cursor = '' } = config;
  const table = await ProjectTable.open(database, run.projectId, config.table);
  const { records, next, total } = await database.tableRecords.query(run.projectId, table.row.id, {
    conditions: table.conditions(filters),
    order: { field: sort.field === undefined ? null : table.field(sort.field), direction: sort.direction ?? 'asc' },
    limit,
    after: cursor === '' || cursor === 'null' ? null : placeOf(cursor),
  });
  return {
    records: records.map((row) => asJson(namedRecord(row, table.fields))),
    next: next === null ? null : cursorText(next),
    count: total,
  };
}

function cursorText({ id, key }: RecordPlace): string {
  return Buffer.from(JSON.stringify([wireId(id), key])).toString('base64url');
}

function placeOf(cursor: string): RecordPlace {
  const read = parsed(Buffer.from(cursor, 'base64url').toString('utf8'));
  const [given, key = null]: unknown[] = Array.isArray(read) ? read : [];
  const id = typeof given === 'string' ? storedId(given) : null;
  if (id !== null && (key === null || typeof key === 'string' || typeof key === 'number')) return { id, key };
  const message = `"cursor" is ${JSON.stringify(cursor.slice(0, 60))}: expected "next" of an earlier page.`;
  throw new StepFailure(FAILURE_CODES.configInvalid, message, { retryable: false });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
