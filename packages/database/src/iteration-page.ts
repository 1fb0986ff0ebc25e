import { STEP_STATUSES, type StepStatus } from '@perdura/definition/run';
import { ITERATION_ORDER, STEP_COLUMNS, type StepRow } from './step-row.ts';
import type { Store } from './store.ts';

/** Which iterations of a node are asked for. */
export interface IterationPageRequest {
  /** How many at most; 1–200. */
  limit: number;
  /** The iteration that the page before ended with. */
  cursor?: string | null;
  /** Only those in one of these states. */
  status?: readonly StepStatus[] | undefined;
  /** Only this iteration, and those within it: `2` is also `2.0` and `2.1`. */
  iteration?: string | undefined;
  /** Iterations that are left out of the page, though not of the total. */
  except?: readonly string[];
}

export interface IterationPage {
  items: StepRow[];
  /** How many iterations pass the filters. */
  total: number;
  more: boolean;
}

/** The order of iterations: by their indices as numbers, an outer one before those within it. */
export function compareIterations(one: string, other: string): number {
  const [left, right] = [pathOf(one), pathOf(other)];
  for (let depth = 0; depth < Math.min(left.length, right.length); depth += 1) {
    const difference = (left[depth] ?? 0) - (right[depth] ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

/** Whether an iteration is the one that is asked for, or within it. */
export function isWithin(iteration: string, outer: string): boolean {
  return iteration === outer || iteration.startsWith(`${outer}.`);
}

/** One page of a node's iterations; what it reads is bounded by the page, whatever the loop's length. */
export async function iterationPage(
  { sql }: Store,
  { projectId, runId, nodeId }: { projectId: string; runId: string; nodeId: string },
  { limit, cursor, status, iteration, except = [] }: IterationPageRequest,
): Promise<IterationPage> {
  const step = [projectId, runId, nodeId, status ?? STEP_STATUSES];
  const [from, to] = iteration === undefined ? [[], []] : boundsOf(iteration);
  const ranged = iteration !== undefined;
  const [rows, [counted]] = await Promise.all([
    sql<StepRow>(PAGE, [...step, cursor ? pathOf(cursor) : [], from, ranged ? to : LAST, except, limit + 1]),
    sql<{ total: number }>(ranged ? COUNT_WITHIN : COUNT, ranged ? [...step, from, to] : step),
  ]);
  return { items: rows.slice(0, limit), total: counted?.total ?? 0, more: rows.length > limit };
}

function pathOf(iteration: string): number[] {
  return iteration.split('.').map(Number);
}

/** The iterations within one lie between it and the next of its own depth. */
function boundsOf(iteration: string): [number[], number[]] {
  const path = pathOf(iteration);
  return [path, path.map((index, depth) => (depth === path.length - 1 ? index + 1 : index))];
}

/** Behind every iteration. */
const LAST = [2 ** 31 - 1];

/** Steps of one node of a run that the project has. */
const OF_NODE = 's.run_id = (SELECT id FROM runs WHERE id = $2 AND project_id = $1) AND s.node_id = $3';
const FIRST = `${OF_NODE} AND s.iteration = '0' AND s.status = ANY($4::text[])`;
const FURTHER = `${OF_NODE} AND s.iteration <> '0'`;

/** Each state has an order of its own in the index, so the page is merged from one short walk of each. */
const PAGE = `
  SELECT ${STEP_COLUMNS} FROM (
    SELECT s.*, ARRAY[0] AS iteration_order FROM steps s
    WHERE ${FIRST} AND ARRAY[0] > $5::int[] AND ARRAY[0] >= $6::int[] AND ARRAY[0] < $7::int[]
      AND NOT '0' = ANY($8::text[])
    UNION ALL
    SELECT each.* FROM unnest($4::text[]) AS state(status) CROSS JOIN LATERAL (
      SELECT s.*, ${ITERATION_ORDER} AS iteration_order FROM steps s
      WHERE ${FURTHER} AND s.status = state.status AND ${ITERATION_ORDER} > $5::int[]
        AND ${ITERATION_ORDER} >= $6::int[] AND ${ITERATION_ORDER} < $7::int[] AND NOT s.iteration = ANY($8::text[])
      ORDER BY ${ITERATION_ORDER} LIMIT $9
    ) each
  ) s ORDER BY s.iteration_order LIMIT $9`;

/** Without a look at the iterations themselves, so that the index alone answers. */
const COUNT = `
  SELECT ((SELECT count(*) FROM steps s WHERE ${FIRST})
    + (SELECT count(*) FROM steps s WHERE ${FURTHER} AND s.status = ANY($4::text[])))::int AS total`;

const COUNT_WITHIN = `
  SELECT ((SELECT count(*) FROM steps s WHERE ${FIRST} AND ARRAY[0] >= $5::int[] AND ARRAY[0] < $6::int[])
    + (SELECT count(*) FROM steps s WHERE ${FURTHER} AND s.status = ANY($4::text[])
         AND ${ITERATION_ORDER} >= $5::int[] AND ${ITERATION_ORDER} < $6::int[]))::int AS total`;
