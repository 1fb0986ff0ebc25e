import { eventually } from '@perdura/testkit';
import { queryRows } from './testing/database-rows.ts';
import { HttpLedger, type LedgerEntry } from './testing/http-ledger.ts';
import { report } from './testing/report.ts';
import { chainOf, createWorkflow, endedRun, readRun } from './testing/runs.ts';
import { type Stack, startStack } from './testing/stack.ts';

const RUNS = 1_000;
/** The worker dies when so many of the runs have been retried. */
const KILL_AT = [40, 360, 680];
/** A kill that met no live work is done again after so many more, so often at most. */
const AGAIN_AFTER = 30;
const MOST_KILLS = 6;
const STARTS_AT_ONCE = 16;

let stack: Stack;
/** Refuses the second step of every run for as long as it is broken. */
const ledger = new HttpLedger({ answer });
let broken = true;

beforeAll(async () => {
  await ledger.listen();
  stack = await startStack();
}, 180_000);

afterAll(async () => {
  await stack?.dispose();
  await ledger.close();
});

function answer({ path }: LedgerEntry) {
  return broken && path === '/charge' ? { status: 422, body: { refused: true } } : { status: 200, body: { ok: true } };
}

interface Job {
  jobId: string;
  status: string;
  total: number;
  succeeded: number;
  failed: number;
  pending: number;
  errors: { runId: string; code: string; message: string }[];
}

interface Item {
  runId: string;
  outcome: string;
  newRunId: string | null;
}

interface ItemPage {
  items: Item[];
  nextCursor: string | null;
}

/** A workflow of two effects in the ledger, and runs of it that failed at the second. */
async function failedRuns(count: number): Promise<{ workflowId: string; runIds: string[] }> {
  broken = true;
  const call = (id: string) => ({ id, type: 'http-request', config: { url: `${ledger.url}/${id}`, method: 'POST' } });
  const workflowId = await createWorkflow(stack, chainOf([call('book'), call('charge')]));
  const runIds: string[] = [];
  const client = async () => {
    while (runIds.length < count) {
      const slot = runIds.push('') - 1;
      const { body } = await stack.call<{ runId: string }>('POST', `/v1/workflows/${workflowId}/run`, { body: {} });
      runIds[slot] = body.runId;
    }
  };
  await Promise.all(Array.from({ length: STARTS_AT_ONCE }, client));
  await eventually(async () => (await countOf(workflowId, "status = 'failed'")) === count, {
    timeoutMs: 240_000,
    what: `${count} runs to fail`,
  });
  broken = false;
  return { workflowId, runIds };
}

async function countOf(workflowId: string, condition: string): Promise<number> {
  const sql = `SELECT count(*)::int AS count FROM runs WHERE workflow_id = $1 AND ${condition}`;
  return (await queryRows<{ count: number }>(stack, sql, [workflowId]))[0]?.count ?? 0;
}

async function startBulk(body: object, headers: Record<string, string> = {}): Promise<string> {
  const { status, body: started } = await stack.call<Job>('POST', '/v1/runs/bulk', { body, headers });
  expect(status).toBe(202);
  return started.jobId;
}

const readJob = async (jobId: string) => (await stack.call<Job>('GET', `/v1/runs/bulk/${jobId}`)).body;

function endedJob(jobId: string, timeoutMs = 240_000): Promise<Job> {
  return eventually(
    async () => {
      const job = await readJob(jobId);
      return job.status === 'running' ? null : job;
    },
    { timeoutMs, intervalMs: 200, what: `job ${jobId} to end` },
  );
}

async function itemsOf(jobId: string): Promise<Item[]> {
  const items: Item[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const query: string = `limit=200${cursor === '' ? '' : `&cursor=${cursor}`}`;
    const { body } = await stack.call<ItemPage>('GET', `/v1/runs/bulk/${jobId}/items?${query}`);
    items.push(...body.items);
    cursor = body.nextCursor;
  }
  return items;
}

