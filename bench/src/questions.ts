import type { Pool } from 'pg';
import type { Installation } from './bench-stack.ts';
import { alone, type OneRun } from './load.ts';
import { call } from './product.ts';
import { percentile } from './statistics.ts';
import { type Bound, comparison, type Row } from './table.ts';

/** A question about runs, asked over HTTP and as the SQL that answers it. */
export interface Question {
  name: string;
  path: string;
  /** Condition on the table `runs r`; `$1` is the project, the others are `values`. */
  where: string;
  values: unknown[];
  /** @default r.id DESC */
  order?: string;
  /** Whether it is about one run alone: no count. */
  single?: boolean;
  /** What is selected and grouped by, of a question that counts. */
  counts?: readonly string[];
}

/** Both sides of a measurement. */
export interface Sides {
  server: { url: string };
  installation: Installation;
  /** One connection. */
  pool: Pool;
}

export interface MeasurePlan {
  /** How often each side is asked at least. */
  requests: number;
  /** On the p95. */
  bound: Bound | null;
}

/**
 * Quick questions are asked more often than the plan says, since the p95 of a few would be the one slowest of them: up to
 * that many times as often, and for so long.
 */
const MORE = { times: 12, ms: 5_000 };

/** Before it is measured, both sides are asked as often as that: what is asked all day long runs compiled. */
const WARM_UP = { times: 2, ms: 3_000 };

/** Asks both sides in turns, one question after the other. */
export async function measureQuestion(sides: Sides, question: Question, plan: MeasurePlan): Promise<Row[]> {
  const { server, installation, pool } = sides;
  const overHttp: OneRun = () => call<object>(server, installation, 'GET', question.path).then(() => undefined);
  const bare: OneRun = () => answer(pool, installation.projectId, question);
  const durations = { ours: [] as number[], baseline: [] as number[] };
  const warm = Date.now() + WARM_UP.ms;
  for (let turn = 0; turn < WARM_UP.times * plan.requests && (turn < 2 || Date.now() < warm); turn += 1)
    await alone([overHttp, bare]);
  const quick = Date.now() + MORE.ms;
  const most = MORE.times * plan.requests;
  for (let turn = 0; turn < plan.requests || (turn < most && Date.now() < quick); turn += 1) {
    durations.ours.push(...(await alone([overHttp])));
    durations.baseline.push(...(await alone([bare])));
  }
  const row = (measure: string, share: number, bound: Bound | null) => {
    const figures = { ours: percentile(durations.ours, share), baseline: percentile(durations.baseline, share) };
    return comparison(question.name, measure, { ...figures, unit: 'ms' }, bound);
  };
  return [row('p50', 0.5, null), row('p95', 0.95, plan.bound)];
}

async function answer(pool: Pool, projectId: string, question: Question): Promise<void> {
  const { where, values, single, counts } = question;
  const parameters = [projectId, ...values];
  const { rows } = await pool.query<{ id: string }>(statementOf(question), parameters);
  if (rows.length === 0) throw new Error(`a question of the bench finds nothing: ${where}`);
  if (counts !== undefined) return;
  await pool.query('SELECT * FROM steps WHERE run_id = ANY($1) ORDER BY run_id, position', [rows.map(({ id }) => id)]);
  if (single !== true) await pool.query(`SELECT count(*) FROM runs r WHERE r.project_id = $1 AND ${where}`, parameters);
}

/** The statement that answers the question, but for steps and total. */
export function statementOf({ where, counts, order = 'r.id DESC' }: Question): string {
  const condition = `FROM runs r WHERE r.project_id = $1 AND ${where}`;
  if (counts === undefined) return `SELECT r.* ${condition} ORDER BY ${order} LIMIT 20`;
  return `SELECT ${counts.join(', ')}, count(*) ${condition} GROUP BY ${counts.map((_, at) => at + 1).join(', ')}`;
}

/** How PostgreSQL answers it, in a line: the nodes of its plan from the inside out. */
export async function planOf(pool: Pool, projectId: string, question: Question): Promise<string> {
  const lines = await explained(pool, projectId, question, 'COSTS OFF');
  const steps = lines
    .filter((line) => /(Scan|Sort|Limit|Join|Loop|Aggregate)/.test(line))
    .map((line) => line.replace(/^[\s>-]+/, '').trim());
  return `- ${question.name}: ${steps.reverse().join(' → ')}`;
}

/** The plan with what it found and how long it took. */
export async function analysedPlanOf(pool: Pool, projectId: string, question: Question): Promise<string> {
  const lines = await explained(pool, projectId, question, 'ANALYZE, BUFFERS OFF, COSTS OFF, SUMMARY ON');
  return `**${question.name}** \`${statementOf(question)}\`\n\n\`\`\`\n${lines.join('\n')}\n\`\`\``;
}

async function explained(pool: Pool, projectId: string, question: Question, options: string): Promise<string[]> {
  const { rows } = await pool.query<{ 'QUERY PLAN': string }>(`EXPLAIN (${options}) ${statementOf(question)}`, [
    projectId,
    ...question.values,
  ]);
  return rows.map((row) => row['QUERY PLAN']);
}
