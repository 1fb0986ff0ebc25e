import { RUN_COLUMNS, type RunRow } from './run-row.ts';
import { STEP_COLUMNS, type StepRow } from './step-row.ts';
import type { Store } from './store.ts';

/**
 * What changed of runs since somebody looked. Each write that changes a run gives it the next revision, under the lock
 * of its row, and marks with it the steps that it changed: who has seen a revision has seen all before it.
 */
export interface RunChangeRepository {
  /** The newest revision of each of these runs; those that are gone, or of another project, are left out. */
  revisions(places: RunPlace[]): Promise<{ id: string; revision: number }[]>;
  /** A run with its revisions; null when there is none. */
  get(projectId: string, runId: string): Promise<RevisedRun | null>;
  /** Steps that changed after one place and up to another, in the order of their changes; at most `limit`. */
  steps(projectId: string, runId: string, range: ChangeRange, limit: number): Promise<RevisedStep[]>;
}

export interface RunPlace {
  projectId: string;
  id: string;
}

export interface RevisedRun {
  run: RunRow;
  /** Rises with each write that changed the run or a step of it. */
  revision: number;
  /** The revision that last changed the run itself. */
  stateRevision: number;
}

export type RevisedStep = StepRow & { revision: number };

/** A place in the changes of a run: of one revision the steps come by position. */
export interface ChangePlace {
  revision: number;
  position: number;
}

export interface ChangeRange {
  /** Exclusive. */
  after: ChangePlace;
  /** Inclusive. */
  upTo: ChangePlace;
}

export function runChangeRepository({ sql }: Pick<Store, 'sql'>): RunChangeRepository {
  return {
    async revisions(places) {
      if (places.length === 0) return [];
      const values = [places.map(({ projectId }) => projectId), places.map(({ id }) => id)];
      return await sql(REVISIONS, values, 'run-revisions');
    },
    async get(projectId, runId) {
      const [found] = await sql<RunRow & { revision: number; stateRevision: number }>(
        GET,
        [projectId, runId],
        'revised-run',
      );
      if (found === undefined) return null;
      const { revision, stateRevision, ...run } = found;
      return { run, revision, stateRevision };
    },
    steps: (projectId, runId, { after, upTo }, limit) =>
      sql<RevisedStep>(
        STEPS,
        [projectId, runId, after.revision, after.position, upTo.revision, upTo.position, limit],
        'changed-steps',
      ),
  };
}

const REVISIONS = `
  SELECT r.id, r.revision
  FROM unnest($1::text[], $2::text[]) AS place(project_id, id)
  JOIN runs r ON r.id = place.id AND r.project_id = place.project_id`;

const GET = `
  SELECT ${RUN_COLUMNS}, r.revision, r.state_revision AS "stateRevision"
  FROM runs r WHERE r.project_id = $1 AND r.id = $2`;

const STEPS = `
  SELECT ${STEP_COLUMNS}, s.sequence AS revision
  FROM runs r JOIN steps s ON s.run_id = r.id
  WHERE r.project_id = $1 AND r.id = $2
    AND s.sequence >= $3 AND s.sequence <= $5 AND (s.sequence, s.position) > ($3, $4) AND (s.sequence, s.position) <= ($5, $6)
  ORDER BY s.sequence, s.position, s.node_id, s.iteration LIMIT $7`;
