import { statfs } from 'node:fs/promises';
import { Pool } from 'pg';
import type { BenchStack, Installation } from '../bench-stack.ts';
import type { BenchCase, Effort } from '../case.ts';
import { threeCalls } from '../plans.ts';
import { call, startApi } from '../product.ts';
import { analysedPlanOf, measureQuestion, type Question } from '../questions.ts';
import type { Row } from '../table.ts';
import { seedYear } from '../year-seed.ts';

const SIZES: Record<Effort, { runs: number; workflows: number; rounds: number; requests: number }> = {
  full: { runs: 1_000_000, workflows: 200, rounds: 3, requests: 60 },
  quick: { runs: 1_000_000, workflows: 200, rounds: 1, requests: 30 },
  smoke: { runs: 30_000, workflows: 5, rounds: 1, requests: 2 },
};

/** What a run and its steps need on the disk at most, with the write-ahead log of storing them. */
const BYTES_PER_RUN = 12_000;

/** Questions of operators over HTTP against the bare SQL of the same question, with a year of runs stored. */
export const million: BenchCase = {
  name: 'million',
  title: 'search, counts, list and detail with a million runs',
  onlyByName: true,
  async run({ stack, temporal, effort, note }) {
    const { runs, workflows, rounds, requests } = SIZES[effort];
    await requireRoom(stack, runs);
    const installation = await stack.newInstallation();
    const server = await startApi(stack, installation, (await temporal()).address);
    const pool = new Pool({ connectionString: installation.databaseUrl, max: 1 });
    const rows: Row[] = [];
    const plans: string[] = [];
    try {
      note(`storing ${runs} runs`);
      for (const question of await fill(pool, installation, server, { runs, workflows })) {
        note(question.name);
        const plan = { requests: rounds * requests, bound: { atMost: 2 } };
        rows.push(...(await measureQuestion({ server, installation, pool }, question, plan)));
        plans.push(await analysedPlanOf(pool, installation.projectId, question));
      }
    } finally {
      await pool.end();
      await server.process.stop();
    }
    return { rows, appendix: plans.join('\n\n') };
  },
};

/** @throws when the disk of the bench's stores has too little room */
async function requireRoom({ folder }: BenchStack, runs: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const missing = runs * BYTES_PER_RUN - bavail * bsize;
  if (missing > 0) throw new Error(`${folder} lacks ${Math.ceil(missing / 1e9)} GB for ${runs} runs`);
}

async function fill(
  pool: Pool,
  installation: Installation,
  server: { url: string },
  { runs, workflows }: { runs: number; workflows: number },
): Promise<Question[]> {
  const { definition } = threeCalls('http://127.0.0.1:9');
  for (let count = 0; count < workflows; count += 1) {
    await call(server, installation, 'POST', '/v1/workflows', { name: `Bench ${count}`, ...definition });
  }
  const { rows } = await pool.query<{ workflowId: string; versionId: string }>(
    'SELECT workflow_id AS "workflowId", id AS "versionId" FROM workflow_versions ORDER BY workflow_id',
  );
  await seedYear(pool, { projectId: installation.projectId, workflows: rows }, runs);
  const { rows: middle } = await pool.query<AskedRun>(
    `SELECT id, trigger_data #>> '{value,order,id}' AS order, business_key AS "businessKey" FROM runs
     WHERE business_key IS NOT NULL AND status = 'completed' ORDER BY id DESC OFFSET $1 LIMIT 1`,
    [Math.floor(runs / 8)],
  );
  return questions(rows[3]?.workflowId ?? '', middle[0] ?? { id: '', order: '', businessKey: '' });
}

/** A run that questions look for. */
interface AskedRun {
  id: string;
  order: string;
  businessKey: string;
}

function questions(workflowId: string, run: AskedRun): Question[] {
  const since = new Date(Date.now() - 30 * 24 * 60 * 60 * 1_000).toISOString();
  return [
    { name: 'detail', path: `/v1/runs/${run.id}`, where: 'r.id = $2', values: [run.id], single: true },
    { name: 'list', path: '/v1/runs', where: 'true', values: [] },
    {
      name: 'list of a workflow',
      path: `/v1/workflows/${workflowId}/runs`,
      where: 'r.workflow_id = $2',
      values: [workflowId],
    },
    ...searches(workflowId, run, since),
    ...counts(workflowId, since),
  ];
}

