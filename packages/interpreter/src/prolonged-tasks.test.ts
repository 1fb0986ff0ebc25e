import { sharedBundle } from '@perdura/testkit';
import { Worker } from '@temporalio/worker';
import { sourceBundle } from '../bundle/source-bundle.ts';
import { type Harness, type StartedRun, startHarness } from '../test/interpreter-harness.ts';
import { forEach } from '../test/long-shapes.ts';
import { planOf } from '../test/plan-builder.ts';
import { TestActivities } from '../test/test-activities.ts';

const RUNS = 4;
const ITEMS = 300;
/** One turn lasts for longer than its task may. */
const LIMITS = { localsPerTask: 150 };
const TASK_MS = 1_000;
const LOCAL_MS = 5;

let harness: Harness;

beforeAll(async () => {
  harness = await startHarness();
  harness.activities.localMs = LOCAL_MS;
});

afterAll(() => harness.shutdown());

type History = Awaited<ReturnType<StartedRun['handle']['fetchHistory']>>;

/** How many tasks followed at once on one that ended before the run had anything to wait for. */
function prolonged({ events }: History): number {
  const all = events ?? [];
  return all.filter(
    (event, at) => event.workflowTaskScheduledEventAttributes && all[at - 1]?.markerRecordedEventAttributes,
  ).length;
}

test('a run whose tasks are prolonged while its local activities end replays as it went', async () => {
  const plan = planOf(
    [forEach('l', { items: ITEMS, concurrency: 4 }, [{ id: 'a', lane: 'local' }]), { id: 'z' }],
    [['l', 'z']],
  );
  const options = { limits: LIMITS, taskTimeoutMs: TASK_MS };
  const runs = await Promise.all(Array.from({ length: RUNS }, () => harness.start(plan, options)));
  const workflowBundle = await sharedBundle('interpreter', sourceBundle);
  for (const started of runs) {
    expect((await started.closed()).status).toBe('COMPLETED');
    const history = await started.handle.fetchHistory();
    expect(prolonged(history)).toBeGreaterThan(0);
    const replay = { workflowBundle, sinks: new TestActivities().sinks };
    await Worker.runReplayHistory(replay, history, started.handle.workflowId);
  }
});
