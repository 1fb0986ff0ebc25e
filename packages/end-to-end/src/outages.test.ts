import { eventually } from '@perdura/testkit';
import { queryRows } from './testing/database-rows.ts';
import { checkHistories } from './testing/history-check.ts';
import { HttpLedger } from './testing/http-ledger.ts';
import { Load, type StartedRun } from './testing/load.ts';
import { chainOf, createWorkflow, endedRun, startRun } from './testing/runs.ts';
import { type Stack, startStack } from './testing/stack.ts';

const STEPS = ['one', 'two', 'three'];
const STARTS = 200;

let stack: Stack;
let workflowId: string;
const ledger = new HttpLedger({ latencyMs: 50 });

beforeAll(async () => {
  await ledger.listen();
  stack = await startStack();
  const nodes = STEPS.map((id) => ({
    id,
    type: 'http-request',
    config: { url: `${ledger.url}/${id}`, method: 'POST', body: {} },
  }));
  workflowId = await createWorkflow(stack, chainOf(nodes));
}, 180_000);

afterAll(async () => {
  await stack?.dispose();
  await ledger.close();
}, 60_000);

test('PostgreSQL stops and starts while runs are started: each accepted start is one run with a whole history', async () => {
  const PAUSES_MS = [0, 300, 1_000, 2_000, 5_000, 500, 1_500, 3_000];
  let hits = 0;
  const load = loadOf((started) => hits < PAUSES_MS.length || started < STARTS);
  const clients = load.run();
  for (const [index, pauseMs] of PAUSES_MS.entries()) {
    const live = await eventually(async () => liveRuns(), { what: 'runs to be live' });
    const before = load.refused;
    await (index % 2 === 0 ? stack.postgres.stop() : stack.postgres.kill());
    const downSince = Date.now();
    await eventually(() => load.refused > before && Date.now() - downSince >= pauseMs, { what: 'a refused start' });
    await stack.postgres.start();
    expect(live).toBeGreaterThan(0);
    hits += 1;
    const accepted = load.runs.length;
    await eventually(() => load.runs.length > accepted, { timeoutMs: 60_000, what: 'starts to be accepted again' });
  }
  await clients;
  expect(load.wrong).toEqual([]);
  expect(load.broken).toBe(0);
  expect(hits).toBe(PAUSES_MS.length);
  await holdToPromise(load.runs);
}, 300_000);

test('runs that end while PostgreSQL is away are in history soon after it is back', async () => {
  ledger.gate.close();
  const runIds = await Promise.all(Array.from({ length: 20 }, () => startRun(stack, workflowId)));
  await eventually(() => runIds.every((id) => ledger.arrivals.some(({ key }) => key.startsWith(id))), {
    timeoutMs: 30_000,
    what: 'all runs to be under way',
  });
  await stack.postgres.stop();
  ledger.gate.open();
  await eventually(async () => (await closedExecutions(runIds)) === runIds.length, {
    timeoutMs: 90_000,
    intervalMs: 500,
    what: 'all runs to end in Temporal',
  });
  await stack.postgres.start();
  const backAtMs = performance.now();
  await eventually(async () => (await unfinished(runIds)) === 0, {
    timeoutMs: 60_000,
    what: 'history to catch up',
  });
  process.stdout.write(`history caught up ${((performance.now() - backAtMs) / 1000).toFixed(1)} s after the outage\n`);
  for (const runId of runIds) await expectWholeRun(runId);
}, 240_000);

test('Temporal dies and comes back on its store: each accepted run ends', async () => {
  let hits = 0;
  const load = loadOf((started) => hits < 3 || started < STARTS / 2);
  const clients = load.run();
  while (hits < 3) {
    const live = await eventually(async () => liveRuns(), { what: 'runs to be live' });
    await stack.temporal.kill();
    const accepted = load.runs.length;
    await eventually(() => load.runs.length > accepted + 5, { what: 'starts to be accepted without Temporal' });
    await stack.temporal.start();
    expect(live).toBeGreaterThan(0);
    hits += 1;
  }
  await clients;
  expect(load.wrong).toEqual([]);
  expect(load.broken + load.refused).toBe(0);
  await holdToPromise(load.runs);
}, 300_000);

