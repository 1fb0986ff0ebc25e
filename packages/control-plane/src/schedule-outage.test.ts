import { setTimeout as pause } from 'node:timers/promises';
import type { Trigger } from '@perdura/definition';
import { eventually, startOwnTemporal } from '@perdura/testkit';
import { type Bench, openBench } from './fixtures/control-plane-bench.ts';
import { scheduleId } from './schedule-spec.ts';

const MINUTE_MS = 60_000;

let temporal: Awaited<ReturnType<typeof startOwnTemporal>>;
let bench: Bench;
/** Ends what a test has begun, also one that fails. */
const endings: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  temporal = await startOwnTemporal();
  bench = await openBench({ address: temporal.server.address });
});

afterAll(async () => {
  for (const end of endings.reverse()) await end();
  await bench?.close();
  await temporal?.dispose();
});

async function scheduled(change: object, behave: 'complete' | 'wait'): Promise<string> {
  const trigger: Trigger = { type: 'cron', schedule: '* * * * *', ...change };
  const { workflow } = await bench.workflow({ trigger, policies: { tags: [behave] } });
  await bench.control.syncSchedule(bench.projectId, workflow.id);
  return workflow.id;
}

/** Temporal reckons with the times of a schedule from when it first looked at it, not from when it was made. */
async function underWay(workflowId: string): Promise<void> {
  const handle = bench.temporal.client.schedule.getHandle(scheduleId(workflowId));
  await eventually(async () => (await handle.describe()).info.nextActionTimes.length > 0);
}

/** What came of these times, as soon as something is known of each. */
async function outcomes(workflowId: string, times: Date[]): Promise<string[]> {
  return await eventually(
    async () => {
      const { items } = await bench.database.scheduleFires.list(bench.projectId, workflowId, {}, { limit: 50 });
      const found = times.map((at) => items.find((fire) => fire.at.getTime() === at.getTime())?.outcome);
      return found.some((outcome) => outcome === undefined) ? null : (found as string[]);
    },
    { timeoutMs: 90_000, intervalMs: 250, what: `the fires of ${workflowId}` },
  );
}

test('an outage of Temporal: what the catch-up window holds is made up for, what is older is missed', async () => {
  const worker = await bench.worker();
  const keeper = bench.housekeeping();
  endings.push(
    () => worker.shutdown(),
    () => keeper.stop(),
  );
  // At the beginning of a minute, so that nobody fires before it goes.
  const now = Date.now() % MINUTE_MS;
  if (now > 15_000) await pause(MINUTE_MS + 500 - now);
  const short = await scheduled({ catchupWindow: '45s' }, 'complete');
  const long = await scheduled({ catchupWindow: '1h', overlap: 'allow' }, 'complete');
  const busy = await scheduled({ catchupWindow: '1h' }, 'wait');
  for (const id of [short, long, busy]) await underWay(id);
  await temporal.kill();
  const first = Math.ceil(Date.now() / MINUTE_MS) * MINUTE_MS;
  const times = [new Date(first), new Date(first + MINUTE_MS)];
  // The outage itself: both minutes pass while nothing answers.
  await pause(first + MINUTE_MS + 3_000 - Date.now());
  expect(await bench.database.scheduleFires.known(long, times)).toEqual(new Set());
  await temporal.start();

  expect(await outcomes(long, times)).toEqual(['started', 'started']);
  expect(await outcomes(short, times)).toEqual(['missed', 'started']);
  expect(await outcomes(busy, times)).toEqual(['started', 'skipped']);
  const { items } = await bench.database.scheduleFires.list(
    bench.projectId,
    short,
    { outcome: 'missed' },
    { limit: 5 },
  );
  expect(items[0]).toMatchObject({
    runId: null,
    reason: 'Temporal was not there, and came back later than the catch-up window of 45s allows',
  });
  // Minutes go on meanwhile: a run and its fire come together, two looks at them may lie around one.
  await eventually(async () => {
    const { total: known } = await bench.database.scheduleFires.list(bench.projectId, long, {}, { limit: 50 });
    const { total } = await bench.database.runs.listByWorkflow(bench.projectId, long, { limit: 50 });
    return total === known;
  });
}, 300_000);
