import type { JsonValue } from '@perdura/definition';
import type { StepError, StepSnapshot } from '@perdura/definition/run';
import { expectCompensations } from './expect-compensations.ts';
import { callsOf } from './expect-effects.ts';
import { expectEnd, expectGraph, observed } from './expect-model.ts';
import { type Harness, type PlayedRun, recordedSteps } from './interpreter-harness.ts';
import { modelOf, TOP } from './model.ts';
import { type ModelStep, stepBase } from './model-steps.ts';
import { inShort, keyOf, type PlacedNode, placedNodes, type RealRun } from './real-run.ts';
import type { Retry } from './retries.ts';
import { comparable } from './scripts.ts';

/** Holds a run that repeats another one to the model: what was carried over happens no more, all else exactly once. */
export function expectRetry(retry: Retry, played: PlayedRun, { activities }: Harness): void {
  const { plan, carried, given } = retry;
  const own = recordedSteps(activities, played.runId);
  const load = (step: StepSnapshot): JsonValue => comparable(activities.blobs.load(step.result));
  const byKey = new Map([...carried.values(), ...own].map((step) => [keyOf(step.nodeId, step.iteration), step]));
  const stepAt: RealRun['stepAt'] = (nodeId, iteration) => byKey.get(keyOf(nodeId, iteration));
  const real: RealRun = { plan, played, steps: [...carried.values(), ...own], stepAt, load };
  const fixed = new Map([...carried].map(([id, step]) => [id, modelStepOf(retry, step, load)]));
  const model = modelOf(plan, (nodeId, iteration) => observed(stepAt(nodeId, iteration), load), {
    carried: fixed,
    given,
  });
  const expected = new Set<string>();
  expectGraph(model, true, real, expected);
  const unexpected = own.filter(
    ({ nodeId, iteration }) => !nodeId.endsWith(':compensate') && !expected.has(keyOf(nodeId, iteration)),
  );
  expect(unexpected.map(inShort)).toEqual([]);
  expect(own.filter(({ nodeId }) => carried.has(nodeId)).map(inShort)).toEqual([]);
  expect(Math.min(carried.size, ...own.map(({ position }) => position))).toBe(carried.size);
  expectEnd(model, real, activities.blobs.load(played.record.result ?? { value: null }));
  expectCompensations(real, activities);
  expectEffectsOnce(retry, played, own, activities);
}

function expectEffectsOnce(
  { plan, carried, given }: Retry,
  { runId }: PlayedRun,
  own: StepSnapshot[],
  activities: Harness['activities'],
): void {
  const effects = activities.effectsOf(runId);
  const placed = placedNodes(plan);
  const still = [...placed].filter(([, { node, loop }]) => {
    const top = outermost({ node, loop });
    return carried.has(top) || given.has(top);
  });
  const silent = new Set(still.map(([id]) => id));
  expect(effects.filter(({ nodeId }) => silent.has(nodeId)).map(({ nodeId }) => nodeId)).toEqual([]);
  for (const step of own) {
    const node = placed.get(step.nodeId)?.node;
    // A workflow task that fails repeats its local activities, which touch nothing outside.
    if (node === undefined || node.lane === 'local' || (step.status !== 'success' && step.status !== 'failed'))
      continue;
    const mine = effects.filter(({ nodeId, iteration }) => nodeId === step.nodeId && iteration === step.iteration);
    expect([inShort(step), mine.length]).toEqual([inShort(step), callsOf(step, node)]);
  }
}

function outermost({ node, loop }: Pick<PlacedNode, 'node' | 'loop'>): string {
  return loop === null ? node.id : outermost(loop);
}

function modelStepOf({ plan }: Retry, step: StepSnapshot, load: RealRun['load']): ModelStep {
  const node = plan.nodes.find(({ id }) => id === step.nodeId);
  if (node === undefined) throw new Error(`The plan has no node ${step.nodeId}.`);
  const { status, label = null, error, passed = false } = step;
  if (status !== 'success' && status !== 'failed' && status !== 'skipped')
    throw new Error(`${inShort(step)} is carried.`);
  return {
    ...stepBase(node, TOP),
    status,
    label,
    passed,
    result: load(step),
    error: status === 'failed' && error !== null ? { code: error.code, message: scriptedMessage(error) } : null,
  };
}

/** Null where the interpreter words it. */
function scriptedMessage({ code, message }: StepError): string | null {
  return code === 'FLAKY' || code === 'FATAL' ? message : null;
}
