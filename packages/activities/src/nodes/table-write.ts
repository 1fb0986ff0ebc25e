import { asJson, namedRecord, type RecordRow } from '@perdura/database';
import {
  isWholeWrite,
  type JsonObject,
  type JsonValue,
  type TableWriteConfig,
  wireId,
  writeNeeds,
} from '@perdura/definition';
import { FAILURE_CODES, StepFailure } from '../failures.ts';
import type { NodeContext } from '../node-context.ts';
import { ProjectTable } from '../tables/project-table.ts';

/**
 * Writes records of a table, once however often it is tried: `{records, count}` with the records as they are then; of a
 * deletion `{ids, count}`, of an upsert also `created`.
 *
 * @throws {StepFailure} TABLE_NOT_FOUND, RECORD_NOT_FOUND, RECORD_INVALID, TABLE_LIMIT, CONFIG_INVALID
 */
export async function tableWrite(config: TableWriteConfig, context: NodeContext): Promise<JsonValue> {
  const { operation } = config;
  if (!isWholeWrite(operation, config)) {
    const text = `The operation "${operation}" takes ${writeNeeds(operation)} and nothing else beside the table.`;
    throw new StepFailure(FAILURE_CODES.configInvalid, text, { retryable: false });
  }
  const { dependencies, run, idempotencyKey } = context;
  const table = await ProjectTable.open(dependencies.database, run.projectId, config.table);
  const shown = (rows: readonly RecordRow[]): JsonObject => {
    const records = rows.map((row) => asJson(namedRecord(row, table.fields)));
    return { records, count: records.length };
  };
  const change = { once: idempotencyKey, depth: run.depth + 1 };
  const { records, values = {}, id = '', ids = [id], match = [] } = config;
  switch (operation) {
    case 'create':
      return shown(await table.create(records ?? [values], change));
    case 'update':
      return shown([await table.update(id, values, change)]);
    case 'upsert': {
      const { record, created } = await table.upsert(match, values, change);
      return { ...shown(record === null ? [] : [record]), created };
    }
    case 'delete': {
      const gone = (await table.remove(ids, change)).map(wireId);
      return { ids: gone, count: gone.length };
    }
  }
}
