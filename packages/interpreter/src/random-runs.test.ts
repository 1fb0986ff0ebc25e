import type { Plan } from '@perdura/definition/plan';
import type { StepSnapshot } from '@perdura/definition/run';
import fc from 'fast-check';
import { type Harness, type PlayedRun, startHarness } from '../test/interpreter-harness.ts';
import { type ModelRun, modelOf } from '../test/model.ts';
import { randomPlans } from '../test/random-plans.ts';
import type { Effect } from '../test/test-activities.ts';

const AT_ONCE = 10;

/** Most plans run to their end; the others fail somewhere, and then only what did happen can be held to the model. */
const MIXES = [
  { name: 'keeping runs in memory', maxCachedWorkflows: 200, plans: 300, seed: 20_260_101 },
  { name: 'replaying every run at each task', maxCachedWorkflows: 0, plans: 60, seed: 20_260_102 },
];

describe.each(MIXES)('$plans random plans, $name', ({ maxCachedWorkflows, plans, seed }) => {
  let harness: Harness;

  beforeAll(async () => {
    harness = await startHarness({ maxCachedWorkflows });
  });

  afterAll(() => harness.shutdown());

  test('come to what the model says: statuses, results, attempts and the order of effects', async () => {
    const arbitrary = randomPlans({ maxNodes: 12, failureWeight: 2 });
    const queue = fc.sample(arbitrary, { numRuns: plans, seed });
    let failedRuns = 0;
    const work = async (): Promise<void> => {
      for (let plan = queue.pop(); plan !== undefined; plan = queue.pop()) {
        const played = await harness.play(plan);
        if (played.record.status === 'failed') failedRuns += 1;
        expectModel(plan, modelOf(plan), played, harness.activities.effectsOf(played.runId));
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    expect(failedRuns).toBeGreaterThan(plans / 20);
    expect(failedRuns).toBeLessThan(plans / 2);
  }, 300_000);
});

function expectModel(plan: Plan, model: ModelRun, played: PlayedRun, effects: Effect[]): void {
  const steps = new Map(played.record.steps.map((step) => [step.nodeId, step]));
  expect([...steps.keys()].sort()).toEqual(plan.nodes.map((node) => node.id).sort());
  expect(played.record.steps.map((step) => step.position)).toEqual(played.record.steps.map((_, index) => index));
  if (model.fatal.length === 0) {
    expect(played).toMatchObject({ status: 'COMPLETED', record: { status: 'completed', error: null } });
    expect(plan.nodes.map((node) => essence(steps.get(node.id)))).toEqual(model.steps);
  } else {
    expect(played).toMatchObject({ status: 'FAILED', record: { status: 'failed' } });
    expect(model.fatal.map((index) => plan.nodes[index]?.id)).toContain(played.record.error?.nodeId);
    for (const [index, node] of plan.nodes.entries()) expectNoMore(steps.get(node.id), model, index);
  }
  expectEffects(plan, steps, effects);
}

function essence(step: StepSnapshot | undefined): unknown {
  if (step === undefined) return null;
  const result = 'value' in step.result ? step.result.value : step.result;
  return { status: step.status, result, attempts: step.attempts };
}

/** A step of a run that failed did what the model says, or was stopped. */
function expectNoMore(step: StepSnapshot | undefined, model: ModelRun, index: number): void {
  if (step?.status === 'success' || step?.status === 'failed') {
    expect(essence(step)).toEqual(model.steps[index]);
  } else {
    expect(['skipped', 'cancelled']).toContain(step?.status);
  }
}

/** Each attempt happened once, and none before the edges that lead to its node allowed it. */
function expectEffects(plan: Plan, steps: Map<string, StepSnapshot>, effects: Effect[]): void {
  for (const node of plan.nodes) {
    const mine = effects.filter((effect) => effect.nodeId === node.id);
    const step = steps.get(node.id);
    if (step?.status === 'success' || step?.status === 'failed') {
      const attempts = mine.map((effect) => effect.attempt);
      // A workflow task that fails repeats its local activities, which touch nothing outside.
      const counted = node.lane === 'local' ? [...new Set(attempts)] : attempts;
      expect(counted).toEqual(Array.from({ length: step.attempts }, (_, at) => at + 1));
    }
    if (step?.status === 'skipped') expect(mine).toEqual([]);
    const [first] = mine;
    if (first === undefined) continue;
    expect(first.localsAtStart).toBeLessThanOrEqual(1);
    const needed = node.join === 'all' ? node.incoming.length : node.join === 'any' ? 1 : node.join;
    const done = node.incoming.filter((position) => {
      const source = plan.nodes[plan.edges[position]?.from ?? -1];
      const last = effects.findLast((effect) => effect.nodeId === source?.id);
      return last === undefined
        ? steps.get(source?.id ?? '')?.status === 'skipped'
        : (last.endedAt ?? 0) < first.startedAt;
    });
    expect(done.length).toBeGreaterThanOrEqual(Math.min(needed, node.incoming.length));
  }
}
