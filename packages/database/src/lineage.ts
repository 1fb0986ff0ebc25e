import type { RunOrigin, RunStatus } from '@perdura/definition/run';
import { columns, type Store } from './store.ts';

/** A run that stands around another one. */
export interface LineageRow {
  id: string;
  workflowId: string;
  version: number;
  status: RunStatus;
  triggeredBy: RunOrigin;
  retryOf: string | null;
  /** The step of its parent that started it. */
  parentNodeId: string | null;
  parentIteration: string | null;
  createdAt: Date;
  completedAt: Date | null;
}

/** What stands around a run; each list is cut at a limit, `more` names those that were. */
export interface Lineage {
  /** The run that it repeats, the one that that repeats, and so on. */
  retryOf: LineageRow[];
  /** All that repeat it, or each other, oldest first. */
  retries: LineageRow[];
  parent: LineageRow | null;
  /** Runs that its steps started, newest first. */
  children: LineageRow[];
  more: Record<'retryOf' | 'retries' | 'children', boolean>;
}

/** How runs come from each other. */
export interface LineageRepository {
  /** @param limit on each list */
  of(projectId: string, runId: string, limit: number): Promise<Lineage>;
}

export function lineageRepository({ sql }: Store): LineageRepository {
  return {
    async of(projectId, runId, limit) {
      const read = async (text: string) => {
        const rows = await sql<LineageRow>(text, [projectId, runId, limit + 1]);
        return { rows: rows.slice(0, limit), more: rows.length > limit };
      };
      const [retryOf, retries, children, parents] = await Promise.all([
        read(RETRIED),
        read(RETRIES),
        read(CHILDREN),
        sql<LineageRow>(PARENT, [projectId, runId]),
      ]);
      return {
        ...{ retryOf: retryOf.rows, retries: retries.rows, children: children.rows, parent: parents[0] ?? null },
        more: { retryOf: retryOf.more, retries: retries.more, children: children.more },
      };
    },
  };
}

const COLUMNS = columns(
  [
    ...['id', 'workflowId', 'version', 'status', 'triggeredBy', 'retryOf'],
    ...['parentNodeId', 'parentIteration', 'createdAt', 'completedAt'],
  ],
  'r',
);

/** A run can be gone while those that repeat it are kept: the chain then ends. */
const RETRIED = `
WITH RECURSIVE chain AS (
  SELECT e.retry_of AS id, 1 AS depth FROM runs e WHERE e.id = $2 AND e.project_id = $1 AND e.retry_of IS NOT NULL
  UNION ALL
  SELECT e.retry_of, chain.depth + 1 FROM chain JOIN runs e ON e.id = chain.id AND e.project_id = $1
  WHERE e.retry_of IS NOT NULL AND chain.depth < $3
)
SELECT ${COLUMNS} FROM chain JOIN runs r ON r.id = chain.id AND r.project_id = $1 ORDER BY chain.depth`;

/** A run has one that it repeats, so that no run is met twice. The limit ends the search as well. */
const RETRIES = `
WITH RECURSIVE repeated AS (
  SELECT e.id FROM runs e WHERE e.retry_of = $2 AND e.project_id = $1
  UNION ALL
  SELECT e.id FROM repeated JOIN runs e ON e.retry_of = repeated.id AND e.project_id = $1
)
SELECT ${COLUMNS} FROM (SELECT id FROM repeated LIMIT $3) found JOIN runs r ON r.id = found.id ORDER BY r.id`;

const CHILDREN = `
SELECT ${COLUMNS} FROM runs r WHERE r.parent_run_id = $2 AND r.project_id = $1 ORDER BY r.id DESC LIMIT $3`;

const PARENT = `
SELECT ${COLUMNS} FROM runs e JOIN runs r ON r.id = e.parent_run_id AND r.project_id = e.project_id
WHERE e.id = $2 AND e.project_id = $1`;
