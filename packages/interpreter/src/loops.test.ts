import type { StepSnapshot } from '@perdura/definition/run';
import { eventually } from '@perdura/testkit';
import { type Harness, type PlayedRun, startHarness } from '../test/interpreter-harness.ts';
import { forEach, inLine, scripted, whileLoop } from '../test/long-shapes.ts';
import { planOf } from '../test/plan-builder.ts';
import { itemOf } from '../test/scripts.ts';

let harness: Harness;

beforeAll(async () => {
  harness = await startHarness();
});

afterAll(() => harness.shutdown());

test('a for-each gives its results in the order of the items, however they end', async () => {
  const plan = planOf([
    forEach(
      'l',
      { items: 5, concurrency: 3, pageItems: 2 },
      [scripted('d', 'delay', { delayMs: 20 }), { id: 'a', usesLocals: ['item', 'index'] }],
      inLine('d', 'a'),
    ),
  ]);
  const played = await harness.play(plan);
  expect(played.record.status).toBe('completed');
  const list = resultOf(played, 'l', '0') as string[];
  expect(list).toEqual([0, 1, 2, 3, 4].map((index) => resultOf(played, 'a', String(index))));
  expect(new Set(list).size).toBe(5);
  expect(loaded(played.record.result)).toEqual(list);
});

test('a body sees its item, its index, and what is upstream of the loop', async () => {
  const plan = planOf(
    [{ id: 'before' }, forEach('l', { items: 2 }, [{ id: 'a', uses: ['before'], usesLocals: ['item', 'index'] }])],
    inLine('before', 'l'),
  );
  const { runId } = await harness.play(plan);
  const inputs = harness.activities.inputs.filter((input) => input.run.id === runId && input.node.id === 'a');
  expect(inputs.map((input) => input.iteration)).toEqual(['0', '1']);
  expect(inputs.map(({ scope }) => loaded(scope.locals?.item ?? null))).toEqual([
    itemOf('l', '0', 0),
    itemOf('l', '0', 1),
  ]);
  expect(inputs.map(({ scope }) => loaded(scope.locals?.index ?? null))).toEqual([0, 1]);
  for (const { scope } of inputs) expect(scope.nodes.before).toMatchObject({ status: 'success' });
});

test('steps of nested loops are told apart by the indices of all loops around them', async () => {
  const inner = forEach('inner', { items: 2 }, [{ id: 'a' }]);
  const plan = planOf([forEach('outer', { items: 2 }, [whileLoop('middle', { rounds: 1 }, [inner])])]);
  const { record } = await harness.play(plan);
  const places = record.steps.map((step) => `${step.nodeId} ${step.iteration}`);
  expect(places.filter((place) => place.startsWith('a'))).toEqual(['a 0.0.0', 'a 0.0.1', 'a 1.0.0', 'a 1.0.1']);
  expect(places).toEqual(expect.arrayContaining(['outer 0', 'middle 1', 'inner 1.0']));
});

test('a round that fails stops the others, and the loop fails with its error', async () => {
  const plan = planOf([
    forEach(
      'l',
      { items: 3, concurrency: 3 },
      [{ id: 'slow', config: { gate: 'never' } }, { id: 'bad', config: { failures: 1, fatal: true } }, { id: 'later' }],
      inLine('slow', 'later'),
    ),
  ]);
  const { record } = await harness.play(plan);
  const failing = record.steps.filter((step) => step.nodeId === 'bad' && step.status === 'failed');
  expect(record).toMatchObject({ status: 'failed', error: { code: 'FATAL', nodeId: 'l' } });
  expect(failing.map(({ error }) => error?.message)).toContain(record.error?.message);
  expect(statusesOf(record.steps, 'slow')).toEqual(['cancelled', 'cancelled', 'cancelled']);
  expect(statusesOf(record.steps, 'later')).toEqual(['skipped', 'skipped', 'skipped']);
});

