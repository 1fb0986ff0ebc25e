import { eventually } from '@perdura/testkit';
import { startBulk } from './bulk-shape.ts';
import { CHAIN_SHAPES } from './chain-shapes.ts';
import { FLOW_SHAPES } from './flow-shapes.ts';
import type { Harness, StartedRun } from './interpreter-harness.ts';
import { LONG_SHAPES } from './long-shapes.ts';
import { type EdgeSketch, inputOf, type NodeSketch, planOf } from './plan-builder.ts';
import { REPEATED_SHAPES } from './repeated-shapes.ts';

/** Starts a run of one shape and sees to it that it ends. */
export type HistoryShape = (harness: Harness) => Promise<Pick<StartedRun, 'runId' | 'handle'>>;

/** The shapes that a change of the interpreter must still be able to replay; each is a recorded history. */
export const HISTORY_SHAPES: Record<string, HistoryShape> = {
  ...LONG_SHAPES,
  ...FLOW_SHAPES,
  ...REPEATED_SHAPES,
  ...CHAIN_SHAPES,
  bulk: (harness) => startBulk(harness, 3),
  chain: (harness) => harness.start(planOf(nodes('a', 'b', 'c'), pairs('ab', 'bc'))),
  fan: (harness) => harness.start(planOf(nodes('a', 'b', 'c', 'd', 'e'), pairs('ab', 'ac', 'ad', 'be', 'ce', 'de'))),
  'local-chain': (harness) => harness.start(planOf(nodes('a', 'b', 'c').map(local), pairs('ab', 'bc'))),
  'local-beside-remote': (harness) =>
    harness.start(planOf([...nodes('a', 'b').map(local), ...nodes('c', 'd')], pairs('ac', 'bd'))),
  diamond: (harness) =>
    harness.start(
      planOf(
        [{ id: 'i', lane: 'local', config: { label: 'true' } }, ...nodes('y', 'n', 'j')],
        [['i', 'y', 'true'], ['i', 'n', 'false'], ...pairs('yj', 'nj')],
      ),
    ),
  'join-of-any': (harness) =>
    harness.start(planOf([...nodes('a', 'b'), { id: 'j', join: 'any' }, { id: 'k' }], pairs('aj', 'bj', 'jk'))),
  'error-edge': (harness) =>
    harness.start(planOf([failing('a'), ...nodes('b', 'c')], [['a', 'b', 'error'], ...pairs('ac')])),
  'failure-that-goes-on': (harness) =>
    harness.start(planOf([{ ...failing('a'), onError: 'continue' }, ...nodes('b')], pairs('ab'))),
  retry: (harness) => harness.start(planOf([{ id: 'a', attempts: 3, config: { failures: 2 } }])),
  failure: (harness) => harness.start(planOf([failing('a'), waiting('b'), ...nodes('c')], pairs('bc'))),
  cancel: async (harness) => {
    const started = await harness.start(planOf([waiting('a'), ...nodes('b')], pairs('ab')));
    await eventually(() => harness.activities.effectsOf(started.runId).length > 0);
    await started.handle.cancel();
    return started;
  },
  'run-timeout': (harness) => harness.start(planOf([waiting('a')], [], 300)),
  'step-timeout': (harness) =>
    harness.start(planOf([{ ...waiting('a'), timeoutMs: 500, onError: 'continue' }, ...nodes('b')], pairs('ab'))),
  'continue-as-new': (harness) =>
    harness.start(planOf(nodes('a', 'b', 'c', 'd', 'e', 'f'), pairs('ab', 'bc', 'cd', 'de', 'ef')), {
      limits: { historyEvents: 20 },
    }),
  'stored-values': (harness) =>
    harness.start(
      planOf(
        [...nodes('a', 'b').map((node) => ({ ...node, config: { bytes: 2_000 } })), { id: 'j', uses: ['a', 'b'] }],
        pairs('aj', 'bj'),
      ),
      { limits: { scopeBytes: 1_000 } },
    ),
  scheduled: (harness) => {
    const { run, plan, trigger } = inputOf(planOf(nodes('a')), 'scheduled');
    if (plan !== null) harness.activities.openAnswers.set('scheduled', { run, plan, trigger });
    return harness.startWith({ kind: 'scheduled', projectId: 'project', workflowId: 'scheduled' }, run.id);
  },
  'plan-by-reference': (harness) => {
    const { plan, ...input } = inputOf(planOf(nodes('a')), 'by-reference');
    if (plan !== null) harness.activities.openAnswers.set('by-reference', { ...input, plan });
    return harness.startWith({ ...input, plan: null }, input.run.id);
  },
};

function nodes(...ids: string[]): NodeSketch[] {
  return ids.map((id) => ({ id }));
}

function local(node: NodeSketch): NodeSketch {
  return { ...node, lane: 'local' };
}

function failing(id: string): NodeSketch {
  return { id, config: { failures: 1, fatal: true } };
}

function waiting(id: string): NodeSketch {
  return { id, config: { gate: 'never' } };
}

/** `ab`: an edge from a to b. */
function pairs(...texts: string[]): EdgeSketch[] {
  return texts.map((text) => [text.charAt(0), text.charAt(1)]);
}
