import type { FlowTrigger } from '@perdura/definition';
import type { Store } from './store.ts';

/** A flow that is in force, in its published version. */
export interface EnabledFlow {
  id: string;
  externalId: string;
  versionId: string;
  displayName: string;
  /** Without the steps that follow it. */
  trigger: FlowTrigger;
}

/** Flows that are in force, as pieces list them. */
export interface EnabledFlowRepository {
  /** Newest first, at most so many. @param externalIds null: all */
  list(projectId: string, externalIds: readonly string[] | null, limit: number): Promise<EnabledFlow[]>;
}

export function enabledFlowRepository({ sql }: Pick<Store, 'sql'>): EnabledFlowRepository {
  return {
    list: (projectId, externalIds, limit) => sql<EnabledFlow>(LIST, [projectId, externalIds, limit]),
  };
}

const LIST = `
  SELECT f.workflow_id AS id, f.external_id AS "externalId", v.id AS "versionId", v.display_name AS "displayName",
    v.trigger::jsonb - 'nextAction' AS trigger
  FROM flows f JOIN workflows w ON w.id = f.workflow_id JOIN flow_versions v ON v.id = f.published_version_id
  WHERE f.project_id = $1 AND f.status = 'ENABLED' AND w.deleted_at IS NULL
    AND ($2::text[] IS NULL OR f.external_id = ANY($2::text[]))
  ORDER BY f.workflow_id DESC LIMIT $3`;