test('the API dies between accepting and answering: each key is one run', async () => {
  let hits = 0;
  const load = loadOf((started) => hits < 5 || started < STARTS / 2, 16);
  const clients = load.run();
  const kills: number[] = [];
  for (let tries = 0; hits < 5 && tries < 20; tries += 1) {
    const accepted = load.runs.length;
    // At another point of the load each time, so that some kill falls between a commit and its answer.
    await eventually(() => load.runs.length > accepted + tries && load.inFlight > 8, { intervalMs: 1 });
    const before = load.broken;
    kills.push(Date.now());
    await stack.api.kill();
    await eventually(() => load.broken > before, { what: 'requests to be cut off' });
    hits += 1;
    await stack.api.start();
  }
  await clients;
  expect(load.wrong).toEqual([]);
  expect(hits).toBe(5);
  expect(await acceptedAndCutOff(load.runs)).toBeGreaterThan(0);
  await holdToPromise(load.runs);
}, 300_000);

function loadOf(goOn: (started: number) => boolean, concurrency = 6): Load {
  return new Load(stack, { workflowId, data: {}, concurrency, goOn });
}

/** Every key has a run of its own; every run has ended as Temporal says, with every step done once. */
async function holdToPromise(runs: StartedRun[]): Promise<void> {
  const ids = runs.map(({ runId }) => runId);
  expect(new Set(ids).size).toBe(runs.length);
  await checkHistories(stack, 120_000);
  for (const { key, runId } of runs) {
    const again = await stack.call<{ runId: string }>('POST', `/v1/workflows/${workflowId}/run`, {
      body: { data: {} },
      headers: { 'idempotency-key': key },
    });
    expect(again.body.runId).toBe(runId);
    await expectWholeRun(runId);
  }
}

async function expectWholeRun(runId: string): Promise<void> {
  const run = await endedRun(stack, runId);
  expect(run).toMatchObject({ status: 'completed', error: null });
  expect(run.stepResults.map(({ nodeId, status }) => ({ nodeId, status }))).toEqual(
    STEPS.map((nodeId) => ({ nodeId, status: 'success' })),
  );
  const keys = ledger.arrivals.filter(({ key }) => key.startsWith(runId)).map(({ key }) => key);
  expect([...new Set(keys)].sort()).toEqual(STEPS.map((nodeId) => `${runId}/${nodeId}/0`).sort());
}

/** How many runs are live in Temporal now; null for none. */
async function liveRuns(): Promise<number | null> {
  const { count } = await stack.temporalClient.workflow.count('WorkflowType = "run" AND ExecutionStatus = "Running"');
  return count === 0 ? null : count;
}

async function closedExecutions(runIds: string[]): Promise<number> {
  const statuses = await Promise.all(
    runIds.map((id) => stack.temporalClient.workflow.getHandle(`run-${id}`).describe()),
  );
  return statuses.filter(({ status }) => status.name === 'COMPLETED').length;
}

async function unfinished(runIds: string[]): Promise<number> {
  const rows = await queryRows(stack, `SELECT id FROM runs WHERE id = ANY($1) AND status <> 'completed'`, [runIds]);
  return rows.length;
}

/** Starts that were accepted, but whose answer died with the API: the row is older than the break. */
async function acceptedAndCutOff(runs: StartedRun[]): Promise<number> {
  const cut = runs.flatMap(({ runId, cutOffAt }) => (cutOffAt === null ? [] : [{ runId, cutOffAt }]));
  const rows = await queryRows<{ id: string; createdAt: Date }>(
    stack,
    'SELECT id, created_at AS "createdAt" FROM runs WHERE id = ANY($1)',
    [cut.map(({ runId }) => runId)],
  );
  const createdAt = new Map(rows.map((row) => [row.id, row.createdAt.getTime()]));
  return cut.filter(({ runId, cutOffAt }) => (createdAt.get(runId) ?? Number.POSITIVE_INFINITY) <= cutOffAt).length;
}
