import { eventually } from '@perdura/testkit';
import { queryRows } from './testing/database-rows.ts';
import { HttpLedger } from './testing/http-ledger.ts';
import { createOrderWorkflow } from './testing/order-workflow.ts';
import { report } from './testing/report.ts';
import { startRun } from './testing/runs.ts';
import { type Stack, startStack } from './testing/stack.ts';
import { TwinClients } from './testing/twin-clients.ts';
import { expectWholeRuns } from './testing/whole-runs.ts';

const STARTS = 500;
const DATABASE_PAUSES_MS = [0, 250, 500, 1_000, 2_000, 3_000, 4_000, 5_000];
const LONG_OUTAGE_MS = 60_000;
/** It takes seconds; the bound leaves room for a busy machine. */
const CAUGHT_UP_WITHIN_MS = 120_000;
const RUNS_OF_LONG_OUTAGE = 60;
const TEMPORAL_KILLS = 3;
const API_KILLS = 5;
/** Further ones where none fell between the commit of a run and its answer. */
const MOST_API_KILLS = 20;

let stack: Stack;
const ledger = new HttpLedger({ latencyMs: 200 });

beforeAll(async () => {
  await ledger.listen();
  stack = await startStack();
}, 180_000);

afterAll(async () => {
  await stack?.dispose();
  await ledger.close();
});

test('PostgreSQL stops for up to 5 s, again and again: no accepted start is lost or doubled', async () => {
  const perOutage = Math.ceil(STARTS / DATABASE_PAUSES_MS.length);
  const runIds: string[] = [];
  let refused = 0;
  for (const [index, pauseMs] of DATABASE_PAUSES_MS.entries()) {
    const { twins, ids } = await hitDuringStarts(perOutage, async () => {
      await (index % 2 === 0 ? stack.postgres.stop() : stack.postgres.kill());
      await passed(pauseMs);
      await stack.postgres.start();
    });
    expect(twins.broken).toBe(0);
    refused += twins.refused;
    runIds.push(...ids);
  }
  expect(runIds.length).toBeGreaterThanOrEqual(STARTS);
  expect(refused).toBeGreaterThan(0);
  const { runs, effects, rawRepeats } = await expectWholeRuns(stack, ledger, runIds);
  report(
    `${DATABASE_PAUSES_MS.length} outages of PostgreSQL up to 5 s: ${runs} keys, each asked for by two clients, ` +
      `${refused} answers with 503; ${effects} effects, ${rawRepeats} raw repeats`,
  );
}, 600_000);

test('PostgreSQL is away for a minute: runs end all the same, and history catches up', async () => {
  const workflowId = await createOrderWorkflow(stack, ledger);
  ledger.gate.close();
  const runIds = await Promise.all(Array.from({ length: RUNS_OF_LONG_OUTAGE }, () => startRun(stack, workflowId)));
  await eventually(() => runIds.every((id) => ledger.arrivals.some(({ key }) => key.startsWith(id))), {
    timeoutMs: 60_000,
    what: 'all runs to be under way',
  });
  await stack.postgres.stop();
  const goneAtMs = performance.now();
  ledger.gate.open();
  const twins = new TwinClients(stack, { workflowId, starts: 4, concurrency: 2 });
  const startsOfOutage = twins.run();
  await passed(LONG_OUTAGE_MS);
  // Otherwise it would not be history that has to catch up.
  await eventually(async () => (await liveInTemporal(workflowId)) === 0, { timeoutMs: 60_000, what: 'all to end' });
  const awayS = (performance.now() - goneAtMs) / 1000;
  expect(twins.accepted).toBe(0);
  await stack.postgres.start();
  const backAtMs = performance.now();
  await eventually(async () => (await unrecorded(runIds)) === 0, {
    timeoutMs: CAUGHT_UP_WITHIN_MS,
    what: 'history to catch up',
  });
  const caughtUpS = (performance.now() - backAtMs) / 1000;
  const outcome = await expectWholeRuns(stack, ledger, [...runIds, ...(await startsOfOutage)]);
  expect(twins.wrong).toEqual([]);
  expect(twins.broken).toBe(0);
  report(
    `${runIds.length} runs ended in ${awayS.toFixed(0)} s without PostgreSQL; history caught up in ` +
      `${caughtUpS.toFixed(1)} s; ${twins.refused} answers with 503; ${outcome.rawRepeats} raw repeats`,
  );
}, 300_000);

