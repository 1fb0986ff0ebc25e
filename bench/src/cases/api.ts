import { Pool } from 'pg';
import type { Installation } from '../bench-stack.ts';
import type { BenchCase, Effort } from '../case.ts';
import { seedHistory } from '../history-seed.ts';
import { threeCalls } from '../plans.ts';
import { call, startApi } from '../product.ts';
import { measureQuestion, planOf, type Question } from '../questions.ts';
import type { Row } from '../table.ts';

const SIZES: Record<Effort, { runs: number; requests: number }> = {
  full: { runs: 100_000, requests: 240 },
  quick: { runs: 100_000, requests: 60 },
  smoke: { runs: 300, requests: 2 },
};

const WORKFLOWS = 20;

/** Reading history over HTTP against the bare SQL of the same question, with many runs stored. */
export const api: BenchCase = {
  name: 'api',
  title: 'list, detail and search against bare SQL',
  async run({ stack, temporal, effort, note }) {
    const { runs, requests } = SIZES[effort];
    const installation = await stack.newInstallation();
    const server = await startApi(stack, installation, (await temporal()).address);
    const pool = new Pool({ connectionString: installation.databaseUrl, max: 1 });
    note(`storing ${runs} runs`);
    const questions = await fill(pool, installation, server, runs);
    const rows: Row[] = [];
    const plans: string[] = [];
    for (const question of questions) {
      note(question.name);
      rows.push(...(await measureQuestion({ server, installation, pool }, question, { requests, bound: null })));
      plans.push(await planOf(pool, installation.projectId, question));
    }
    await pool.end();
    await server.process.stop();
    return {
      rows,
      appendix: `How PostgreSQL finds the page of each question, with ${runs} runs stored:\n\n${plans.join('\n')}`,
    };
  },
};

async function fill(
  pool: Pool,
  installation: Installation,
  server: { url: string },
  runs: number,
): Promise<Question[]> {
  const { definition } = threeCalls('http://127.0.0.1:9');
  for (let count = 0; count < WORKFLOWS; count += 1) {
    await call(server, installation, 'POST', '/v1/workflows', { name: `Bench ${count}`, ...definition });
  }
  const { rows: workflows } = await pool.query<{ workflowId: string; versionId: string }>(
    'SELECT workflow_id AS "workflowId", id AS "versionId" FROM workflow_versions ORDER BY workflow_id',
  );
  await seedHistory(pool, { projectId: installation.projectId, workflows }, runs);
  const { rows } = await pool.query<{ id: string }>('SELECT id FROM runs ORDER BY id DESC OFFSET $1 LIMIT 1', [
    Math.floor(runs / 2),
  ]);
  return questions(workflows[3]?.workflowId ?? '', rows[0]?.id ?? '');
}

function questions(workflowId: string, runId: string): Question[] {
  const since = new Date(Date.now() - 10 * 24 * 60 * 60 * 1_000).toISOString();
  return [
    { name: 'detail', path: `/v1/runs/${runId}`, where: 'r.id = $2', values: [runId], single: true },
    {
      name: 'list of a workflow',
      path: `/v1/workflows/${workflowId}/runs`,
      where: 'r.workflow_id = $2',
      values: [workflowId],
    },
    { name: 'list of all', path: '/v1/runs', where: 'true', values: [] },
    {
      name: 'search: failed',
      path: '/v1/runs?status=failed',
      where: 'r.status = ANY($2::text[])',
      values: [['failed']],
    },
    {
      name: 'search: text of the error',
      path: '/v1/runs?error=answered+503',
      where: "r.error_message ILIKE '%' || $2 || '%'",
      values: ['answered 503'],
    },
    {
      name: 'search: tag',
      path: '/v1/runs?tag=nightly',
      where: "r.tags <> '{}' AND r.tags @> ARRAY[$2]",
      values: ['nightly'],
    },
    {
      name: 'search: business key',
      path: '/v1/runs?businessKey=order-200',
      where: 'r.business_key = $2',
      values: ['order-200'],
    },
    {
      name: 'search: node, ten days',
      path: `/v1/runs?nodeId=node-3&createdAfter=${since}`,
      where: 'r.created_at >= $2 AND EXISTS (SELECT 1 FROM steps s WHERE s.run_id = r.id AND s.node_id = $3)',
      values: [since, 'node-3'],
    },
  ];
}