test('a for-each that notes failures goes on, with the error in the place of the result', async () => {
  const plan = planOf([
    forEach('l', { items: 2, onItemError: 'continue' }, [{ id: 'bad', config: { failures: 1, fatal: true } }]),
  ]);
  const played = await harness.play(plan);
  expect(played.record.status).toBe('completed');
  expect(resultOf(played, 'l', '0')).toEqual(
    [0, 1].map((index) => ({ error: { code: 'FATAL', message: `Node bad failed in ${index}.`, nodeId: 'bad' } })),
  );
});

test('a for-each over nothing gives an empty list', async () => {
  const played = await harness.play(planOf([forEach('l', { items: 0 }, [{ id: 'a' }])]));
  expect(resultOf(played, 'l', '0')).toEqual([]);
});

test('a while hands on what each round came to', async () => {
  const body = [{ id: 'a', usesPrevious: ['b'], usesLocals: ['last' as const] }, { id: 'b' }];
  const loop = {
    ...whileLoop('w', { rounds: 2 }, body, inLine('a', 'b')),
    usesLocals: ['index' as const, 'last' as const],
  };
  const played = await harness.play(planOf([loop]));
  const inputs = harness.activities.inputs.filter((input) => input.run.id === played.runId);
  const seenBy = (id: string) =>
    inputs.filter((input) => input.node.id === id).map(({ scope }) => loaded(scope.locals?.last ?? null));
  const results = [resultOf(played, 'b', '0'), resultOf(played, 'b', '1')];
  expect(seenBy('w')).toEqual([null, ...results]);
  expect(seenBy('a')).toEqual([null, results[0]]);
  const previous = inputs.filter((input) => input.node.id === 'a').map(({ scope }) => scope.nodes.b?.status);
  expect(previous).toEqual(['skipped', 'success']);
  expect(resultOf(played, 'w', '0')).toEqual({ iterations: 2, last: results[1] });
});

test('a while that reaches its bound fails, unless it may go on', async () => {
  const failing = await harness.play(planOf([whileLoop('w', { rounds: 5, maxIterations: 2 }, [{ id: 'a' }])]));
  expect(failing.record.error).toMatchObject({ code: 'LOOP_LIMIT', nodeId: 'w' });
  const going = await harness.play(
    planOf([whileLoop('w', { rounds: 5, maxIterations: 2, onLimit: 'continue' }, [{ id: 'a' }])]),
  );
  expect(resultOf(going, 'w', '0')).toMatchObject({ iterations: 2 });
  expect(statusesOf(going.record.steps, 'a')).toHaveLength(2);
});

test('the limit on all of a loop ends it with what it holds', async () => {
  const loop = forEach('l', { items: 3 }, [{ id: 'slow', config: { gate: 'never' } }]);
  const { record } = await harness.play(planOf([{ ...loop, totalTimeoutMs: 3_000 }]));
  expect(record.error).toMatchObject({ code: 'TIMEOUT', nodeId: 'l' });
  expect(statusesOf(record.steps, 'slow')).toEqual(['cancelled']);
});

test('a cancelled run stops its rounds, and begins no new ones', async () => {
  const plan = planOf([forEach('l', { items: 9, concurrency: 2 }, [{ id: 'slow', config: { gate: 'never' } }])]);
  const started = await harness.start(plan);
  await eventually(() => harness.activities.effectsOf(started.runId).length === 3);
  await started.handle.cancel();
  const { record } = await started.closed();
  expect(record.status).toBe('cancelled');
  expect(statusesOf(record.steps, 'slow')).toEqual(['cancelled', 'cancelled']);
  expect(statusesOf(record.steps, 'l')).toEqual(['cancelled']);
});

function statusesOf(steps: StepSnapshot[], nodeId: string): string[] {
  return steps.filter((step) => step.nodeId === nodeId).map((step) => step.status);
}

function resultOf({ record }: PlayedRun, nodeId: string, iteration: string): unknown {
  const step = record.steps.find((each) => each.nodeId === nodeId && each.iteration === iteration);
  return loaded(step?.result ?? null);
}

function loaded(ref: StepSnapshot['result'] | null): unknown {
  return ref === null ? undefined : harness.activities.blobs.load(ref);
}