function searches(workflowId: string, run: AskedRun, since: string): Question[] {
  return [
    { name: 'search: failed', path: '/v1/runs?status=failed', where: 'r.status = $2', values: ['failed'] },
    {
      name: 'search: failed, of a workflow, 30 days',
      path: `/v1/runs?status=failed&workflowId=${workflowId}&createdAfter=${since}`,
      where: 'r.status = $2 AND r.workflow_id = $3 AND r.created_at >= $4',
      values: ['failed', workflowId, since],
    },
    {
      name: 'search: text of the error',
      path: '/v1/runs?error=answered+503',
      where: "r.error_code IS NOT NULL AND r.error_message ILIKE '%' || $2 || '%'",
      values: ['answered 503'],
    },
    {
      name: 'search: code of the error',
      path: '/v1/runs?errorCode=TOOL_FAILED',
      where: 'r.error_code = $2',
      values: ['TOOL_FAILED'],
    },
    {
      name: 'search: tag',
      path: '/v1/runs?tag=nightly',
      where: "r.tags <> '{}' AND r.tags @> ARRAY[$2]",
      values: ['nightly'],
    },
    {
      name: 'search: business key',
      path: `/v1/runs?businessKey=${run.businessKey}`,
      where: 'r.business_key = $2',
      values: [run.businessKey],
    },
    {
      name: 'search: value in the trigger data',
      path: `/v1/runs?dataPath=order.id&dataValue=${run.order}`,
      where: `r.status IN ('completed', 'failed', 'cancelled') AND r.trigger_data @> $2`,
      values: [JSON.stringify({ value: { order: { id: run.order } } })],
    },
    {
      name: 'search: slow ones, slowest first',
      path: '/v1/runs?minDurationMs=4000&sort=-durationMs',
      where: 'r.duration_ms >= $2',
      values: [4_000],
      order: 'r.duration_ms DESC, r.id DESC',
    },
    {
      name: 'search: last ended first',
      path: '/v1/runs?sort=-completedAt&status=completed,failed',
      where: 'r.status = ANY($2) AND r.completed_at IS NOT NULL',
      values: [['completed', 'failed']],
      order: 'r.completed_at DESC, r.id DESC',
    },
    {
      name: 'search: node that failed',
      path: '/v1/runs?nodeId=node-4&nodeStatus=failed',
      where: "EXISTS (SELECT 1 FROM steps s WHERE s.run_id = r.id AND s.node_id = $2 AND s.status = 'failed')",
      values: ['node-4'],
    },
    {
      name: 'search: node, 30 days',
      path: `/v1/runs?nodeId=escalate&createdAfter=${since}`,
      where: 'r.created_at >= $2 AND EXISTS (SELECT 1 FROM steps s WHERE s.run_id = r.id AND s.node_id = $3)',
      values: [since, 'escalate'],
    },
  ];
}

function counts(workflowId: string, since: string): Question[] {
  const hour = "date_trunc('hour', r.created_at, 'UTC')";
  return [
    { name: 'counts: by state', path: '/v1/runs/counts?by=status', where: 'true', values: [], counts: ['r.status'] },
    {
      name: 'counts: by hour, 30 days',
      path: `/v1/runs/counts?by=hour&createdAfter=${since}`,
      where: 'r.created_at >= $2',
      values: [since],
      counts: [hour, 'r.status'],
    },
    {
      name: 'counts: by workflow',
      path: '/v1/runs/counts?by=workflow',
      where: 'true',
      values: [],
      counts: ['r.workflow_id', 'r.status'],
    },
    {
      name: 'counts: by state, of a workflow',
      path: `/v1/runs/counts?workflowId=${workflowId}`,
      where: 'r.workflow_id = $2',
      values: [workflowId],
      counts: ['r.status'],
    },
  ];
}
