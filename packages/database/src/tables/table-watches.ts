import { RECORD_EVENTS, type RecordChange, TABLE_LIMITS, wireId } from '@perdura/definition';
import type { TriggerTrial } from '@perdura/definition/run';
import { newId } from '../ids.ts';
import { encryptSecret } from '../secrets.ts';
import { columns, type Sql, type Store } from '../store.ts';
import { subscriptionContext } from '../subscriptions.ts';
import { removeOutsideWatches } from './outside-watches.ts';
import { TableLimit } from './table-errors.ts';
import { lockedTable } from './table-row.ts';

/** Who is told of changes of a table's records. */
export interface TableWatchRow {
  id: string;
  projectId: string;
  tableId: string;
  /** The flow whose trigger is called; null where the address is told. */
  flowId: string | null;
  /** The version whose trigger is called; null: the one that is published then. */
  versionId: string | null;
  /** Set where the flow is only tried: it need not be enabled then. */
  trial: TriggerTrial | null;
  webhookUrl: string;
  events: RecordChange[];
  createdAt: Date;
}

export type NewTableWatch = Pick<TableWatchRow, 'webhookUrl' | 'events'> &
  (({ flowId: string } & Partial<Pick<TableWatchRow, 'versionId' | 'trial'>>) | { flowId: null; secret: string });

/** Watches of tables. */
export interface TableWatchRepository {
  /**
   * Null when the project has no such table. An address outside becomes a subscription to each of the events, made
   * by the watch, whose deliveries are signed with the secret.
   *
   * @throws {TableLimit}
   */
  create(projectId: string, tableId: string, watch: NewTableWatch): Promise<TableWatchRow | null>;
  get(projectId: string, tableId: string, id: string): Promise<TableWatchRow | null>;
  /** Oldest first. */
  list(projectId: string, tableId: string): Promise<TableWatchRow[]>;
  /** @param tableId its table; null for any */
  remove(projectId: string, tableId: string | null, id: string): Promise<boolean>;
}

export function tableWatchRepository({ sql, inTransaction, keys }: Store): TableWatchRepository {
  const list = (own: Sql, projectId: string, tableId: string) =>
    own<TableWatchRow>(`${SELECT} WHERE w.project_id = $1 AND w.table_id = $2 ORDER BY w.id`, [projectId, tableId]);
  return {
    create: (projectId, tableId, watch) =>
      inTransaction(async (own) => {
        const table = await lockedTable(own, projectId, tableId);
        if (table === null) return null;
        const found = (await list(own, projectId, tableId)).length + 1;
        if (found > TABLE_LIMITS.watches) {
          throw new TableLimit(`watches of the table "${table.name}"`, found, TABLE_LIMITS.watches);
        }
        const { flowId, webhookUrl, events } = watch;
        const { versionId = null, trial = null } = watch.flowId === null ? {} : watch;
        const [row] = await own<TableWatchRow>(CREATE, [
          ...[newId(), projectId, tableId, flowId, webhookUrl, events, versionId, trial],
        ]);
        if (row === undefined) throw new Error(`watch of table ${tableId} was not written`);
        if (watch.flowId !== null) return row;
        for (const event of events) {
          const id = newId();
          const secret = encryptSecret(keys, watch.secret, subscriptionContext(projectId, id));
          await own(SUBSCRIBE, [
            ...[id, projectId, row.id, RECORD_EVENTS[event], webhookUrl, secret],
            JSON.stringify({ tableId: wireId(tableId) }),
          ]);
        }
        return row;
      }),
    async get(projectId, tableId, id) {
      const [row] = await sql<TableWatchRow>(`${SELECT} WHERE w.project_id = $1 AND w.table_id = $2 AND w.id = $3`, [
        ...[projectId, tableId, id],
      ]);
      return row ?? null;
    },
    list: (projectId, tableId) => list(sql, projectId, tableId),
    remove: (projectId, tableId, id) =>
      inTransaction(async (own) => {
        await removeOutsideWatches(own, projectId, tableId, id);
        return (await own(REMOVE, [projectId, tableId, id])).length > 0;
      }),
  };
}

const FIELDS = columns(
  ['id', 'projectId', 'tableId', 'flowId', 'versionId', 'trial', 'webhookUrl', 'events', 'createdAt'],
  'w',
);

const SELECT = `SELECT ${FIELDS} FROM table_watches w`;

const CREATE = `
  INSERT INTO table_watches AS w (id, project_id, table_id, flow_id, webhook_url, events, version_id, trial)
  VALUES ($1, $2, $3, $4, $5, $6::text[], $7, $8) RETURNING ${FIELDS}`;

const REMOVE = `
  DELETE FROM table_watches WHERE project_id = $1 AND ($2::text IS NULL OR table_id = $2) AND id = $3 RETURNING id`;

const SUBSCRIBE = `
  INSERT INTO subscriptions (id, project_id, developer_id, event, url, secret, filter)
  VALUES ($1, $2, $3, $4, $5, $6, $7::jsonb)`;
