import fc from 'fast-check';
import { expectRetry } from '../test/expect-retry.ts';
import { faultOf } from '../test/fault-of.ts';
import { type Harness, type StartOptions, startHarness } from '../test/interpreter-harness.ts';
import { randomPlans } from '../test/random-plans.ts';
import { playRetry, type RetryChoice, retryOf } from '../test/retries.ts';

interface Mix {
  name: string;
  plans: number;
  seed: number;
  maxCachedWorkflows: number;
  atOnce: number;
  options?: StartOptions;
}

const AGAIN = { limits: { historyEvents: 40, scopeBytes: 600 } };
/** Without a cache a run that is evicted for another one loses its local activities: there is one at a time. */
const MIXES: Mix[] = [
  { name: 'keeping runs in memory', plans: 120, seed: 20_261_101, maxCachedWorkflows: 200, atOnce: 10 },
  { name: 'continuing as new', plans: 60, seed: 20_261_102, maxCachedWorkflows: 200, atOnce: 10, options: AGAIN },
  { name: 'replaying at each task', plans: 12, seed: 20_261_103, maxCachedWorkflows: 0, atOnce: 1, options: AGAIN },
];

const choices: fc.Arbitrary<RetryChoice> = fc.record({
  from: fc.option(fc.nat(13)),
  given: fc.option(fc.nat(13)),
  healed: fc.boolean(),
});

describe.each(MIXES)(
  'of $plans random plans of seed $seed, $name',
  ({ plans, seed, maxCachedWorkflows, atOnce, options }) => {
    let harness: Harness;

    beforeAll(async () => {
      harness = await startHarness({ maxCachedWorkflows });
    });

    afterAll(() => harness.shutdown());

    test('those that fail are repeated as the model says: what has finished happens no more, all else once', async () => {
      const arbitrary = fc.tuple(randomPlans({ maxNodes: 14, failureWeight: 7, depth: 2 }), choices);
      const queue = [...fc.sample(arbitrary, { numRuns: plans, seed }).entries()];
      const faults: string[] = [];
      let repeated = 0;
      let carried = 0;
      const work = async (): Promise<void> => {
        for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
          const [index, [plan, choice]] = next;
          const first = await harness.play(plan, options);
          if (first.record.status !== 'failed') continue;
          repeated += 1;
          const retry = retryOf(plan, first, harness, choice);
          carried += retry.carried.size;
          const played = await (await playRetry(harness, `${first.runId}-again`, retry, options)).closed();
          const fault = faultOf(() => expectRetry(retry, played, harness));
          if (fault !== null) faults.push(`Plan ${index} of seed ${seed}, run ${played.runId}: ${fault}`);
        }
      };
      await Promise.all(Array.from({ length: atOnce }, work));
      await harness.operator.settled();
      expect(faults).toEqual([]);
      expect(harness.operator.faults).toEqual([]);
      expect(repeated).toBeGreaterThan(plans / 10);
      expect(carried).toBeGreaterThan(repeated);
    }, 600_000);
  },
);
