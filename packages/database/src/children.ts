import type { ChildEnd, StepPlace } from '@perdura/definition/run';
import type { Store } from './store.ts';

/** A run that was started by a step which waits for it, and has ended. */
export interface EndedChild extends StepPlace {
  id: string;
  projectId: string;
  parentRunId: string;
  /** Temporal workflow of the parent; null when the parent has ended, or is gone. */
  parentTemporalWorkflowId: string | null;
  end: ChildEnd;
}

/** Runs that steps of other runs started. */
export interface ChildRepository {
  /** How a child run ended; null while it lives, or where there is none. */
  endOf(projectId: string, childRunId: string): Promise<ChildEnd | null>;
  /** Housekeeping, any project: ended children whose parent waits and was not told, longest ago first. */
  untold(limit: number): Promise<EndedChild[]>;
  /** Housekeeping: notes that the parents of these children were told. */
  markTold(childRunIds: string[]): Promise<void>;
  /** Housekeeping, any project: live children whose waiting parent has ended, and whose end nobody asked for. */
  orphans(limit: number): Promise<{ projectId: string; runId: string }[]>;
}

export function childRepository({ sql }: Store): ChildRepository {
  return {
    async endOf(projectId, childRunId) {
      const [child] = await sql<EndedRow>(ended('c.id = $1 AND c.project_id = $2'), [childRunId, projectId]);
      return child === undefined ? null : toChild(child).end;
    },
    untold: async (limit) =>
      (
        await sql<EndedRow>(
          ended('c.parent_waits AND c.parent_woken_at IS NULL', 'ORDER BY c.completed_at LIMIT $1'),
          [limit],
          'untold-children',
        )
      ).map(toChild),
    async markTold(childRunIds) {
      await sql('UPDATE runs SET parent_woken_at = now() WHERE id = ANY($1::text[]) AND parent_woken_at IS NULL', [
        childRunIds,
      ]);
    },
    orphans: (limit) => sql(ORPHANS, [limit]),
  };
}

interface EndedRow extends Omit<EndedChild, 'end'> {
  status: ChildEnd['status'];
  result: ChildEnd['result'] | null;
  errorCode: string | null;
  errorMessage: string | null;
}

function toChild({ status, result, errorCode, errorMessage, ...child }: EndedRow): EndedChild {
  const error = errorCode === null ? null : { code: errorCode, message: errorMessage ?? '' };
  return { ...child, end: { status, result: result ?? { value: null }, error } };
}

/** The parent keeps a large result already: it was handed on when the child ended. */
function ended(condition: string, order = ''): string {
  return `
  SELECT c.id, c.project_id AS "projectId", c.parent_run_id AS "parentRunId", c.parent_node_id AS "nodeId",
    c.parent_iteration AS iteration, c.status, c.result, c.error_code AS "errorCode", c.error_message AS "errorMessage",
    CASE WHEN p.status NOT IN ('completed', 'failed', 'cancelled') THEN p.temporal_workflow_id
    END AS "parentTemporalWorkflowId"
  FROM runs c LEFT JOIN runs p ON p.id = c.parent_run_id AND p.project_id = c.project_id
  WHERE ${condition} AND c.status IN ('completed', 'failed', 'cancelled') ${order}`;
}

const ORPHANS = `
  SELECT c.project_id AS "projectId", c.id AS "runId"
  FROM runs c JOIN runs p ON p.id = c.parent_run_id
  WHERE c.parent_waits AND c.status IN ('pending', 'running', 'waiting') AND c.cancel_requested_at IS NULL
    AND p.status IN ('completed', 'failed', 'cancelled')
  ORDER BY c.id LIMIT $1`;