test('Temporal and the API are killed again and again: each acknowledged start is one run that ends', async () => {
  const perFault = 40;
  const runIds: string[] = [];
  let cutOff = 0;
  let unanswered = 0;
  for (let kill = 0; kill < TEMPORAL_KILLS; kill += 1) {
    const { twins, ids } = await hitDuringStarts(perFault, async (starting) => {
      await stack.temporal.kill();
      const before = starting.accepted;
      await eventually(() => starting.accepted > before, { what: 'starts to be accepted without Temporal' });
      await stack.temporal.start();
    });
    expect(twins.refused + twins.broken).toBe(0);
    runIds.push(...ids);
  }
  let kills = 0;
  for (; kills < API_KILLS || (unanswered === 0 && kills < MOST_API_KILLS); kills += 1) {
    const { twins, ids } = await hitDuringStarts(perFault, async (starting, workflowId) => {
      const before = starting.broken;
      await stack.api.kill();
      await eventually(() => starting.broken > before, { what: 'requests to be cut off' });
      unanswered += (await rowsOf(workflowId)) - starting.acceptedKeys;
      await stack.api.start();
    });
    cutOff += twins.broken;
    runIds.push(...ids);
  }
  // Otherwise no kill fell between the commit of a run and its answer.
  expect(unanswered).toBeGreaterThan(0);
  const { runs, effects, rawRepeats } = await expectWholeRuns(stack, ledger, runIds);
  report(
    `${TEMPORAL_KILLS} kills of Temporal and ${kills} of the API: ${runs} keys, each asked for by two clients, ` +
      `${cutOff} requests cut off or refused, ${unanswered} runs committed and not answered; ${effects} effects, ` +
      `${rawRepeats} raw repeats`,
  );
}, 600_000);

/** Lets two clients start the same runs, and calls the fault at a moment when starts and steps of live runs are under way. */
async function hitDuringStarts(
  starts: number,
  fault: (starting: TwinClients, workflowId: string) => Promise<void>,
): Promise<{ twins: TwinClients; ids: string[] }> {
  const workflowId = await createOrderWorkflow(stack, ledger);
  const twins = new TwinClients(stack, { workflowId, starts, concurrency: 3 });
  let isOver = false;
  const running = twins.run().finally(() => {
    isOver = true;
  });
  const isUnderWay = () => twins.accepted > 0 && twins.inFlight > 0 && ledger.inFlight > 0;
  await eventually(() => isUnderWay() || isOver, {
    timeoutMs: 60_000,
    intervalMs: 1,
    what: 'steps and further starts to be under way',
  });
  if (isOver) {
    // All were accepted before a step of theirs began: among more of them, one will.
    const { twins: others, ids } = await hitDuringStarts(starts * 2, fault);
    return { twins: others, ids: [...(await running), ...ids] };
  }
  await fault(twins, workflowId);
  const ids = await running;
  expect(twins.wrong).toEqual([]);
  expect(await rowsOf(workflowId)).toBe(starts);
  return { twins, ids };
}

async function liveInTemporal(workflowId: string): Promise<number> {
  const rows = stack.temporalClient.workflow.list({ query: 'WorkflowType = "run" AND ExecutionStatus = "Running"' });
  let live = 0;
  for await (const { memo } of rows) if (memo?.workflowId === workflowId) live += 1;
  return live;
}

async function rowsOf(workflowId: string): Promise<number> {
  return (await queryRows(stack, 'SELECT id FROM runs WHERE workflow_id = $1', [workflowId])).length;
}

/** How many of these runs history does not show as completed yet. */
async function unrecorded(runIds: string[]): Promise<number> {
  const rows = await queryRows(stack, `SELECT id FROM runs WHERE id = ANY($1) AND status = 'completed'`, [runIds]);
  return runIds.length - rows.length;
}

/** The length of an outage is what the test is about. */
async function passed(durationMs: number): Promise<void> {
  const sinceMs = performance.now();
  await eventually(() => performance.now() - sinceMs >= durationMs, { timeoutMs: durationMs + 60_000, intervalMs: 20 });
}
