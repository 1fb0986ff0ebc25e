import type { JsonValue } from '@perdura/definition';
import type { RunStatus } from '@perdura/definition/run';
import { conditionOf, narrowed } from './run-condition.ts';
import type { RunFilter } from './run-filter.ts';
import { pageRows } from './run-page.ts';
import type { RunRow } from './run-row.ts';
import { STEP_COLUMNS, STEP_ORDER, type StepRow } from './step-row.ts';
import type { Store } from './store.ts';
import { type TwoWayPage, type TwoWayPageRequest, twoWayPage } from './two-way-paging.ts';

/** What a list of a flow's runs shows of each beside its row. */
export interface FlowRunFacts {
  runId: string;
  /** The flow's name in the version that ran. */
  versionName: string;
  /** Title of the step that failed the run; null where none did. */
  failedStepTitle: string | null;
  stepsCount: number;
}

/** A step with what its newest attempt was given. */
export interface StepWithInput extends StepRow {
  /** The rendered config, its secrets masked; null where nothing noted it. */
  input: JsonValue | null;
}

/** How many runs ended, or are, in a way. */
export interface FlowRunCount {
  status: RunStatus;
  errorCode: string | null;
  count: number;
}

/** Runs of flows. Filters are narrowed to them. */
export interface FlowRunRepository {
  list(projectId: string, filter: RunFilter, page: TwoWayPageRequest): Promise<TwoWayPage<RunRow>>;
  /** Null where there is none, and for a run of a workflow. */
  get(projectId: string, runId: string): Promise<RunRow | null>;
  facts(projectId: string, runIds: string[]): Promise<Map<string, FlowRunFacts>>;
  /** The first steps of a run, with what they were given; inputs beyond a number of bytes are left out. */
  steps(projectId: string, runId: string, limits: { steps: number; inputBytes: number }): Promise<StepWithInput[]>;
  counts(projectId: string, filter: RunFilter): Promise<FlowRunCount[]>;
  /** Ids of the newest runs that pass a filter. */
  ids(projectId: string, filter: RunFilter, limit: number): Promise<string[]>;
  /** Puts runs away that pass a filter, or takes them out again; answers their ids. */
  archive(projectId: string, filter: RunFilter, archived: boolean): Promise<string[]>;
}

export function flowRunRepository({ sql }: Pick<Store, 'sql'>): FlowRunRepository {
  return {
    list: (projectId, filter, page) =>
      twoWayPage(page, ({ below, above, orderBy, take }) => {
        const all = ofFlows(projectId, filter);
        const newer = above === null ? all : narrowed(all, 'r.id > ?', above);
        const condition = below === null ? newer : narrowed(newer, 'r.id < ?', below);
        return pageRows(sql, condition, { order: `r.id ${orderBy.id === 'asc' ? 'ASC' : 'DESC'}`, limit: take });
      }),
    async get(projectId, runId) {
      const [row] = await pageRows(sql, ofFlows(projectId, { ids: [runId] }), { order: 'r.id', limit: 1 });
      return row ?? null;
    },
    async facts(projectId, runIds) {
      if (runIds.length === 0) return new Map();
      const rows = await sql<FlowRunFacts>(FACTS, [projectId, runIds], 'flow-run-facts');
      return new Map(rows.map((row) => [row.runId, row]));
    },
    steps: (projectId, runId, { steps, inputBytes }) =>
      sql<StepWithInput>(STEPS, [projectId, runId, steps, inputBytes], 'flow-run-steps'),
    async counts(projectId, filter) {
      const { where, values } = ofFlows(projectId, filter);
      return await sql<FlowRunCount>(
        `SELECT r.status, r.error_code AS "errorCode", count(*)::int AS count
         FROM runs r WHERE ${where} GROUP BY r.status, r.error_code`,
        values,
      );
    },
    async ids(projectId, filter, limit) {
      const { where, values } = ofFlows(projectId, filter);
      const text = `SELECT r.id FROM runs r WHERE ${where} ORDER BY r.id DESC LIMIT ${Math.trunc(limit)}`;
      return (await sql<{ id: string }>(text, values)).map(({ id }) => id);
    },
    async archive(projectId, filter, archived) {
      const { where, values } = ofFlows(projectId, { ...filter, archived: !archived });
      const rows = await sql<{ id: string }>(
        `UPDATE runs r SET archived_at = ${archived ? 'now()' : 'NULL'} WHERE ${where} RETURNING r.id`,
        values,
      );
      return rows.map(({ id }) => id);
    },
  };
}

function ofFlows(projectId: string, filter: RunFilter) {
  return conditionOf(projectId, { ...filter, form: 'flow' });
}

/** Titles of nodes are in the plan, which may have graphs within graphs. */
const FACTS = `
  SELECT r.id AS "runId", v.name AS "versionName",
    CASE WHEN r.error_node_id IS NOT NULL THEN jsonb_path_query_first(
      v.plan::jsonb, '$.**.nodes[*] ? (@.id == $id).name', jsonb_build_object('id', r.error_node_id)) #>> '{}'
    END AS "failedStepTitle",
    (SELECT count(*)::int FROM steps s WHERE s.run_id = r.id AND s.status <> 'skipped') AS "stepsCount"
  FROM runs r JOIN workflow_versions v ON v.id = r.version_id
  WHERE r.project_id = $1 AND r.id = ANY($2::text[])`;

/** Inputs are added up in the order of the steps, so that those of the first steps are shown. */
const STEPS = `
  SELECT s.*, CASE WHEN sum(octet_length(coalesce(a.input::text, ''))) OVER (
    ORDER BY s.position, s."nodeId", s.iteration) <= $4 THEN a.input END AS input
  FROM (
    SELECT ${STEP_COLUMNS} FROM runs r JOIN steps s ON s.run_id = r.id
    WHERE r.project_id = $1 AND r.id = $2 ORDER BY ${STEP_ORDER} LIMIT $3
  ) s LEFT JOIN LATERAL (
    SELECT a.input FROM step_attempts a
    WHERE a.run_id = s."runId" AND a.node_id = s."nodeId" AND a.iteration = s.iteration
    ORDER BY a.started_at DESC, a.attempt DESC LIMIT 1
  ) a ON true
  ORDER BY s.position, s."startedAt" NULLS LAST, s."nodeId", s.iteration`;
