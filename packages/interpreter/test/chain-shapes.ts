import { eventually } from '@perdura/testkit';
import type { HistoryShape } from './history-shapes.ts';
import { type Harness, query, type StartedRun } from './interpreter-harness.ts';
import { inLine } from './long-shapes.ts';
import { type NodeSketch, planOf } from './plan-builder.ts';
import { configOf, type Script } from './scripts.ts';

/** Shapes of runs whose nodes reach out and share one call. */
export const CHAIN_SHAPES: Record<string, HistoryShape> = {
  'reaching-chain': (harness) => harness.start(threeInOneCall()),
  'reaching-chain-that-tells': (harness) => harness.start(threeInOneCall({ call: 'tells' })),
  'reaching-chain-whose-node-is-tried-again': (harness) => harness.start(threeInOneCall({ failures: 1 })),
  'reaching-chain-that-is-cancelled': (harness) => cancelledWhile('runs', harness),
  'reaching-chain-that-tells-and-is-cancelled': (harness) => cancelledWhile('tells', harness),
};

/** `a`, `b`, a condition and `c` in one call; what is given is the script of `b`. */
export function threeInOneCall(script: Script = {}) {
  return planOf(
    [
      inCall('a'),
      { ...inCall('b', script), attempts: 3, uses: ['a'] },
      { id: 'if', lane: 'local', config: { label: 'true' }, uses: ['b'] },
      inCall('c'),
    ],
    [
      ['a', 'b'],
      ['b', 'if'],
      ['if', 'c', 'true'],
    ],
  );
}

/** `a`, `b` and `c` in one call, each of which something undoes; cancelled while `c` is under way. */
export async function cancelledWhile(call: 'runs' | 'tells', harness: Harness): Promise<StartedRun> {
  const gate = `${call}-${harness.taskQueue}`;
  const undone = (id: string, script: Script = {}): NodeSketch => ({ ...inCall(id, script), compensate: undoing(id) });
  const plan = planOf([undone('a'), undone('b'), undone('c', { call, gate })], inLine('a', 'b', 'c'));
  const started = await harness.start(plan);
  await eventually(() => harness.activities.effectsOf(started.runId).some(({ nodeId }) => nodeId === 'c'));
  if (call === 'tells') await eventually(async () => (await query(started.handle))?.steps.at(-1)?.nodeId === 'c');
  await started.handle.cancel();
  return started;
}

export function inCall(id: string, script: Script = {}): NodeSketch {
  return { id, config: configOf({ call: 'runs', ...script }) };
}

function undoing(id: string) {
  const [node] = planOf([{ id: `${id}:compensate`, uses: [id] }]).nodes;
  return node ?? null;
}
