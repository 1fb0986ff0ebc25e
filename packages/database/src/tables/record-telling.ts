import { type JsonObject, RECORD_EVENTS, type RecordChange, wireId } from '@perdura/definition';
import { awaited } from '../event-waits.ts';
import { newId } from '../ids.ts';
import type { Sql } from '../store.ts';
import type { TriggerCallRow } from '../trigger-calls.ts';
import type { RecordRow } from './record-row.ts';
import { asJson, namedRecord, populatedRecord, valuesByName } from './record-views.ts';
import type { TableFieldRow } from './table-fields.ts';
import type { TableRow } from './table-row.ts';

/** What happened to records of a table, all the same. */
export interface RecordChanges {
  table: TableRow;
  fields: readonly TableFieldRow[];
  change: RecordChange;
  records: readonly RecordRow[];
  /** The cells that each had before, by the record's id. */
  before?: ReadonlyMap<string, RecordRow['cells']>;
  /** Depth of the runs that are started by it. */
  depth: number;
}

/**
 * Tells those who listen, with the statements of the transaction that makes the change: an event for workflows, waiting
 * steps and subscriptions, and a call of the trigger of each flow that watches the table and is enabled, or only tried.
 */
export async function tellChanges(sql: Sql, changes: RecordChanges): Promise<void> {
  const { table, change, records } = changes;
  if (records.length === 0) return;
  const type = RECORD_EVENTS[change];
  const [listeners] = await sql<{ listens: boolean; flows: WatchingFlow[] }>(LISTENERS, [
    ...[table.projectId, type, table.id, change],
  ]);
  if (listeners === undefined) return;
  if (listeners.listens) {
    const events = records.map((record) => JSON.stringify(eventData(record, changes)));
    await sql(EMIT, [table.projectId, type, changes.depth, records.map(() => newId()), events]);
  }
  if (listeners.flows.length === 0) return;
  const payloads = records.map((record) => JSON.stringify({ value: request(record, changes) }));
  for (const { flowId, versionId, trial } of listeners.flows) {
    const ids = records.map(() => newId());
    await sql(CALL, [table.projectId, flowId, ids, payloads, changes.depth, versionId, trial]);
  }
}

type WatchingFlow = Pick<TriggerCallRow, 'flowId' | 'versionId' | 'trial'>;

function eventData(record: RecordRow, { table, fields, before }: RecordChanges): JsonObject {
  const cells = before?.get(record.id);
  return {
    ...{ tableId: wireId(table.id), tableName: table.name, record: asJson(namedRecord(record, fields)) },
    ...(cells === undefined ? {} : { previous: valuesByName(cells, fields) }),
  };
}

/** As a request to the flow's address would bring it. */
function request(record: RecordRow, { fields }: RecordChanges): JsonObject {
  const body = { record: asJson(populatedRecord(record, fields)) };
  return { method: 'POST', headers: { 'content-type': 'application/json' }, body, queryParams: {} };
}

const LISTENERS = `
  SELECT EXISTS (SELECT 1 FROM subscriptions s WHERE s.project_id = $1 AND s.event = $2 AND s.enabled)
      OR EXISTS (SELECT 1 FROM workflows w WHERE w.project_id = $1 AND w.trigger_event = $2
                   AND w.enabled AND w.deleted_at IS NULL)
      OR ${awaited('$1', '$2')} AS listens,
    (SELECT coalesce(json_agg(DISTINCT jsonb_build_object(
        'flowId', f.workflow_id, 'versionId', tw.version_id, 'trial', tw.trial)), '[]')
      FROM table_watches tw JOIN flows f ON f.workflow_id = tw.flow_id AND f.project_id = tw.project_id
        JOIN workflows w ON w.id = f.workflow_id
      WHERE tw.project_id = $1 AND tw.table_id = $3 AND $4 = ANY(tw.events) AND w.deleted_at IS NULL
        AND (w.enabled OR tw.trial IS NOT NULL)) AS flows`;

const EMIT = `
  INSERT INTO events (id, project_id, type, data, depth)
  SELECT made.id, $1, $2, made.data::jsonb, $3 FROM unnest($4::text[], $5::text[]) AS made(id, data)`;

const CALL = `
  INSERT INTO trigger_calls (id, project_id, flow_id, version_id, hook, trial, payload, depth)
  SELECT made.id, $1, $2, $6, 'run', $7, made.payload::json, $5 FROM unnest($3::text[], $4::text[]) AS made(id, payload)`;
