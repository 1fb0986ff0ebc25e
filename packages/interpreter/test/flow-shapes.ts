import { eventually } from '@perdura/testkit';
import type { HistoryShape } from './history-shapes.ts';
import { inLine, scripted, untilWaiting } from './long-shapes.ts';
import { type EdgeSketch, type NodeSketch, planOf } from './plan-builder.ts';
import { answer } from './repeated-shapes.ts';
import type { Pause, Script } from './scripts.ts';

/** Shapes of runs of flows: routers, loops in turn, pieces that pause, steps that end the run. */
export const FLOW_SHAPES: Record<string, HistoryShape> = {
  'router-to-the-first': (harness) => harness.start(behindRouter('2', 'first')),
  'router-to-all': (harness) => harness.start(behindRouter('1,3', 'all')),
  'router-to-none': (harness) => harness.start(behindRouter('', 'all')),
  'loop-in-turn': (harness) =>
    harness.start(
      planOf(
        [
          loop('l', { items: 3, gathers: true }, [
            { id: 'a', usesLoops: ['l'] },
            loop('inner', { items: 2 }, [{ id: 'b', usesLoops: ['l', 'inner'] }]),
          ]),
          { id: 'z', uses: ['l'] },
        ],
        inLine('l', 'z'),
      ),
    ),
  'loop-in-turn-whose-item-fails': (harness) =>
    harness.start(planOf([loop('l', { items: 3 }, [{ id: 'a', config: { failures: 1, fatal: true } }])])),
  'continue-as-new-in-a-loop-in-turn': (harness) =>
    harness.start(
      planOf([loop('l', { items: 6, gathers: true }, routerOf('1,2', 'all').nodes, routerOf('1,2', 'all').edges)]),
      { limits: { historyEvents: 40 } },
    ),
  'piece-that-pauses': (harness) =>
    harness.start(planOf([pausing('p', [time, request, request]), { id: 'z', uses: ['p'] }], inLine('p', 'z'))),
  'piece-that-is-woken-before': (harness) =>
    harness.start(planOf([pausing('p', [{ ...request, early: true, strays: 2 }, time])])),
  'cancel-of-a-pause': async (harness) => {
    const started = await harness.start(planOf([pausing('p', [{ by: 'nothing' }])]));
    await untilWaiting(started, 1);
    await started.handle.cancel();
    return started;
  },
  'remote-chain': (harness) => harness.start(behindCode({ label: null })),
  'remote-chain-that-ends-early': (harness) => harness.start(behindCode({ failures: 1 })),
  'stop-in-a-loop': async (harness) => {
    const gate = `stop-${harness.taskQueue}`;
    const ending = scripted('r', 'piece', { stop: true, gate });
    const started = await harness.start(
      planOf(
        [loop('l', { items: 3 }, [ending, { id: 'after' }], inLine('r', 'after')), { id: 'z' }, { id: 'beside' }],
        inLine('l', 'z'),
      ),
    );
    await eventually(() => harness.activities.effectsOf(started.runId).some(({ nodeId }) => nodeId === 'r'));
    const answered = answer(started);
    harness.activities.open(gate);
    await answered;
    return started;
  },
};

/** What a router's branches of one step each and the step behind them look like. */
export function behindRouter(label: string, takes: 'first' | 'all', script: Script = {}) {
  const { nodes, edges } = routerOf(label, takes, script);
  return planOf(nodes, edges);
}

/** A step of code, two that only compute behind it, and one more. */
export function behindCode(second: Script, code: Script = {}) {
  const computing = (id: string, uses: string, script: Script): NodeSketch => ({
    ...scripted(id, 'piece', script),
    ...{ uses: [uses], computes: true, attempts: 2 },
  });
  return planOf(
    [scripted('code', 'code-step', code), computing('b', 'code', {}), computing('c', 'b', second), { id: 'z' }],
    inLine('code', 'b', 'c', 'z'),
  );
}

/** A loop whose rounds follow each other. */
export function loop(id: string, script: Script, body: NodeSketch[], edges: EdgeSketch[] = []): NodeSketch {
  return { ...scripted(id, 'loop', script), body: planOf(body, edges) };
}

/** A piece that pauses before it ends. */
export function pausing(id: string, pauses: Pause[], script: Script = {}): NodeSketch {
  return scripted(id, 'piece', { ...script, pauses });
}

const time: Pause = { by: 'time' };
const request: Pause = { by: 'request', afterMs: 20 };

function routerOf(label: string, takes: 'first' | 'all', script: Script = {}) {
  const nodes: NodeSketch[] = [
    { ...scripted('r', 'router', { ...script, label }), manyLabels: true },
    { id: 'one' },
    { id: 'two' },
    { id: 'three' },
    { id: 'z' },
  ];
  const inTurn: EdgeSketch[] = [
    ['one', 'two', null, 'order'],
    ['two', 'three', null, 'order'],
  ];
  const edges: EdgeSketch[] = [
    ['r', 'one', '1'],
    ['r', 'two', '2'],
    ['r', 'three', '3'],
    ...(takes === 'all' ? inTurn : []),
    ['r', 'z', 'none'],
    ['one', 'z'],
    ['two', 'z'],
    ['three', 'z'],
  ];
  return { nodes, edges };
}
