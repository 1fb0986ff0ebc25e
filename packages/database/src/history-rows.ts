import type { RunRow } from './run-row.ts';
import { RUN_COLUMNS } from './run-row.ts';
import { STEP_COLUMNS, STEP_ORDER, type StepRow } from './step-row.ts';
import type { Store } from './store.ts';

/** Which runs are read. */
export interface HistoryRequest {
  /** @default all projects */
  projectId?: string;
  /** Runs that were made since. @default all that are kept */
  since?: Date;
  /** Id of the run that the page before ended with. */
  after: string | null;
  limit: number;
}

export interface HistoryStep extends StepRow {
  label: string | null;
  /** Whether the run that it started is there, as a child of its run; null for a step that started none. */
  childKept: boolean | null;
}

/** History as it stands, to be compared with Temporal. Housekeeping: any project. */
export interface HistoryRepository {
  /** Runs by their ids, oldest first. */
  runs(request: HistoryRequest): Promise<RunRow[]>;
  steps(runIds: string[]): Promise<HistoryStep[]>;
  /** Those of these Temporal workflow ids that have a row. */
  executionsWithRows(temporalWorkflowIds: string[]): Promise<string[]>;
}

export function historyRepository({ sql }: Store): HistoryRepository {
  return {
    runs: ({ projectId, since, after, limit }) =>
      sql<RunRow>(RUNS, [projectId ?? null, since ?? null, after ?? '', limit]),
    steps: (runIds) => sql<HistoryStep>(STEPS, [runIds]),
    async executionsWithRows(temporalWorkflowIds) {
      const text = 'SELECT temporal_workflow_id AS id FROM runs WHERE temporal_workflow_id = ANY($1::text[])';
      return (await sql<{ id: string }>(text, [temporalWorkflowIds])).map(({ id }) => id);
    },
  };
}

const RUNS = `
SELECT ${RUN_COLUMNS} FROM runs r
WHERE ($1::text IS NULL OR r.project_id = $1) AND ($2::timestamptz IS NULL OR r.created_at >= $2) AND r.id > $3
ORDER BY r.id LIMIT $4`;

const STEPS = `
SELECT ${STEP_COLUMNS}, s.label,
  CASE WHEN s.child_run_id IS NOT NULL THEN EXISTS (
    SELECT 1 FROM runs c WHERE c.id = s.child_run_id AND c.parent_run_id = coalesce(s.carried_from, s.run_id)) END
    AS "childKept"
FROM steps s WHERE s.run_id = ANY($1::text[]) ORDER BY s.run_id, ${STEP_ORDER}`;