/** Each of the runs was retried by one run, which completed and called the ledger for the second step alone. */
async function expectEachRetriedOnce(workflowId: string, runIds: string[], jobId: string, from: number): Promise<void> {
  const items = await itemsOf(jobId);
  expect(items.map(({ runId }) => runId).toSorted()).toEqual(runIds.toSorted());
  const sql = 'SELECT id, retry_of AS "retryOf" FROM runs WHERE workflow_id = $1 AND retry_of IS NOT NULL';
  const retries = await queryRows<{ id: string; retryOf: string }>(stack, sql, [workflowId]);
  expect(retries.map(({ retryOf }) => retryOf).toSorted()).toEqual(runIds.toSorted());
  const byItem = new Map(items.map(({ runId, newRunId }) => [runId, newRunId]));
  expect(retries.filter(({ id, retryOf }) => byItem.get(retryOf) !== id)).toEqual([]);
  await eventually(async () => (await countOf(workflowId, "status = 'completed'")) === runIds.length, {
    timeoutMs: 240_000,
    what: 'all retries to complete',
  });
  const runs = await queryRows<{ id: string }>(stack, 'SELECT id FROM runs WHERE workflow_id = $1', [workflowId]);
  const own = new Set(runs.map(({ id }) => id));
  const keys = ledger.arrivals.slice(from).map(({ key }) => key);
  const effects = new Set(keys.filter((key) => own.has(key.split('/')[0] ?? '')));
  expect([...effects].toSorted()).toEqual(retries.map(({ id }) => `${id}/charge/0`).toSorted());
}

/** Kills the worker until it had a part of the job; answers how many runs it had begun and not told of. */
async function killInJob(jobId: string, at: number): Promise<number> {
  for (let kills = 0; kills < MOST_KILLS; kills += 1) {
    const begun = await killOnce(jobId, at + kills * AGAIN_AFTER);
    if (begun > 0) return begun;
  }
  return 0;
}

/** The same with one kill; 0 when it met no live work. */
async function killOnce(jobId: string, at: number): Promise<number> {
  const [worker] = stack.workers;
  if (worker === undefined) throw new Error('the stack has no worker');
  await eventually(async () => (await readJob(jobId)).succeeded >= at, { timeoutMs: 240_000, intervalMs: 20 });
  const { raw } = await stack.temporalClient.workflow.getHandle(`bulk-${jobId}`).describe();
  const holder = raw.pendingActivities?.[0]?.lastWorkerIdentity ?? '';
  const { pid } = worker;
  await worker.kill();
  const begun = await queryRows(stack, "SELECT 1 FROM bulk_job_items WHERE job_id = $1 AND outcome = 'begun'", [jobId]);
  await worker.start();
  return holder.startsWith(`${pid}@`) ? begun.length : 0;
}

test('a thousand failed runs are retried while the worker is killed three times: each once', async () => {
  const { workflowId, runIds } = await failedRuns(RUNS);
  const from = ledger.arrivals.length;
  const filter = { workflowId: [workflowId], status: ['failed'] };
  const dry = await stack.call('POST', '/v1/runs/bulk?dryRun=true', { body: { action: 'retry', filter } });
  expect(dry).toMatchObject({ status: 200, body: { total: RUNS } });

  const began = performance.now();
  const jobId = await startBulk({ action: 'retry', filter, input: { from: 'failed' } });
  const begun: number[] = [];
  for (const at of KILL_AT) begun.push(await killInJob(jobId, at));
  // Otherwise a kill did not hit live work.
  expect(Math.min(...begun)).toBeGreaterThan(0);

  const job = await endedJob(jobId);
  const seconds = (performance.now() - began) / 1_000;
  expect(job).toMatchObject({ status: 'completed', total: RUNS, succeeded: RUNS, failed: 0, pending: 0, errors: [] });
  await expectEachRetriedOnce(workflowId, runIds, jobId, from);
  report(
    `${RUNS} runs retried in ${seconds.toFixed(0)} s with ${begun.length} kills of the worker, which had begun ` +
      `${begun.join(', ')} runs and told of none; ${ledger.arrivals.length - from - RUNS} raw repeats of effects`,
  );
}, 900_000);

interface CutOff {
  jobId: string;
  workflowId: string;
  runIds: string[];
  /** What the ledger had heard before the job. */
  from: number;
}

/** A job whose first request was cut off, and which was asked for again. */
async function cutOffJob(count: number): Promise<CutOff> {
  for (let tries = 0; tries < MOST_KILLS; tries += 1) {
    const job = await tryToCutOff(count);
    if (job !== null) return job;
  }
  throw new Error(`The API answered before it died, ${MOST_KILLS} times.`);
}

