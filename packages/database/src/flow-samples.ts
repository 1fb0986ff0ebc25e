import type { JsonValue } from '@perdura/definition';
import { newId } from './ids.ts';
import { storable } from './storable.ts';
import type { Store } from './store.ts';

export type FlowSampleType = 'INPUT' | 'OUTPUT';

/** What a step, or the trigger, was given or answered when it was tried last. */
export interface FlowSampleRow {
  id: string;
  projectId: string;
  flowId: string;
  versionId: string;
  stepName: string;
  type: FlowSampleType;
  payload: JsonValue;
  createdAt: Date;
}

export type NewFlowSample = Pick<FlowSampleRow, 'flowId' | 'versionId' | 'stepName' | 'type' | 'payload'>;

/** Samples of flows: one for each step of a version and type. */
export interface FlowSampleRepository {
  /** Keeps a sample in the place of the one before, under a new id; null when the project has no such version. */
  put(projectId: string, sample: NewFlowSample): Promise<string | null>;
  get(projectId: string, id: string): Promise<FlowSampleRow | null>;
}

export function flowSampleRepository({ sql, prisma }: Store): FlowSampleRepository {
  return {
    async put(projectId, { flowId, versionId, stepName, type, payload }) {
      const text = JSON.stringify(storable(payload));
      const [row] = await sql<{ id: string }>(
        `INSERT INTO flow_samples (id, project_id, flow_id, version_id, step_name, type, payload)
         SELECT $1, v.project_id, v.flow_id, v.id, $5, $6, $7::json
         FROM flow_versions v WHERE v.id = $4 AND v.flow_id = $3 AND v.project_id = $2
         ON CONFLICT (version_id, step_name, type)
         DO UPDATE SET id = excluded.id, payload = excluded.payload, created_at = now() RETURNING id`,
        [newId(), projectId, flowId, versionId, stepName, type, text],
      );
      return row?.id ?? null;
    },
    async get(projectId, id) {
      const row = await prisma.flowSample.findFirst({ where: { id, projectId } });
      return row === null ? null : ({ ...row } as unknown as FlowSampleRow);
    },
  };
}
