import { eventually } from '@perdura/testkit';
import { EveryKind, KINDS } from './testing/every-kind.ts';
import { runHistoryCommand } from './testing/history-command.ts';
import { HttpLedger } from './testing/http-ledger.ts';
import { createOrderWorkflow } from './testing/order-workflow.ts';
import { report } from './testing/report.ts';
import { startRun } from './testing/runs.ts';
import { type Stack, startStack } from './testing/stack.ts';
import { expectWholeRuns } from './testing/whole-runs.ts';
import { type Kill, WorkerKiller } from './testing/worker-killer.ts';

const RUNS = 500;
const KILLS = 20;
const WORKERS = 2;
/** Each fifth strike hits all workers at once: nobody is left to go on until one is back. */
const ALL_DIE_EVERY = 5;
/** Each wave of runs of every kind meets one of these. */
const FAULTS = ['worker', 'postgres', 'api', 'workers', 'worker'] as const;
const OF_EACH_KIND = 2;

let stack: Stack;
/** Slow enough for many steps to be under way at any moment, beside the one that a kill is aimed at. */
const ledger = new HttpLedger({ latencyMs: 300 });

beforeAll(async () => {
  await ledger.listen();
  stack = await startStack({ workers: WORKERS });
}, 180_000);

afterAll(async () => {
  await stack?.dispose();
  await ledger.close();
});

test('workers killed again and again in the middle of steps: no run is lost, no effect is doubled', async () => {
  const workflowId = await createOrderWorkflow(stack, ledger);
  const killer = new WorkerKiller(stack, ledger);
  const runIds: string[] = [];
  for (let strike = 1; killer.kills.length < KILLS && strike <= 2 * KILLS; strike += 1) {
    const victims = Math.min(strike % ALL_DIE_EVERY === 0 ? WORKERS : 1, KILLS - killer.kills.length);
    const starts = Array.from({ length: victims * Math.ceil(RUNS / KILLS) }, () => startRun(stack, workflowId));
    runIds.push(...(await Promise.all(starts)));
    await killer.strike(victims);
  }
  expect(killer.kills.length).toBeGreaterThanOrEqual(KILLS);
  expect(runIds.length).toBeGreaterThanOrEqual(RUNS);

  const outcome = await expectWholeRuns(stack, ledger, runIds);
  const { runs, effects, rawRepeats, furtherAttempts, attempts } = outcome;
  report(
    `${killer.kills.length} kills in the middle of steps, and ${killer.missed} that missed; ${ledger.cutOff} requests ` +
      `cut off; ${runs} runs, ${effects} effects, ${rawRepeats} raw repeats; ${furtherAttempts} further attempts, ` +
      `${Math.max(...attempts.values())} attempts for one step at most; ${waits(killer.kills, attempts)}`,
  );
  // Each kill took an attempt that Temporal knew as under way, so it must have cost at least that one.
  expect(furtherAttempts).toBeGreaterThanOrEqual(killer.kills.length);
}, 600_000);

async function fault(struck: (typeof FAULTS)[number]): Promise<void> {
  if (struck === 'postgres') {
    await stack.postgres.kill();
    await stack.postgres.start();
    // The API answers again once its connections are new.
    return void (await eventually(async () => (await stack.call('GET', '/v1/workflows')).status === 200));
  }
  const victims = struck === 'api' ? [stack.api] : stack.workers.slice(0, struck === 'workers' ? WORKERS : 1);
  await Promise.all(victims.map((each) => each.kill()));
  await Promise.all(victims.map((each) => each.start()));
}

test('runs of every kind join them and meet faults: history says of each what Temporal says', async () => {
  const kinds = await EveryKind.of(stack, ledger);
  for (const struck of FAULTS) {
    await kinds.start(OF_EACH_KIND);
    await fault(struck);
  }
  const ofEveryKind = await kinds.settle();
  // A retry is a run as well.
  expect(ofEveryKind).toHaveLength(FAULTS.length * OF_EACH_KIND * (KINDS.length + 1));
  const { exitCode, report: found } = await runHistoryCommand(stack);
  expect(found.differences).toEqual([]);
  expect([exitCode, found.differing, found.onlyInHistory, found.onlyInTemporal, found.statesOnly]).toEqual([
    ...[0, 0, 0, 0, 0],
  ]);
  // Those of the sub-workflow steps come on top.
  expect(found.runs).toBeGreaterThan(RUNS + ofEveryKind.length);
  expect(found.executions).toBe(found.runs);
  report(
    `${found.runs} runs and ${found.executions} executions compared after ${KILLS} kills in the middle of steps and ` +
      `${FAULTS.length} further faults, none differs`,
  );
}, 600_000);

/** How long a step that met one death was away: from the kill to its next request, where the first had got through. */
function waits(kills: Kill[], attempts: Map<string, number>): string {
  const lastSeen = new Map<string, number>();
  const seconds: number[] = [];
  for (const { key, atMs } of ledger.arrivals) {
    const before = lastSeen.get(key);
    const kill = before === undefined ? undefined : kills.find((one) => one.atMs >= before);
    if (kill !== undefined && attempts.get(key) === 2) seconds.push((atMs - kill.atMs) / 1000);
    lastSeen.set(key, atMs);
  }
  seconds.sort((a, b) => a - b);
  const at = (share: number) => seconds[Math.floor((seconds.length - 1) * share)]?.toFixed(1);
  return `${seconds.length} steps that met one death went on ${at(0.5)} s after it (median), ${at(1)} s at most`;
}
