import type { Pool } from 'pg';

export interface SeedTarget {
  projectId: string;
  /** Workflows that the runs are spread over, with their first versions. */
  workflows: { workflowId: string; versionId: string }[];
}

/** Steps of each run. */
export const STEPS = 5;

/**
 * Writes a past of that many ended runs straight into the tables: of a hundred runs two failed and one was cancelled,
 * each tenth has a business key, each hundredth a tag. The newest is a minute old, the oldest a month.
 */
export async function seedHistory(pool: Pool, { projectId, workflows }: SeedTarget, runs: number): Promise<void> {
  await pool.query(RUNS, [
    projectId,
    runs,
    workflows.map(({ workflowId }) => workflowId),
    workflows.map(({ versionId }) => versionId),
  ]);
  await pool.query(STEP_ROWS, [STEPS]);
  // What autovacuum would have done in a month.
  await pool.query('VACUUM (ANALYZE) runs');
  await pool.query('VACUUM (ANALYZE) steps');
}

const RUNS = `
WITH numbered AS (
  SELECT n, now() - interval '1 minute' - ($2 - n) * (interval '30 days' / $2) AS made FROM generate_series(1, $2::int) AS n
)
INSERT INTO runs (id, project_id, workflow_id, version_id, version, status, triggered_by, trigger_data, error_code,
                  error_message, error_node_id, tags, business_key, temporal_workflow_id, temporal_run_id, sequence,
                  dispatched_at, created_at, started_at, completed_at, duration_ms)
SELECT id, $1, ($3::text[])[1 + n % cardinality($3::text[])], ($4::text[])[1 + n % cardinality($3::text[])], 1,
  CASE WHEN n % 50 = 7 THEN 'failed' WHEN n % 100 = 9 THEN 'cancelled' ELSE 'completed' END,
  CASE WHEN n % 3 = 0 THEN 'cron' ELSE 'api' END,
  jsonb_build_object('value', jsonb_build_object('building', 'A栋', 'number', n)),
  CASE WHEN n % 50 = 7 THEN 'HTTP_STATUS' END,
  CASE WHEN n % 50 = 7 THEN 'GET http://devices.example/' || n || ' answered 503 Service Unavailable' END,
  CASE WHEN n % 50 = 7 THEN 'node-3' END,
  CASE WHEN n % 100 = 1 THEN ARRAY['nightly'] ELSE '{}' END,
  CASE WHEN n % 10 = 0 THEN 'order-' || n END,
  'run-' || id, 'past', 12, made, made, made, made + interval '2 seconds', 1000 + n % 5000
FROM (SELECT n, made, lpad(to_hex(extract(epoch FROM made)::bigint), 8, '0') || lpad(to_hex(n), 16, '0') AS id FROM numbered) AS rows`;

const STEP_ROWS = `
INSERT INTO steps (run_id, node_id, iteration, position, node_type, status, result, attempts, started_at, completed_at)
SELECT r.id, 'node-' || k, '0', k, 'http-request', 'success',
  jsonb_build_object('value', jsonb_build_object('status', 200, 'headers', jsonb_build_object('content-type', 'application/json'),
    'body', jsonb_build_object('device', 'pump-' || k, 'celsius', 21.5, 'note', repeat('x', 120)))),
  1, r.started_at, r.completed_at
FROM runs r CROSS JOIN generate_series(0, $1::int - 1) AS k`;
