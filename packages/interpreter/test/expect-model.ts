import type { JsonValue } from '@perdura/definition';
import type { Plan } from '@perdura/definition/plan';
import type { StepSnapshot } from '@perdura/definition/run';
import { expectCompensations } from './expect-compensations.ts';
import { expectEffects } from './expect-effects.ts';
import { type Harness, type PlayedRun, recordedSteps } from './interpreter-harness.ts';
import { modelOf } from './model.ts';
import { failedNodes, isSameError, type ModelGraph, type ModelStep, type ObservedStep } from './model-steps.ts';
import { inShort, keyOf, placedNodes, type RealRun } from './real-run.ts';
import { comparable, failureOf, scriptOf } from './scripts.ts';
import { responseOf } from './test-activities.ts';

/** Holds a run to the model: statuses, results, attempts, errors, compensations and the order of effects. */
export function expectModel(plan: Plan, played: PlayedRun, { activities }: Harness): void {
  const steps = recordedSteps(activities, played.runId);
  const byKey = new Map(steps.map((step) => [keyOf(step.nodeId, step.iteration), step]));
  const load = (step: StepSnapshot): JsonValue => comparable(activities.blobs.load(step.result));
  const stepAt: RealRun['stepAt'] = (nodeId, iteration) => byKey.get(keyOf(nodeId, iteration));
  const real: RealRun = { plan, played, steps, stepAt, load };
  const model = modelOf(plan, (nodeId, iteration) => observed(stepAt(nodeId, iteration), load));
  const expected = new Set<string>();
  expectGraph(model, true, real, expected);
  const unexpected = steps.filter(
    (step) => !step.nodeId.endsWith(':compensate') && !expected.has(keyOf(step.nodeId, step.iteration)),
  );
  expect(unexpected.map(inShort)).toEqual([]);
  expect(new Set(steps.map((step) => step.position)).size).toBe(steps.length);
  expectEnd(model, real, activities.blobs.load(played.record.result ?? { value: null }));
  expectResponse(real, activities);
  expectCompensations(real, activities);
  expectEffects(real, activities.effectsOf(played.runId));
}

export function observed(step: StepSnapshot | undefined, load: RealRun['load']): ObservedStep | undefined {
  return step === undefined ? undefined : { status: step.status, result: load(step), error: step.error };
}

/** `sure`: whether nothing could stop this graph before its end but a failure of its own. */
export function expectGraph(graph: ModelGraph, sure: boolean, real: RealRun, expected: Set<string>): void {
  const present = graph.steps.filter((step) => real.stepAt(step.node.id, graph.iteration) !== undefined);
  // A round that was never begun has no steps; one that was has all of them.
  if (sure || present.length > 0) {
    expect(
      graph.steps.filter((step) => !present.includes(step)).map((step) => keyOf(step.node.id, step.iteration)),
    ).toEqual([]);
  }
  const certain = sure && graph.fatal.length === 0;
  for (const step of graph.steps) {
    expected.add(keyOf(step.node.id, step.iteration));
    const snapshot = real.stepAt(step.node.id, step.iteration);
    if (snapshot === undefined) continue;
    const settled = snapshot.status === 'success' || snapshot.status === 'failed';
    if (!certain && isUnparked(snapshot, step)) continue;
    if (certain || settled) expect(essenceOfStep(snapshot, step, real)).toEqual(essenceOfModel(step));
    else expect(['skipped', 'cancelled']).toContain(snapshot.status);
    for (const [index, round] of step.rounds.entries()) {
      expectGraph(round, certain && index < step.sureRounds, real, expected);
    }
  }
}

/** What fails while its graph is being stopped waits for nobody any more. */
function isUnparked({ status, error }: StepSnapshot, { node, iteration }: ModelStep): boolean {
  const { code } = failureOf(node.id, iteration, scriptOf(node).fatal === true);
  return node.onError === 'park' && status === 'failed' && error?.code === code;
}

function essenceOfModel(step: ModelStep): unknown {
  return {
    key: keyOf(step.node.id, step.iteration),
    status: step.status,
    result: comparable(step.result),
    code: step.error?.code ?? null,
    message: step.error?.message ?? null,
    attempts: step.attempts,
  };
}

function essenceOfStep(snapshot: StepSnapshot, model: ModelStep, real: RealRun): unknown {
  const { error } = snapshot;
  const isScripted = error?.code === 'FLAKY' || error?.code === 'FATAL';
  return {
    key: keyOf(snapshot.nodeId, snapshot.iteration),
    status: snapshot.status,
    result: real.load(snapshot),
    code: snapshot.status === 'failed' ? (error?.code ?? null) : null,
    message:
      snapshot.status === 'failed' && (isScripted || model.status !== 'failed') ? (error?.message ?? null) : null,
    attempts: model.attempts === null ? null : snapshot.attempts,
  };
}

export function expectEnd(model: ModelGraph, { played }: RealRun, result: JsonValue): void {
  const { record, status } = played;
  if (model.fatal.length === 0) {
    expect([status, record.status, record.error]).toEqual(['COMPLETED', 'completed', null]);
    expect(comparable(result)).toEqual(comparable(model.result));
    return;
  }
  expect([status, record.status]).toEqual(['FAILED', 'failed']);
  const { error } = record;
  const possible = model.fatal.filter((step) => error !== null && isSameError(step.error, error));
  expect(possible.flatMap(failedNodes)).toContain(error?.nodeId);
}

/** The first answer is the run's; others are told that they come too late, unless another request waits. */
function expectResponse({ plan, played, steps, load }: RealRun, { blobs }: Harness['activities']): void {
  const answers = steps.filter((step) => step.nodeType === 'respond' && step.status === 'success');
  const { response } = played.record;
  if (answers.length === 0) {
    expect(response).toBeNull();
    return;
  }
  const inTime = answers.filter((step) => step.warnings.length === 0);
  // Each request that resumes a piece may be answered as well.
  const resumed = steps.reduce((sum, step) => sum + requestsOf(plan, step), 0);
  expect(inTime.length).toBeGreaterThan(0);
  expect(inTime.length).toBeLessThanOrEqual(1 + resumed);
  expect(inTime.map((step) => responseOf(load(step)))).toContainEqual(blobs.load(response ?? { value: null }));
}

function requestsOf(plan: Plan, { nodeId }: StepSnapshot): number {
  const node = placedNodes(plan).get(nodeId)?.node;
  const pauses = node === undefined ? [] : (scriptOf(node).pauses ?? []);
  return pauses.filter(({ by }) => by === 'request').length;
}
