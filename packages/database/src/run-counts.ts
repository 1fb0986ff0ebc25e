import type { RunStatus } from '@perdura/definition/run';
import type { RunCondition } from './run-condition.ts';
import type { Sql } from './store.ts';

export interface CountRequest {
  /** What makes a group; null: all runs are one. */
  by: 'hour' | 'workflow' | null;
  /** Zone whose hours are meant. */
  timezone: string;
  /** Most groups to answer, and one more where there are more. */
  limit: number;
}

/** The runs of one group, by state; a state without runs is absent. */
export interface CountGroup {
  /** Id of the workflow, or the beginning of the hour, ISO 8601 in UTC; empty when all runs are one group. */
  group: string;
  counts: Partial<Record<RunStatus, number>>;
}

/** Counts the runs that pass a condition. */
export async function runCounts(
  sql: Sql,
  { where, values }: RunCondition,
  { by, timezone, limit }: CountRequest,
): Promise<CountGroup[]> {
  const group = by === null ? `''` : by === 'workflow' ? 'r.workflow_id' : hourOf(`$${values.length + 1}`);
  return sql<CountGroup>(
    `SELECT ${by === 'hour' ? HOUR_TEXT : 'c.part'} AS "group", jsonb_object_agg(c.status, c.runs) AS counts
     FROM (SELECT ${group} AS part, r.status, count(*)::int AS runs FROM runs r WHERE ${where} GROUP BY 1, 2) c
     GROUP BY c.part ORDER BY c.part LIMIT ${Math.trunc(limit) + 1}`,
    by === 'hour' ? [...values, timezone] : values,
  );
}

const HOUR_TEXT = `to_char(c.part AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

function hourOf(timezone: string): string {
  return `date_trunc('hour', r.created_at, ${timezone}::text)`;
}
