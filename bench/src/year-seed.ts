import type { Pool } from 'pg';
import { type SeedTarget, STEPS } from './history-seed.ts';

/**
 * Writes a year of runs straight into the tables, spread as operators find them: few workflows run often and many
 * seldom, a twentieth fails with one of ten codes, durations have a long tail, a fifth has tags, a third a business key,
 * some are retries and children, and the newest few live.
 */
export async function seedYear(pool: Pool, { projectId, workflows }: SeedTarget, runs: number): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query(`SET statement_timeout = 0; SET work_mem = '256MB'; SET maintenance_work_mem = '1GB'`);
    // Foreign keys and triggers hold by the way the rows are made; checking them six million times would take longest.
    await client.query('SET session_replication_role = replica');
    await client.query(RUNS, [
      projectId,
      runs,
      workflows.map(({ workflowId }) => workflowId),
      workflows.map(({ versionId }) => versionId),
    ]);
    await client.query(STEP_ROWS, [STEPS]);
    await client.query('RESET session_replication_role');
    // What autovacuum would have done in a year.
    await client.query('VACUUM (ANALYZE) runs');
    await client.query('VACUUM (ANALYZE) steps');
  } finally {
    client.release(true);
  }
}

/** A number from 0 to 1 that is always the same for a row and a purpose. */
function chance(purpose: number): string {
  return `((hashint8extended(n, ${purpose}) & 1048575) / 1048576.0)`;
}

const CODES = `ARRAY['HTTP_STATUS', 'HTTP_STATUS', 'HTTP_STATUS', 'TIMEOUT', 'TIMEOUT', 'HTTP_REQUEST_FAILED',
  'EXPRESSION_FAILED', 'TOOL_FAILED', 'CODE_FAILED', 'RUN_TIMEOUT']`;
const TAGS = `ARRAY['nightly', 'billing', 'ward', '楼宇', 'import', 'export', 'alarm', 'sync', 'report', 'test']`;

const RUNS = `
WITH numbered AS (
  SELECT n, now() - interval '2 minutes' - ($2 - n) * (interval '365 days' / $2) AS made,
    -- Zipf's law: workflow k runs about half as often as workflow k / 2.
    floor(exp(${chance(1)} * ln(cardinality($3::text[]) + 0.999)))::int AS workflow,
    ${chance(2)} AS fate, (exp(5 + 4 * ${chance(3)} * ${chance(4)}))::int AS duration
  FROM generate_series(1, $2::int) AS n
), told AS (
  SELECT *, lpad(to_hex((extract(epoch FROM made) * 1000)::bigint), 12, '0') || lpad(to_hex(n % 65536), 4, '0')
      || substr(md5(n::text), 1, 8) AS id,
    CASE WHEN n > $2 - least(200, $2 / 10) AND fate < 0.5 THEN CASE WHEN fate < 0.2 THEN 'waiting' ELSE 'running' END
      WHEN fate < 0.05 THEN 'failed' WHEN fate < 0.06 THEN 'cancelled' ELSE 'completed' END AS status,
    (${CODES})[1 + floor(10 * ${chance(5)})::int] AS code
  FROM numbered
)
INSERT INTO runs (id, project_id, workflow_id, version_id, version, status, triggered_by, trigger_data, error_code,
                  error_message, error_node_id, tags, business_key, retry_of, parent_run_id, temporal_workflow_id,
                  temporal_run_id, sequence, dispatched_at, created_at, started_at, completed_at, duration_ms, result)
SELECT id, $1, ($3::text[])[workflow], ($4::text[])[workflow], 1, status,
  (ARRAY['cron', 'cron', 'cron', 'api', 'event', 'webhook'])[1 + floor(6 * ${chance(6)})::int],
  jsonb_build_object('value', jsonb_build_object('building', 'A栋', 'number', n,
    'order', jsonb_build_object('id', 'o-' || n / 3, 'total', n % 997),
    'items', jsonb_build_array(jsonb_build_object('sku', 'sku-' || n % 10007, 'count', n % 7)))),
  CASE WHEN status = 'failed' THEN code END,
  CASE WHEN status = 'failed' THEN 'GET http://devices.example/' || n % 5000 || ' answered ' || 500 + n % 7 || ' to ' || code END,
  CASE WHEN status = 'failed' THEN 'node-' || n % 5 END,
  CASE WHEN ${chance(7)} < 0.2 THEN ARRAY[(${TAGS})[1 + floor(10 * ${chance(8)} * ${chance(9)})::int]] ELSE '{}' END,
  CASE WHEN ${chance(10)} < 0.33 THEN 'order-' || n / 3 END,
  CASE WHEN ${chance(11)} < 0.01 THEN lag(id, 7) OVER (ORDER BY n) END,
  CASE WHEN ${chance(12)} < 0.02 THEN lag(id, 3) OVER (ORDER BY n) END,
  'run-' || id, md5(n::text), 12, made, made, made + interval '40 milliseconds',
  CASE WHEN status IN ('completed', 'failed', 'cancelled') THEN made + duration * interval '1 millisecond' END,
  CASE WHEN status IN ('completed', 'failed', 'cancelled') THEN duration END,
  CASE WHEN status = 'completed' THEN jsonb_build_object('value', jsonb_build_object('ok', true, 'count', n % 10)) END
FROM told ORDER BY n`;

/** A failed run has failed in its last step; every hundredth run took another branch, with nodes of its own. */
const STEP_ROWS = `
INSERT INTO steps (run_id, node_id, iteration, position, node_type, status, result, attempts, started_at, completed_at,
                   error_code, error_message)
SELECT r.id, CASE WHEN k = 3 AND r.sequence_of % 100 = 0 THEN 'escalate' ELSE 'node-' || k END, '0', k,
  'http-request', CASE WHEN failed THEN 'failed' ELSE 'success' END,
  CASE WHEN failed THEN '{"value": null}'::jsonb ELSE
  jsonb_build_object('value', jsonb_build_object('status', 200, 'headers', jsonb_build_object('content-type', 'application/json'),
    'body', jsonb_build_object('device', 'pump-' || k, 'celsius', 21.5, 'note', repeat('x', 120)))) END,
  1, r.started_at, r.completed_at, CASE WHEN failed THEN r.error_code END, CASE WHEN failed THEN r.error_message END
FROM (SELECT *, (trigger_data #>> '{value,number}')::int AS sequence_of FROM runs) r
CROSS JOIN generate_series(0, $1::int - 1) AS k
CROSS JOIN LATERAL (SELECT r.status = 'failed' AND k = $1::int - 1 AS failed) f
ORDER BY r.id, k`;
