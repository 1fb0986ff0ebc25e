import type { StepPlace, StepSnapshot } from '@perdura/definition/run';
import { isWithin, keyOf, loopAround, type PlacedNode, placedNodes, type RealRun, surelyBefore } from './real-run.ts';
import { scriptOf } from './scripts.ts';
import type { Effect, TestActivities } from './test-activities.ts';

const SUFFIX = ':compensate';

/**
 * A run that did not complete undoes each step that succeeded and can be undone: once, with the step's own result, after
 * everything else, one after the other, and those that ended later first.
 */
export function expectCompensations(real: RealRun, activities: TestActivities): void {
  const { steps, played } = real;
  const placed = placedNodes(real.plan);
  const undone = steps.filter((step) => step.nodeId.endsWith(SUFFIX));
  const toUndo = steps.filter(
    (step) => step.status === 'success' && (placed.get(step.nodeId)?.node.compensate ?? null) !== null,
  );
  const expected = played.record.status === 'completed' ? [] : toUndo;
  expect(undone.map((step) => keyOf(step.nodeId, step.iteration)).sort()).toEqual(
    expected.map((step) => keyOf(`${step.nodeId}${SUFFIX}`, step.iteration)).sort(),
  );
  for (const step of undone) expectCompensation(step, placed, activities, played.runId);
  expectOneAfterAnother(activities.effectsOf(played.runId));
  expectReverseOrder(undone, placed, toldAt(activities, played.runId));
}

function expectCompensation(
  step: StepSnapshot,
  placed: ReadonlyMap<string, PlacedNode>,
  activities: TestActivities,
  runId: string,
): void {
  const nodeId = originOf(step).nodeId;
  const node = placed.get(nodeId)?.node.compensate;
  if (node === undefined || node === null) throw new Error(`${step.nodeId} undoes nothing.`);
  const { failures = 0, fatal = false } = scriptOf(node);
  const attempts = failures === 0 ? 1 : fatal ? 1 : Math.min(failures + 1, node.retry.attempts);
  const fails = failures > 0 && (fatal || failures >= node.retry.attempts);
  expect([step.nodeId, step.status, step.attempts]).toEqual([step.nodeId, fails ? 'failed' : 'success', attempts]);
  const input = activities.inputs.find(
    (each) => each.run.id === runId && each.node.id === step.nodeId && each.iteration === step.iteration,
  );
  expect(input?.scope.nodes[nodeId]?.status).toBe('success');
}

function expectOneAfterAnother(effects: Effect[]): void {
  const undoing = effects.filter((effect) => effect.nodeId.endsWith(SUFFIX));
  const [first] = undoing;
  if (first === undefined) return;
  for (const effect of effects.filter((other) => !undoing.includes(other))) {
    expect(effect.endedAt ?? Number.POSITIVE_INFINITY).toBeLessThan(first.startedAt);
  }
  for (const [index, effect] of undoing.entries()) {
    expect(undoing[index - 1]?.endedAt ?? 0).toBeLessThan(effect.startedAt);
  }
}

function expectReverseOrder(
  undone: StepSnapshot[],
  placed: ReadonlyMap<string, PlacedNode>,
  told: ReadonlyMap<string, number>,
): void {
  const order = [...undone].sort((one, other) => one.position - other.position).map(originOf);
  for (const [index, later] of order.entries()) {
    for (const earlier of order.slice(0, index)) {
      // `earlier` was undone before `later`, so that it must not have ended before it.
      expect([keyOf(earlier.nodeId, earlier.iteration), endedBefore(earlier, later, placed, told)]).toEqual([
        keyOf(earlier.nodeId, earlier.iteration),
        false,
      ]);
    }
  }
}

/** Whether one step has surely ended before the other: the graph demands it, or the run told so. */
function endedBefore(
  one: StepPlace,
  other: StepPlace,
  placed: ReadonlyMap<string, PlacedNode>,
  told: ReadonlyMap<string, number>,
): boolean {
  if (isWithin(one, other, placed)) return true;
  if (isWithin(other, one, placed)) return false;
  for (let place: StepPlace | null = other; place !== null; ) {
    const here: PlacedNode | undefined = placed.get(place.nodeId);
    if (here === undefined) return false;
    if (place.iteration === one.iteration && surelyBefore(here).has(one.nodeId)) return true;
    place = loopAround(here, place.iteration);
  }
  const [first, second] = [told.get(keyOf(one.nodeId, one.iteration)), told.get(keyOf(other.nodeId, other.iteration))];
  return first !== undefined && second !== undefined && first < second;
}

/** In which of its messages the run told of each success first. */
function toldAt(activities: TestActivities, runId: string): Map<string, number> {
  const told = new Map<string, number>();
  const news = activities.progress.filter((each) => each.runId === runId);
  for (const [index, { steps }] of news.entries()) {
    for (const step of steps.filter((each) => each.status === 'success')) {
      const key = keyOf(step.nodeId, step.iteration);
      if (!told.has(key)) told.set(key, index);
    }
  }
  return told;
}

function originOf({ nodeId, iteration }: StepPlace): StepPlace {
  return { nodeId: nodeId.slice(0, -SUFFIX.length), iteration };
}
