import { INTERPRETER_LEVEL, type RunControl } from '@perdura/definition/run';
import { eventually } from '@perdura/testkit';
import fc from 'fast-check';
import { expectModel } from '../test/expect-model.ts';
import { faultOf } from '../test/fault-of.ts';
import {
  control,
  type Harness,
  query,
  type StartedRun,
  type StartOptions,
  startHarness,
} from '../test/interpreter-harness.ts';
import { randomPlans } from '../test/random-plans.ts';

/** Runs that began under an older interpreter go on as they began. */
const LEVELS = [1, INTERPRETER_LEVEL];

interface Mix {
  name: string;
  plans: number;
  seed: number;
  maxCachedWorkflows: number;
  /** Without a cache many runs at once only keep each other's tasks waiting until these time out. */
  atOnce: number;
  options?: StartOptions;
  /** Whether an operator pauses each run several times. */
  pauses?: boolean;
}

/** Without a cache a run that is evicted for another one loses its local activities: there is one at a time. */
const MIXES: Mix[] = [
  { name: 'keeping runs in memory', plans: 160, seed: 20_260_101, maxCachedWorkflows: 200, atOnce: 10 },
  { name: 'replaying every run at each task', plans: 24, seed: 20_260_102, maxCachedWorkflows: 0, atOnce: 1 },
  {
    name: 'continuing as new again and again',
    plans: 100,
    seed: 20_260_103,
    maxCachedWorkflows: 200,
    atOnce: 10,
    options: { limits: { historyEvents: 40, scopeBytes: 600 } },
  },
  {
    name: 'replaying and continuing as new',
    plans: 16,
    seed: 20_260_104,
    maxCachedWorkflows: 0,
    atOnce: 1,
    options: { limits: { historyEvents: 40, scopeBytes: 600 } },
  },
  { name: 'paused now and then', plans: 60, seed: 20_260_105, maxCachedWorkflows: 200, atOnce: 10, pauses: true },
];

describe.each(MIXES)(
  '$plans random nested plans of seed $seed, $name',
  ({ plans, seed, maxCachedWorkflows, atOnce, options, pauses = false }) => {
    let harness: Harness;

    beforeAll(async () => {
      harness = await startHarness({ maxCachedWorkflows });
    });

    afterAll(() => harness.shutdown());

    test('come to what the model says: statuses, results, attempts, compensations and the order of effects', async () => {
      const arbitrary = randomPlans({ maxNodes: 14, failureWeight: 5, depth: 3 });
      const queue = [...fc.sample(arbitrary, { numRuns: plans, seed }).entries()];
      const faults: string[] = [];
      let failedRuns = 0;
      const work = async (): Promise<void> => {
        for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
          const [index, plan] = next;
          const interpreter = LEVELS[index % LEVELS.length] as number;
          const started = await harness.start(plan, { ...options, interpreter });
          if (pauses) await pauseAndResume(started);
          const played = await started.closed();
          if (played.record.status === 'failed') failedRuns += 1;
          const fault = faultOf(() => expectModel(plan, played, harness));
          if (fault !== null) faults.push(`Plan ${index} of seed ${seed}, run ${played.runId}: ${fault}`);
        }
      };
      await Promise.all(Array.from({ length: atOnce }, work));
      await harness.operator.settled();
      expect(faults).toEqual([]);
      expect(harness.operator.faults).toEqual([]);
      expect(failedRuns).toBeGreaterThan(plans / 20);
      expect(failedRuns).toBeLessThan(plans / 2);
    }, 600_000);
  },
);

/** Pauses a run, waits until nothing is in flight any more, and lets it go on; several times, unless it ends before. */
async function pauseAndResume(started: StartedRun): Promise<void> {
  for (let times = 0; times < 3; times += 1) {
    if (!(await obeys(started, { action: 'pause' }))) return;
    await eventually(async () => {
      const snapshot = await query(started.handle);
      // It may end while it is paused, where nothing more would start.
      return snapshot === null || !snapshot.paused || snapshot.status !== 'running';
    });
    await obeys(started, { action: 'resume' });
  }
}

/** Whether a run did as it was told; one that has ended, or is just about to, cannot. */
function obeys({ handle }: StartedRun, command: RunControl): Promise<boolean> {
  return control(handle, command).then(
    () => true,
    () => false,
  );
}
