import type { Plan } from '@perdura/definition/plan';
import { ANSWER_UPDATE, type EarlierStep, type OpenedRun, type RunAnswer } from '@perdura/definition/run';
import { eventually } from '@perdura/testkit';
import type { HistoryShape } from './history-shapes.ts';
import type { Harness, StartedRun, StartOptions } from './interpreter-harness.ts';
import { type EdgeSketch, inputOf, type NodeSketch, planOf } from './plan-builder.ts';

/** Shapes of runs that go on where others stopped, and of those whose callers wait for an answer. */
export const REPEATED_SHAPES: Record<string, HistoryShape> = {
  'carried-steps': (harness) =>
    resume(harness, 'carried-steps', behindChoice({ id: 'z' }), {
      earlier: [done('a'), done('c', 'false'), done('n')],
      position: 3,
    }),
  'carried-steps-that-are-undone': (harness) =>
    resume(harness, 'carried-steps-that-are-undone', behindChoice({ id: 'z', config: { failures: 1, fatal: true } }), {
      earlier: [done('a'), done('c', 'true'), done('y')],
      position: 3,
    }),
  'carried-steps-and-continue-as-new': (harness) =>
    resume(
      harness,
      'carried-steps-and-continue-as-new',
      planOf(nodes('a', 'b', 'c', 'd', 'e', 'f'), pairs('ab', 'bc', 'cd', 'de', 'ef')),
      { earlier: [done('a')], given: { e: { result: { value: 'given' }, label: null } }, position: 1 },
      { limits: { historyEvents: 20 } },
    ),
  'given-results': (harness) =>
    resume(harness, 'given-results', behindChoice({ id: 'z' }), {
      given: { a: { result: { value: 1 }, label: null }, c: { result: { value: false }, label: 'false' } },
    }),
  'nothing-left-to-do': (harness) =>
    resume(harness, 'nothing-left-to-do', planOf(nodes('a', 'b'), pairs('ab')), {
      earlier: [done('a')],
      given: { b: { result: { value: 2 }, label: null } },
      position: 1,
    }),
  'answer-by-response': async (harness) => {
    const plan = planOf(
      [
        { id: 'r', type: 'respond', lane: 'local' },
        { id: 'z', config: { gate: 'answered' } },
      ],
      pairs('rz'),
    );
    const started = await harness.start(plan);
    await answer(started);
    harness.activities.open('answered');
    return started;
  },
  'answer-by-failure': async (harness) => {
    const started = await harness.start(planOf([{ id: 'a', config: { gate: 'asked', failures: 1, fatal: true } }]));
    await eventually(() => harness.activities.effectsOf(started.runId).length > 0);
    const answered = answer(started);
    await eventually(async () => await isAsked(started));
    harness.activities.open('asked');
    await answered;
    return started;
  },
};

/** What the update of those who wait answers. */
export function answer({ handle }: Pick<StartedRun, 'handle'>): Promise<RunAnswer> {
  return handle.executeUpdate<RunAnswer, []>(ANSWER_UPDATE, { args: [] });
}

/** Whether a run has taken the update of somebody who waits. */
export async function isAsked({ handle }: Pick<StartedRun, 'handle'>, times = 1): Promise<boolean> {
  const { events } = await handle.fetchHistory();
  const taken = (events ?? []).filter((event) => event.workflowExecutionUpdateAcceptedEventAttributes != null);
  return taken.length >= times;
}

/** Starts a run whose beginning is told by `open-run`. */
export function resume(
  harness: Harness,
  runId: string,
  plan: Plan,
  beginning: Pick<Extract<OpenedRun, { plan: Plan }>, 'earlier' | 'given' | 'position'>,
  options?: StartOptions,
): Promise<StartedRun> {
  const { run, trigger } = inputOf(plan, runId);
  harness.activities.openAnswers.set(runId, { run, plan, trigger, ...beginning });
  return harness.startWith({ kind: 'opened', run, plan: null, trigger }, runId, options);
}

/** A step that an earlier run did. */
export function done(nodeId: string, label: string | null = null): EarlierStep {
  const outcome = { status: 'success' as const, result: { value: `earlier ${nodeId}` }, error: null };
  return { nodeId, settlement: 'success', label, outcome };
}

/** A first node that can be undone, a choice, its two branches, and a last node. */
export function behindChoice(last: NodeSketch): Plan {
  const [undo] = planOf([{ id: 'a:compensate', uses: ['a'] }]).nodes;
  return planOf(
    [{ id: 'a', compensate: undo ?? null }, { id: 'c', type: 'condition', lane: 'local' }, ...nodes('y', 'n'), last],
    [...pairs('ac'), ['c', 'y', 'true'], ['c', 'n', 'false'], ...pairs('yz', 'nz')],
  );
}

function nodes(...ids: string[]): NodeSketch[] {
  return ids.map((id) => ({ id }));
}

/** `ab`: an edge from a to b. */
function pairs(...texts: string[]): EdgeSketch[] {
  return texts.map((text) => [text.charAt(0), text.charAt(1)]);
}
