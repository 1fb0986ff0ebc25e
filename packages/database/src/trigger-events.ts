import type { JsonValue } from '@perdura/definition';
import { newId } from './ids.ts';
import { storable } from './storable.ts';
import { columns, type Store } from './store.ts';

/** A payload that a flow's trigger took, or that was found by trying it. */
export interface TriggerEventRow {
  id: string;
  projectId: string;
  flowId: string;
  /** `<piece>@<version>:<trigger>`. */
  sourceName: string;
  payload: JsonValue;
  createdAt: Date;
}

/** Payloads of triggers, kept to be shown and to try flows with. */
export interface TriggerEventRepository {
  /** Keeps a payload, and the newest of the flow beside it; null when the project has no such flow. */
  record(
    projectId: string,
    event: Pick<TriggerEventRow, 'flowId' | 'sourceName' | 'payload'>,
  ): Promise<TriggerEventRow | null>;
}

/** Most payloads that are kept of one flow. */
const MOST_KEPT = 50;

const COLUMNS = columns(['id', 'projectId', 'flowId', 'sourceName', 'payload', 'createdAt'], 'e');

export function triggerEventRepository({ sql }: Pick<Store, 'sql'>): TriggerEventRepository {
  return {
    async record(projectId, { flowId, sourceName, payload }) {
      const values = [newId(), projectId, flowId, sourceName, JSON.stringify(storable(payload)), MOST_KEPT - 1];
      const [row] = await sql<TriggerEventRow>(RECORD, values);
      return row ?? null;
    },
  };
}

const RECORD = `
  WITH old AS (
    DELETE FROM trigger_events e WHERE e.id IN (
      SELECT id FROM trigger_events WHERE flow_id = $3 AND project_id = $2 ORDER BY id DESC OFFSET $6)
  )
  INSERT INTO trigger_events AS e (id, project_id, flow_id, source_name, payload)
  SELECT $1, f.project_id, f.workflow_id, $4, $5::json FROM flows f WHERE f.workflow_id = $3 AND f.project_id = $2
  RETURNING ${COLUMNS}`;
