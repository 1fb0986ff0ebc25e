import {
  type ChangeContext,
  type Database,
  populatedRecord,
  type RecordRow,
  type TableWatchRow,
} from '@perdura/database';
import { type JsonObject, type JsonValue, storedId, TABLE_LIMITS, wireId } from '@perdura/definition';
import type { PieceCall, PieceHost, TableQuestion } from '@perdura/pieces';
import { ProjectTable } from '../../tables/project-table.ts';

/** For whom the piece of tables asks. */
export interface TablesPlace {
  projectId: string;
  /** The trigger of a flow that watches tables; null for all else. */
  trigger: WatchingTrigger | null;
  /** Of the changes that it makes. */
  depth: number;
  /** Idempotency key of the step; null outside of a run. */
  idempotencyKey: string | null;
  /** Ends what would go on for long. */
  signal: AbortSignal;
}

/** A flow as a watch of its trigger keeps it: whatever comes of that is of the same version and trial. */
export type WatchingTrigger = Pick<TableWatchRow, 'versionId' | 'trial'> & { flowId: string };

const PIECE = '@activepieces/piece-tables';

/** What a worker answers to the piece of tables, which is built in; others may not ask. */
export function pieceTables(database: Database, call: PieceCall, place: TablesPlace): Pick<PieceHost, 'tables'> {
  const piece = call.kind === 'code' ? null : call.piece;
  if (piece?.name !== PIECE || piece.source !== 'built-in') return {};
  const answers = new TableAnswers(database, place);
  return { tables: (question) => answers.answer(question) };
}

class TableAnswers {
  readonly #database: Database;
  readonly #place: TablesPlace;
  #changes = 0;

  constructor(database: Database, place: TablesPlace) {
    this.#database = database;
    this.#place = place;
  }

  async answer(question: TableQuestion): Promise<JsonValue> {
    if (question.do === 'list') return this.#list();
    if (question.do === 'unwatch') return this.#unwatch(question);
    const table = await ProjectTable.open(this.#database, this.#place.projectId, question.table);
    switch (question.do) {
      case 'fields':
        return table.fields.map(({ id, name, externalId, type, options }) => {
          return { id: wireId(id), name, externalId, type, options };
        });
      case 'find':
        return this.#find(table, question);
      case 'get':
        return shown(await table.get(question.id), table);
      case 'create':
        return (await table.create(question.records, this.#change())).map((row) => shown(row, table));
      case 'update':
        return shown(await table.update(question.id, question.values, this.#change()), table);
      case 'delete':
        return (await table.remove(question.ids, this.#change())).length;
      case 'clear':
        return this.#clear(table);
      case 'watch':
        return this.#watch(table, question);
    }
  }

  async #list(): Promise<JsonValue> {
    const page = { limit: TABLE_LIMITS.tables, cursor: null };
    const { items } = await this.#database.tables.list(this.#place.projectId, {}, page);
    return items.map(({ id, name, externalId }) => ({ id: wireId(id), name, externalId }));
  }

  async #find(table: ProjectTable, { filters, limit }: Extract<TableQuestion, { do: 'find' }>): Promise<JsonValue> {
    const { projectId, id } = table.row;
    const found: JsonValue[] = [];
    let after: string | null = null;
    do {
      const cursor: { id: string; direction: 'next' } | null = after === null ? null : { id: after, direction: 'next' };
      const page = { limit: Math.min(limit - found.length, TABLE_LIMITS.recordsAtOnce), cursor };
      const { items, next } = await this.#database.tableRecords.list(projectId, id, table.conditions(filters), page);
      found.push(...items.map((row) => shown(row, table)));
      after = next;
    } while (after !== null && found.length < limit);
    return found;
  }

  /** What was deleted by an attempt that was given up stays deleted. */
  async #clear({ row }: ProjectTable): Promise<JsonValue> {
    const { depth, signal } = this.#place;
    let gone = 0;
    do {
      signal.throwIfAborted();
      gone = await this.#database.tableRecords.clear(row.projectId, row.id, TABLE_LIMITS.recordsAtOnce, { depth });
    } while (gone > 0);
    return null;
  }

  async #watch({ row }: ProjectTable, { events, webhookUrl }: Extract<TableQuestion, { do: 'watch' }>) {
    const { trigger } = this.#place;
    if (trigger === null) throw new Error('Only the trigger of a flow can watch a table.');
    const watch = await this.#database.tableWatches.create(row.projectId, row.id, { events, webhookUrl, ...trigger });
    return watch === null ? null : { id: wireId(watch.id) };
  }

  /** The table may be another one than the trigger names by now, or gone with its watches. */
  #unwatch({ id }: Extract<TableQuestion, { do: 'unwatch' }>): Promise<boolean> {
    return this.#database.tableWatches.remove(this.#place.projectId, null, storedId(id) ?? '');
  }

  /** The changes of one call come in the same order in each attempt of it. */
  #change(): ChangeContext {
    const { depth, idempotencyKey } = this.#place;
    this.#changes += 1;
    return idempotencyKey === null ? { depth } : { depth, once: `${idempotencyKey}/table-${this.#changes}` };
  }
}

function shown(row: RecordRow, { fields }: ProjectTable): JsonObject {
  return { ...populatedRecord(row, fields) } as unknown as JsonObject;
}