/** Null when the API answered before it died; what it does then is the same. */
async function tryToCutOff(count: number): Promise<CutOff | null> {
  const { workflowId, runIds } = await failedRuns(count);
  const from = ledger.arrivals.length;
  const body = { action: 'retry', filter: { workflowId: [workflowId], status: ['failed'] } };
  const headers = { 'idempotency-key': `bulk-of-${workflowId}` };

  // The API waits for Temporal between its commit and its answer.
  await stack.temporal.kill();
  const first = stack.call('POST', '/v1/runs/bulk', { body, headers }).catch(() => null);
  const sql = "SELECT id FROM bulk_jobs WHERE filter->'workflowId'->>0 = $1";
  const [row] = await eventually(
    async () => {
      const rows = await queryRows<{ id: string }>(stack, sql, [workflowId]);
      return rows.length > 0 ? rows : null;
    },
    { intervalMs: 1 },
  );
  await stack.api.kill();
  const answer = await first;
  await stack.temporal.start();
  await stack.api.start();
  const jobId = await startBulk(body, headers);
  expect(jobId).toBe(row?.id);
  expect(await queryRows(stack, sql, [workflowId])).toHaveLength(1);
  return answer === null ? { jobId, workflowId, runIds, from } : null;
}

test('a job survives the API that dies before it answers, and restarts of PostgreSQL and Temporal', async () => {
  const count = 120;
  const { jobId, workflowId, runIds, from } = await cutOffJob(count);
  await eventually(async () => (await readJob(jobId)).succeeded > 0, { timeoutMs: 60_000, intervalMs: 20 });
  await stack.postgres.kill();
  await stack.postgres.start();
  const { pending } = await eventually(async () => {
    const job = await readJob(jobId);
    return job.total === count ? job : null;
  });
  await stack.temporal.kill();
  await stack.temporal.start();
  expect(await endedJob(jobId)).toMatchObject({ status: 'completed', succeeded: count, failed: 0 });
  await expectEachRetriedOnce(workflowId, runIds, jobId, from);
  report(`a job of ${count}: the first request was cut off, ${pending} runs pending after PostgreSQL came back`);
}, 600_000);

test('a job tells how far it is and which runs refused, and stops when it is told to', async () => {
  const count = 200;
  const { workflowId, runIds } = await failedRuns(count);
  const filter = { workflowId: [workflowId] };
  const refused = await endedJob(await startBulk({ action: 'cancel', filter: { ...filter, tag: 'none' } }));
  expect(refused).toMatchObject({ status: 'completed', total: 0 });

  const cancelled = await endedJob(await startBulk({ action: 'cancel', filter }));
  expect(cancelled).toMatchObject({ status: 'completed', succeeded: 0, failed: count });
  expect(cancelled.errors).toHaveLength(100);
  expect(runIds).toContain(cancelled.errors[0]?.runId);
  expect(cancelled.errors[0]).toMatchObject({ code: 'RUN_ENDED', message: expect.stringContaining('"failed"') });

  const jobId = await startBulk({ action: 'rerun', filter });
  const seen = [0];
  await eventually(
    async () => {
      const { succeeded } = await readJob(jobId);
      if (succeeded > (seen.at(-1) ?? 0)) seen.push(succeeded);
      return seen.length > 2;
    },
    { timeoutMs: 60_000, intervalMs: 5, what: 'progress to rise' },
  );
  expect((await stack.call('POST', `/v1/runs/bulk/${jobId}/cancel`)).status).toBe(202);
  const stopped = await readJob(jobId);
  expect(stopped.status).toBe('cancelled');
  expect(stopped.pending).toBeGreaterThan(0);
  await eventually(async () => (await bulkWorkflow(jobId)) === 'COMPLETED', { timeoutMs: 60_000 });
  const after = await readJob(jobId);
  expect(after.succeeded + after.failed + after.pending).toBe(count);
  expect(await countOf(workflowId, 'retry_of IS NOT NULL')).toBe(after.succeeded);
  const [first] = (await itemsOf(jobId)).filter(({ newRunId }) => newRunId !== null);
  expect((await endedRun(stack, first?.newRunId ?? '')).status).toBe('completed');
  expect((await readRun(stack, first?.runId ?? '')).status).toBe('failed');
}, 300_000);

async function bulkWorkflow(jobId: string): Promise<string> {
  return (await stack.temporalClient.workflow.getHandle(`bulk-${jobId}`).describe()).status.name;
}
