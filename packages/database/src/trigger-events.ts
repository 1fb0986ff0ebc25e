import type { JsonValue } from '@perdura/definition';
import { newId } from './ids.ts';
import { storable } from './storable.ts';
import { columns, type Store } from './store.ts';
import { type TwoWayPage, type TwoWayPageRequest, twoWayPage } from './two-way-paging.ts';

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
  /** Those that a flow's trigger has now, newest first. */
  list(
    projectId: string,
    filter: Pick<TriggerEventRow, 'flowId' | 'sourceName'>,
    page: TwoWayPageRequest,
  ): Promise<TwoWayPage<TriggerEventRow>>;
  /** Forgets those of a flow. */
  clear(projectId: string, flowId: string): Promise<void>;
}

/** Most payloads that are kept of one flow. */
const MOST_KEPT = 50;

const COLUMNS = columns(['id', 'projectId', 'flowId', 'sourceName', 'payload', 'createdAt'], 'e');

export function triggerEventRepository({ sql, prisma }: Pick<Store, 'sql' | 'prisma'>): TriggerEventRepository {
  return {
    async record(projectId, { flowId, sourceName, payload }) {
      const values = [newId(), projectId, flowId, sourceName, JSON.stringify(storable(payload)), MOST_KEPT - 1];
      const [row] = await sql<TriggerEventRow>(RECORD, values);
      return row ?? null;
    },
    list: (projectId, filter, page) =>
      twoWayPage(page, async ({ where, orderBy, take }) => {
        const rows = await prisma.triggerEvent.findMany({ where: { projectId, ...filter, ...where }, orderBy, take });
        return rows as TriggerEventRow[];
      }),
    async clear(projectId, flowId) {
      await sql('DELETE FROM trigger_events WHERE project_id = $1 AND flow_id = $2', [projectId, flowId]);
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
