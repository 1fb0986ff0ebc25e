import { conditionOf } from './run-condition.ts';
import type { RunFilter } from './run-filter.ts';
import { RUN_COLUMNS, type RunRow } from './run-row.ts';
import { LIVE_RUN_STATUSES } from './run-state.ts';
import type { Store } from './store.ts';

/** What changed among the runs of a search since somebody looked. */
export interface SearchChangeRepository {
  /**
   * The runs that can change: those that live, and those made since a time, the newest `limit` of each. Those are
   * among them that do not pass the filter, but still may: left out is only what never will.
   */
  candidates(projectId: string, filter: RunFilter, since: Date, limit: number): Promise<Candidates>;
  /** These runs as they are now, and whether they pass the filter. */
  evaluate(projectId: string, filter: RunFilter, runIds: string[]): Promise<EvaluatedRun[]>;
  /** Runs that pass the filter and changed after a time, in the order of their changes; of many the newest changes. */
  changedAfter(projectId: string, filter: RunFilter, time: Date, limit: number): Promise<ChangedRun[]>;
}

export interface Candidates {
  /** When that was, by the database's clock, in milliseconds since 1970. */
  atMs: number;
  runs: RunState[];
}

export interface RunState {
  id: string;
  /** Rises with each write that changed the run or a step of it. */
  revision: number;
  /** The revision that last changed the run itself. */
  stateRevision: number;
  live: boolean;
  /** Whether it passes the filter now. */
  matches: boolean;
}

export interface EvaluatedRun extends RunState {
  run: RunRow;
}

export interface ChangedRun {
  run: RunRow;
  changedAt: Date;
}

export function searchChangeRepository({ sql }: Pick<Store, 'sql'>): SearchChangeRepository {
  return {
    async candidates(projectId, filter, since, limit) {
      const lasts = conditionOf(projectId, lasting(filter));
      const all = conditionOf(projectId, filter);
      const values = [...lasts.values, ...all.values];
      const text = candidates(lasts.where, shifted(all.where, lasts.values.length), values.length + 1);
      const [found] = await sql<{ atMs: number; runs: [string, number, number, boolean, boolean][] }>(text, [
        ...values,
        ...[LIVE_RUN_STATUSES, since, limit],
      ]);
      const runs = (found?.runs ?? []).map(([id, revision, stateRevision, live, matches]) => ({
        ...{ id, revision, stateRevision, live, matches },
      }));
      return { atMs: found?.atMs ?? Date.now(), runs };
    },
    async evaluate(projectId, filter, runIds) {
      if (runIds.length === 0) return [];
      const { where, values } = conditionOf(projectId, filter);
      const rows = await sql<RunRow & Omit<EvaluatedRun, 'run'>>(
        `SELECT ${RUN_COLUMNS}, r.revision, r.state_revision AS "stateRevision", coalesce(${where}, false) AS matches,
           r.status = ANY($${values.length + 2}::text[]) AS live
         FROM runs r WHERE r.project_id = $1 AND r.id = ANY($${values.length + 1}::text[]) ORDER BY r.changed_at, r.id`,
        [...values, runIds, LIVE_RUN_STATUSES],
      );
      return rows.map(({ revision, stateRevision, matches, live, ...run }) => ({
        ...{ id: run.id, run: run as RunRow, revision, stateRevision, matches, live },
      }));
    },
    async changedAfter(projectId, filter, time, limit) {
      const { where, values } = conditionOf(projectId, filter);
      const rows = await sql<RunRow & { changedAt: Date }>(changedAfter(where, values.length + 1), [
        ...values,
        ...[LIVE_RUN_STATUSES, time, limit],
      ]);
      return rows.map(({ changedAt, ...run }) => ({ run: run as RunRow, changedAt })).reverse();
    },
  };
}

/** A condition whose values come after others. */
function shifted(where: string, by: number): string {
  return where.replace(/\$(\d+)/g, (_, place) => `$${Number(place) + by}`);
}

/** What a run has from its beginning to its end, and can be found by at once. */
function lasting({ workflowId, triggeredBy, parentRunId, retryOf, version, tag, businessKey }: RunFilter): RunFilter {
  const lasts = { workflowId, triggeredBy, parentRunId, retryOf, version, tag, businessKey };
  return Object.fromEntries(Object.entries(lasts).filter(([, value]) => value !== undefined));
}

/**
 * The live runs of a project, by the index of its states alone: a plan that walked all its runs would take longer the
 * more there are.
 *
 * @param statuses placeholder of the live states
 * @param limit placeholder of the most of each state
 */
function liveRuns(statuses: string, limit: string): string {
  return `
    SELECT each.id FROM unnest(${statuses}::text[]) AS state(status) CROSS JOIN LATERAL (
      SELECT r.id FROM runs r WHERE r.project_id = $1 AND r.status = state.status ORDER BY r.id DESC LIMIT ${limit}
    ) each`;
}

function candidates(lasts: string, passes: string, next: number): string {
  const [statuses, since, limit] = [`$${next}`, `$${next + 1}`, `$${next + 2}`];
  return `
    WITH place AS MATERIALIZED (
      ${liveRuns(statuses, limit)}
      UNION
      (SELECT r.id FROM runs r WHERE r.project_id = $1 AND r.created_at >= ${since} ORDER BY r.created_at DESC LIMIT ${limit})
    )
    SELECT round(extract(epoch FROM clock_timestamp()) * 1000)::float8 AS "atMs",
      coalesce(json_agg(json_build_array(r.id, r.revision, r.state_revision, r.status = ANY(${statuses}::text[]),
        coalesce(${passes}, false))), '[]') AS runs
    FROM place JOIN runs r ON r.id = place.id WHERE ${lasts}`;
}

/** How much earlier than its change is told a run may have ended, where its end was found out later. */
const LATE = "interval '1 hour'";

/** Runs that ended since are found by version, as retention finds them. */
function changedAfter(where: string, next: number): string {
  const [statuses, time, limit] = [`$${next}`, `$${next + 1}`, `$${next + 2}`];
  return `
    WITH place AS MATERIALIZED (
      ${liveRuns(statuses, `10 * ${limit}::int`)}
      UNION
      SELECT ended.id FROM workflows w JOIN workflow_versions v ON v.workflow_id = w.id CROSS JOIN LATERAL (
        SELECT e.id FROM runs e
        WHERE e.version_id = v.id AND e.completed_at >= ${time}::timestamptz - ${LATE} AND e.changed_at > ${time}
        ORDER BY e.completed_at DESC LIMIT ${limit}
      ) ended WHERE w.project_id = $1
    )
    SELECT ${RUN_COLUMNS}, r.changed_at AS "changedAt"
    FROM place JOIN runs r ON r.id = place.id
    WHERE ${where} AND r.changed_at > ${time} ORDER BY r.changed_at DESC, r.id DESC LIMIT ${limit}`;
}
