import { Pool } from 'pg';
import type { Installation } from '../bench-stack.ts';
import type { BenchCase, Effort } from '../case.ts';
import { seedHistory } from '../history-seed.ts';
import { alone } from '../load.ts';
import { threeCalls } from '../plans.ts';
import { call, startApi } from '../product.ts';
import { percentile } from '../statistics.ts';
import { comparison, type Row } from '../table.ts';

const SIZES: Record<Effort, { runs: number; blocks: number; requests: number }> = {
  full: { runs: 100_000, blocks: 6, requests: 40 },
  quick: { runs: 100_000, blocks: 5, requests: 12 },
  smoke: { runs: 300, blocks: 1, requests: 2 },
};

const WORKFLOWS = 20;

/** A question, asked over HTTP and as the SQL that answers it. */
interface Question {
  name: string;
  path: string;
  /** Condition on the table `runs r`; `$1` is the project, the others are `values`. */
  where: string;
  values: unknown[];
  /** Whether it is about one run alone: no count. */
  single?: boolean;
}

/** Reading history over HTTP against the bare SQL of the same question, with many runs stored. */
export const api: BenchCase = {
  name: 'api',
  title: 'list, detail and search against bare SQL',
  async run({ stack, temporal, effort, note }) {
    const { runs, blocks, requests } = SIZES[effort];
    const installation = await stack.newInstallation();
    const server = await startApi(stack, installation, (await temporal()).address);
    const pool = new Pool({ connectionString: installation.databaseUrl, max: 1 });
    note(`storing ${runs} runs`);
    const questions = await fill(pool, installation, server, runs);
    const rows: Row[] = [];
    const plans: string[] = [];
    for (const question of questions) {
      note(question.name);
      const overHttp = () => call<object>(server, installation, 'GET', question.path).then(() => undefined);
      const bare = () => answer(pool, installation.projectId, question);
      rows.push(...(await measure(question.name, overHttp, bare, { blocks, requests })));
      plans.push(await explain(pool, installation.projectId, question));
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

async function answer(pool: Pool, projectId: string, { where, values, single }: Question): Promise<void> {
  const parameters = [projectId, ...values];
  const { rows } = await pool.query<{ id: string }>(pageOf(where), parameters);
  await pool.query('SELECT * FROM steps WHERE run_id = ANY($1) ORDER BY run_id, position', [rows.map(({ id }) => id)]);
  if (single !== true) await pool.query(`SELECT count(*) FROM runs r WHERE r.project_id = $1 AND ${where}`, parameters);
  if (rows.length === 0) throw new Error(`a question of the bench finds nothing: ${where}`);
}

function pageOf(where: string): string {
  return `SELECT r.* FROM runs r WHERE r.project_id = $1 AND ${where} ORDER BY r.id DESC LIMIT 20`;
}

async function measure(
  name: string,
  overHttp: () => Promise<void>,
  bare: () => Promise<void>,
  { blocks, requests }: { blocks: number; requests: number },
): Promise<Row[]> {
  const durations = { ours: [] as number[], baseline: [] as number[] };
  await alone([overHttp, overHttp, bare, bare]);
  for (let block = 0; block < blocks; block += 1) {
    durations.ours.push(...(await alone(Array.from({ length: requests }, () => overHttp))));
    durations.baseline.push(...(await alone(Array.from({ length: requests }, () => bare))));
  }
  const row = (measure: string, share: number) => {
    const ours = percentile(durations.ours, share);
    return comparison(name, measure, { ours, baseline: percentile(durations.baseline, share), unit: 'ms' }, null);
  };
  return [row('p50', 0.5), row('p95', 0.95)];
}

/** How PostgreSQL finds the page, in a line: the nodes of its plan from the inside out. */
async function explain(pool: Pool, projectId: string, { name, where, values }: Question): Promise<string> {
  const { rows } = await pool.query<{ 'QUERY PLAN': string }>(`EXPLAIN (COSTS OFF) ${pageOf(where)}`, [
    projectId,
    ...values,
  ]);
  const steps = rows
    .map((row) => row['QUERY PLAN'])
    .filter((line) => /(Scan|Sort|Limit|Join|Loop|Aggregate)/.test(line))
    .map((line) => line.replace(/^[\s>-]+/, '').trim());
  return `- ${name}: ${steps.reverse().join(' → ')}`;
}
