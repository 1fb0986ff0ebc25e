import { eventually } from '@perdura/testkit';
import type { HistoryShape } from './history-shapes.ts';
import { control, query, type StartedRun } from './interpreter-harness.ts';
import { type EdgeSketch, type NodeSketch, planOf } from './plan-builder.ts';
import { configOf, type Script } from './scripts.ts';

/** Shapes of runs that wait, loop, or are operated upon. */
export const LONG_SHAPES: Record<string, HistoryShape> = {
  'local-chain-in-one-call': (harness) =>
    harness.start(
      planOf(
        [
          { id: 'a', lane: 'local' },
          { id: 'b', lane: 'local', uses: ['a'] },
          { id: 'c', lane: 'local' },
        ],
        inLine('a', 'b', 'c'),
      ),
    ),
  loop: (harness) =>
    harness.start(planOf([forEach('l', { items: 3, concurrency: 2 }, [{ id: 'a' }]), { id: 'z' }], inLine('l', 'z'))),
  'nested-loop': (harness) =>
    harness.start(
      planOf([
        forEach('l', { items: 2 }, [
          forEach('m', { items: 2, concurrency: 2 }, [{ id: 'a', usesLocals: ['item', 'index'] }]),
        ]),
      ]),
    ),
  'loop-whose-item-fails': (harness) =>
    harness.start(
      planOf([
        forEach('noted', { items: 2, onItemError: 'continue' }, [{ id: 'a', config: { failures: 1, fatal: true } }]),
        {
          ...forEach('failing', { items: 3, concurrency: 3 }, [{ id: 'b', config: { failures: 1, fatal: true } }]),
          onError: 'continue',
        },
      ]),
    ),
  while: (harness) =>
    harness.start(
      planOf([whileLoop('w', { rounds: 3 }, [{ id: 'a', usesLocals: ['last'], usesPrevious: ['b'] }, { id: 'b' }])]),
    ),
  'while-at-its-limit': (harness) =>
    harness.start(planOf([whileLoop('w', { rounds: 9, maxIterations: 2 }, [{ id: 'a' }])])),
  approval: (harness) => harness.start(asking({ end: 'approved', strays: 2, afterMs: 20 })),
  'approval-that-is-rejected': (harness) => harness.start(asking({ end: 'rejected', afterMs: 20 })),
  'approval-that-times-out': (harness) =>
    harness.start(asking({ end: 'timeout', reminders: { everyMs: 5, max: 1 }, escalations: [8] })),
  'approval-that-is-cancelled': (harness) => harness.start(asking({ end: 'cancelled', afterMs: 20 })),
  wait: (harness) => harness.start(awaiting({ end: 'event', strays: 1, afterMs: 20 })),
  'wait-that-was-over': (harness) => harness.start(awaiting({ end: 'now' })),
  'wait-that-times-out': (harness) => harness.start(awaiting({ end: 'timeout', onTimeout: 'branch' })),
  delay: (harness) => harness.start(planOf([scripted('d', 'delay', { delayMs: 30 }), { id: 'z' }], inLine('d', 'z'))),
  'sub-workflow': (harness) => harness.start(planOf([scripted('s', 'sub-workflow', { afterMs: 20 })])),
  'sub-workflow-that-fails': (harness) => harness.start(planOf([scripted('s', 'sub-workflow', { end: 'failed' })])),
  'sub-workflow-left-alone': (harness) => harness.start(planOf([scripted('s', 'sub-workflow', { wait: false })])),
  'cancel-of-waits': async (harness) => {
    const started = await harness.start(
      planOf([
        scripted('a', 'approval', { end: 'never' }),
        scripted('e', 'wait-for-event', { end: 'never' }),
        scripted('s', 'sub-workflow', { end: 'never' }),
        scripted('d', 'delay', { delayMs: 60_000 }),
      ]),
    );
    await untilWaiting(started, 4);
    await started.handle.cancel();
    return started;
  },
  compensation: (harness) =>
    harness.start(
      planOf([undone('a'), undone('b'), { id: 'c', config: { failures: 1, fatal: true } }], inLine('a', 'b', 'c')),
    ),
  'compensation-after-cancel': async (harness) => {
    const started = await harness.start(
      planOf([undone('a'), { id: 'b', config: { gate: 'never' } }], inLine('a', 'b')),
    );
    await eventually(() => harness.activities.effectsOf(started.runId).length === 2);
    await started.handle.cancel();
    return started;
  },
  park: (harness) =>
    harness.start(
      planOf(
        [parked('a', ['retry', 'retry'], 2), parked('b', ['skip']), { ...parked('c', ['fail']), onError: 'park' }],
        inLine('a', 'b', 'c'),
      ),
    ),
  pause: async (harness) => {
    const started = await harness.start(
      planOf([scripted('d', 'delay', { delayMs: 5_000 }), { id: 'z' }], inLine('d', 'z')),
    );
    await untilWaiting(started, 1);
    await control(started.handle, { action: 'pause' });
    await eventually(async () => (await query(started.handle))?.paused);
    await control(started.handle, { action: 'resume' });
    return started;
  },
  'wait-that-times-out-while-paused': async (harness) => {
    const started = await harness.start(awaiting({ end: 'never', timeoutMs: 4_000, onTimeout: 'branch' }));
    await untilWaiting(started, 1);
    await control(started.handle, { action: 'pause' });
    await harness.wake(started.runId, { kind: 'event', eventId: 'stray', nodeId: 'wait', iteration: '0' });
    await eventually(async () => hasFired(await started.handle.fetchHistory()));
    await control(started.handle, { action: 'resume' });
    return started;
  },
  skip: (harness) =>
    harness.start(
      planOf(
        [
          { id: 'a', skip: true },
          { id: 'b', skip: 'expression', config: { skipped: true } },
          { id: 'c', skip: 'expression' },
        ],
        inLine('a', 'b', 'c'),
      ),
    ),
  switch: (harness) =>
    harness.start(
      planOf(
        [scripted('s', 'switch', { label: 'c' }), { id: 'a' }, { id: 'other' }],
        [
          ['s', 'a', 'a'],
          ['s', 'other', 'default'],
        ],
      ),
    ),
  respond: (harness) => harness.start(planOf([scripted('r', 'respond', {}), { id: 'z' }], inLine('r', 'z'))),
  'continue-as-new-in-a-loop': (harness) =>
    harness.start(
      planOf([
        forEach('l', { items: 4, pageItems: 2, concurrency: 2 }, [
          whileLoop('w', { rounds: 2 }, [{ id: 'a', usesLocals: ['item', 'last'] }]),
        ]),
      ]),
      { limits: { historyEvents: 30 } },
    ),
  'continue-as-new-in-a-wait': async (harness) => {
    const gate = `chain-${harness.taskQueue}`;
    const chain = ['b', 'c', 'd', 'e', 'f'];
    const started = await harness.start(
      planOf(
        [
          scripted('a', 'approval', { end: 'never' }),
          scripted('w', 'wait-for-event', { end: 'never' }),
          scripted('s', 'sub-workflow', { end: 'never' }),
          scripted('d', 'delay', { delayMs: 60_000 }),
          ...chain.map((id) => ({ id: `x${id}` })),
          { id: 'held', config: { gate } },
        ],
        inLine(...chain.map((id) => `x${id}`), 'held'),
      ),
      { limits: { historyEvents: 20 } },
    );
    const held = () => harness.activities.effectsOf(started.runId).some(({ nodeId }) => nodeId === 'held');
    await eventually(held);
    harness.activities.open(gate);
    await started.handle.cancel();
    return started;
  },
};

