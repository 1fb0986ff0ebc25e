import type { FlowTrigger, FlowVersionState, Trigger } from '@perdura/definition';
import type { TriggerSource } from './flows.ts';
import type { Store } from './store.ts';
import { fromStored, type StoredVersion, VERSION_JSON } from './versioned-workflows.ts';
import type { VersionRow } from './versions.ts';

/** The trigger of a flow in one of its versions, as it is called. */
export interface CallableTrigger {
  flowId: string;
  projectId: string;
  isEnabled: boolean;
  /** What is known of the trigger that is on; null while none is. */
  source: TriggerSource | null;
  flowVersionId: string;
  state: FlowVersionState;
  /** Without the steps that follow it. */
  trigger: FlowTrigger;
  /** What runs are pinned to; null where the version was not compiled. */
  version: VersionRow | null;
}

/** What a flow wants of a schedule. */
export interface FlowSchedule {
  /** `cron` for one that has a schedule, else `manual`. */
  trigger: Trigger;
  /** Hash of the schedule that Temporal should hold; null for none. */
  scheduleDesired: string | null;
}

/** Triggers of flows, as they are switched on and off, and called. */
export interface FlowTriggerRepository {
  /** The trigger of a version, the published one unless told; null where there is none, and for a deleted flow's. */
  get(projectId: string, flowId: string, versionId: string | null): Promise<CallableTrigger | null>;
  /** False when there is no such flow. */
  setSchedule(projectId: string, flowId: string, schedule: FlowSchedule): Promise<boolean>;
  /** Housekeeping, any project: flows whose trigger was begun to be switched so long ago, and never was. */
  switching(olderThanMs: number, limit: number): Promise<{ projectId: string; flowId: string }[]>;
}

export function flowTriggerRepository({ sql }: Pick<Store, 'sql'>): FlowTriggerRepository {
  return {
    async get(projectId, flowId, versionId) {
      const [row] = await sql<Stored>(GET, [flowId, projectId, versionId], 'flow-trigger');
      if (row === undefined) return null;
      const { versionRow, ...rest } = row;
      return { ...rest, version: versionRow && fromStored(versionRow) };
    },
    async setSchedule(projectId, flowId, { trigger, scheduleDesired }) {
      const rows = await sql(SET_SCHEDULE, [
        ...[flowId, projectId, JSON.stringify(trigger), trigger.type, scheduleDesired],
      ]);
      return rows.length > 0;
    },
    switching: (olderThanMs, limit) => sql(SWITCHING, [olderThanMs, limit]),
  };
}

type Stored = Omit<CallableTrigger, 'version'> & { versionRow: StoredVersion | null };

const GET = `
  SELECT f.workflow_id AS "flowId", f.project_id AS "projectId", f.status = 'ENABLED' AS "isEnabled",
    f.trigger_source AS source, fv.id AS "flowVersionId", fv.state, fv.trigger::jsonb - 'nextAction' AS trigger,
    CASE WHEN v.id IS NOT NULL THEN ${VERSION_JSON} END AS "versionRow"
  FROM flows f JOIN workflows w ON w.id = f.workflow_id AND w.deleted_at IS NULL
  JOIN flow_versions fv ON fv.id = coalesce($3, f.published_version_id) AND fv.flow_id = f.workflow_id
  LEFT JOIN workflow_versions v ON v.workflow_id = f.workflow_id AND v.version = fv.run_version
  WHERE f.workflow_id = $1 AND f.project_id = $2`;

const SET_SCHEDULE = `
  UPDATE workflows SET trigger = $3::json, trigger_type = $4, schedule_desired = $5
  WHERE id = $1 AND project_id = $2 AND form = 'flow' AND deleted_at IS NULL RETURNING id`;

const SWITCHING = `
  SELECT f.project_id AS "projectId", f.workflow_id AS "flowId"
  FROM flows f JOIN workflows w ON w.id = f.workflow_id AND w.deleted_at IS NULL
  WHERE f.operation_status <> 'NONE' AND f.updated_at <= now() - make_interval(secs => $1 / 1000.0)
  ORDER BY f.updated_at LIMIT $2`;
