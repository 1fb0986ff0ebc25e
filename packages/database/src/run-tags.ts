import { LIVE_RUN_STATUSES } from './run-state.ts';
import type { Store } from './store.ts';

/** Tags that runs are given while they last. */
export interface RunTagRepository {
  /** Adds a tag to a live run, unless it has it, or has as many as a run may have. */
  add(projectId: string, runId: string, tag: string): Promise<void>;
}

const MAX_TAGS = 50;

export function runTagRepository({ sql }: Pick<Store, 'sql'>): RunTagRepository {
  return {
    async add(projectId, runId, tag) {
      await sql(ADD, [runId, projectId, tag]);
    },
  };
}

const LIVE = LIVE_RUN_STATUSES.map((status) => `'${status}'`).join(', ');

const ADD = `
  UPDATE runs r SET tags = array_append(r.tags, $3),
    revision = r.revision + 1, state_revision = r.revision + 1, changed_at = clock_timestamp()
  WHERE r.id = $1 AND r.project_id = $2 AND r.status IN (${LIVE})
    AND NOT $3 = ANY(r.tags) AND cardinality(r.tags) < ${MAX_TAGS}`;
