import type { FlowTrigger, FlowVersionState } from '@perdura/definition';
import type { Store } from './store.ts';
import { fromStored, type StoredVersion, VERSION_JSON } from './versioned-workflows.ts';
import type { VersionRow } from './versions.ts';

/** A flow as a request of others finds it, in one of its versions. */
export interface FlowTarget {
  flowId: string;
  projectId: string;
  isEnabled: boolean;
  flowVersionId: string;
  state: FlowVersionState;
  displayName: string;
  /** Without the steps that follow it. */
  trigger: FlowTrigger;
  /** The `workflow_versions` row that it was compiled to; null where it was not, or a draft changed since. */
  runVersionId: string | null;
}

/** Which version is meant: the published one, the newest where none is; or the newest. */
export type FlowTargetVersion = 'published' | 'latest';

/** Flows as webhooks find them. */
export interface FlowTargetRepository {
  /** Any project: the flow of an id, in a version. Null where there is none. */
  find(flowId: string, version: FlowTargetVersion): Promise<FlowTarget | null>;
  /**
   * Flows of a project, oldest first, in their published versions or else their newest: those of the ids, and those that
   * are enabled and have a trigger of a piece.
   */
  offered(projectId: string, flowIds: string[], triggerPiece: string, limit: number): Promise<FlowTarget[]>;
  /** What runs of the published version of a flow are pinned to; null where none is published. */
  published(projectId: string, flowId: string): Promise<{ flowVersionId: string; version: VersionRow } | null>;
}

export function flowTargetRepository({ sql }: Pick<Store, 'sql'>): FlowTargetRepository {
  return {
    async find(flowId, version) {
      const [row] = await sql<FlowTarget>(FIND, [flowId, version === 'published'], 'flow-target');
      return row ?? null;
    },
    offered: (projectId, flowIds, triggerPiece, limit) =>
      sql<FlowTarget>(OFFERED, [projectId, true, flowIds, triggerPiece, limit]),
    async published(projectId, flowId) {
      const [row] = await sql<{ flowVersionId: string; versionRow: StoredVersion }>(PUBLISHED, [flowId, projectId]);
      if (row === undefined) return null;
      const { flowVersionId, versionRow } = row;
      return { flowVersionId, version: fromStored(versionRow) };
    },
  };
}

/** A draft may have changed since it was compiled: what it was compiled to says nothing then. */
const TARGETS = `
  SELECT f.workflow_id AS "flowId", f.project_id AS "projectId", f.status = 'ENABLED' AS "isEnabled",
    fv.id AS "flowVersionId", fv.state, fv.display_name AS "displayName",
    fv.trigger::jsonb - 'nextAction' AS trigger,
    CASE WHEN fv.state = 'LOCKED' THEN v.id END AS "runVersionId"
  FROM flows f JOIN workflows w ON w.id = f.workflow_id AND w.deleted_at IS NULL
  JOIN flow_versions fv ON fv.id = coalesce(
    CASE WHEN $2::boolean THEN f.published_version_id END,
    (SELECT newest.id FROM flow_versions newest WHERE newest.flow_id = f.workflow_id ORDER BY newest.id DESC LIMIT 1))
  LEFT JOIN workflow_versions v ON v.workflow_id = f.workflow_id AND v.version = fv.run_version`;

const FIND = `${TARGETS} WHERE f.workflow_id = $1`;

const OFFERED = `${TARGETS}
  WHERE f.project_id = $1 AND (f.workflow_id = ANY($3)
    OR (f.status = 'ENABLED' AND f.trigger_source->>'pieceName' = $4))
  ORDER BY f.workflow_id LIMIT $5`;

const PUBLISHED = `
  SELECT fv.id AS "flowVersionId", ${VERSION_JSON} AS "versionRow"
  FROM flows f JOIN flow_versions fv ON fv.id = f.published_version_id
  JOIN workflow_versions v ON v.workflow_id = f.workflow_id AND v.version = fv.run_version
  WHERE f.workflow_id = $1 AND f.project_id = $2`;