/** A node whose type is not told by its lane. */
export function scripted(id: string, type: NonNullable<NodeSketch['type']>, script: Script): NodeSketch {
  const local = !['approval', 'wait-for-event', 'sub-workflow', 'piece', 'code-step'].includes(type);
  const exclusive: Partial<Record<typeof type, string[]>> = {
    approval: ['rejected', 'timeout'],
    'wait-for-event': ['timeout'],
  };
  return {
    id,
    type,
    lane: local ? 'local' : 'remote',
    exclusiveLabels: exclusive[type] ?? [],
    config: configOf(script),
  };
}

export function forEach(id: string, script: Script, body: NodeSketch[], edges: EdgeSketch[] = []): NodeSketch {
  return { ...scripted(id, 'for-each', script), body: planOf(body, edges) };
}

export function whileLoop(id: string, script: Script, body: NodeSketch[], edges: EdgeSketch[] = []): NodeSketch {
  return { ...scripted(id, 'while', script), body: planOf(body, edges) };
}

/** A node that is undone when the run does not complete. */
export function undone(id: string, config: Script = {}, undoing: Script = {}): NodeSketch {
  const [compensate] = planOf([{ id: `${id}:compensate`, uses: [id], config: configOf(undoing), attempts: 2 }]).nodes;
  return { id, config: configOf(config), compensate: compensate ?? null };
}

/** A node whose failures wait for the operator. */
export function parked(id: string, park: NonNullable<Script['park']>, failures = 1): NodeSketch {
  return { id, onError: 'park', config: configOf({ failures, park }) };
}

/** Edges from each node to the next. */
export function inLine(...ids: string[]): EdgeSketch[] {
  return ids.slice(1).map((id, index) => [ids[index] as string, id]);
}

/** Resolves once so many steps of the run wait. */
export async function untilWaiting({ handle }: StartedRun, count: number): Promise<void> {
  await eventually(async () => {
    const snapshot = await query(handle);
    return snapshot?.steps.filter((step) => step.status === 'waiting').length === count;
  });
}

/** Whether a timer has fired. */
export function hasFired({ events }: Awaited<ReturnType<StartedRun['handle']['fetchHistory']>>): boolean {
  return events?.some(({ timerFiredEventAttributes }) => timerFiredEventAttributes) ?? false;
}

function asking(script: Script): ReturnType<typeof planOf> {
  return planOf(
    [scripted('ask', 'approval', script), { id: 'go' }, { id: 'no' }],
    [
      ['ask', 'go'],
      ['ask', 'no', 'rejected'],
    ],
  );
}

function awaiting(script: Script): ReturnType<typeof planOf> {
  return planOf(
    [scripted('wait', 'wait-for-event', script), { id: 'go', uses: ['wait'] }, { id: 'late' }],
    [
      ['wait', 'go'],
      ['wait', 'late', 'timeout'],
    ],
  );
}
