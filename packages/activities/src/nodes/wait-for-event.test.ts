import type { JsonObject } from '@perdura/definition';
import type { NodeActivityInput, NodeOpening, RunIdentity, ValueRef } from '@perdura/definition/run';
import { createEvaluator } from '@perdura/sandbox';
import type { ActivityDependencies } from '../dependencies.ts';
import { takeOne } from '../events/awaited-event.ts';
import { attemptOn, nodeInput, succeeded } from '../testing/node-call.ts';
import { openStage, type Stage } from '../testing/stage.ts';
import { newStageRun } from '../testing/stage-run.ts';

const evaluator = createEvaluator({ threads: 1 });
let stage: Stage;
let dependencies: ActivityDependencies;
let run: RunIdentity;

beforeAll(async () => {
  stage = await openStage();
  dependencies = { ...stage.dependencies, evaluator };
});
beforeEach(async () => {
  run = await newStageRun(stage);
});
afterAll(async () => {
  await evaluator.close();
  await stage.close();
});

async function publish(data: JsonObject, correlationKey: string | null = null, type = 'order.paid'): Promise<string> {
  const input = { type, data, correlationKey };
  return (await dependencies.database.events.publish(stage.projectId, input)).event.id;
}

function inputOf(config: JsonObject, options: Parameters<typeof nodeInput>[3] = {}): NodeActivityInput {
  return { ...nodeInput(stage, 'wait-for-event', { event: 'order.paid', ...config }, options), run };
}

async function opened(input: NodeActivityInput): Promise<Extract<NodeOpening, { type: 'wait-for-event' }>> {
  const { output, failed } = await attemptOn(input, dependencies);
  if (output?.opening?.type !== 'wait-for-event') throw failed ?? new Error('the node opened nothing');
  return output.opening;
}

const warnings: string[] = [];
const taking = (input: NodeActivityInput, eventId: string) => {
  const { signal } = new AbortController();
  return takeOne({ input, dependencies, signal, warn: (text) => warnings.push(text) }, eventId);
};

const resultOf = (id: string, data: JsonObject): ValueRef => ({ value: { id, type: 'order.paid', data } });

test('an event that came since the run began is taken at once, the oldest first', async () => {
  const first = await publish({ order: 1 });
  await publish({ order: 2 });
  expect(await opened(inputOf({}))).toEqual({
    type: 'wait-for-event',
    event: resultOf(first, { order: 1 }),
    until: null,
    onTimeout: 'fail',
  });
});

test('another attempt of the step answers the event that was taken', async () => {
  const first = await publish({ order: 1 });
  const input = inputOf({});
  for (let attempt = 0; attempt < 3; attempt++) {
    expect((await opened(input)).event).toEqual(resultOf(first, { order: 1 }));
  }
});

test('without an event it waits until the time that the run’s clock gives', async () => {
  const config = { timeout: 'PT1H30M', onTimeout: 'branch' };
  expect(await opened(inputOf(config, { now: '2030-01-01T00:00:00.000Z' }))).toEqual({
    type: 'wait-for-event',
    event: null,
    until: '2030-01-01T01:30:00.000Z',
    onTimeout: 'branch',
  });
});

test('the filter sees the event and the scope, and the key must be the same', async () => {
  await publish({ order: 7, total: 10 }, 'a');
  await publish({ order: 7, total: 99 }, 'b');
  await publish({ order: 8, total: 99 }, 'a');
  const right = await publish({ order: 7, total: 99 }, 'a');
  const config = {
    correlationKey: '{{ place.result.key }}',
    filter: 'event.data.order === place.result.order && event.data.total > 50',
  };
  const scope = { nodes: { place: succeeded({ order: 7, key: 'a' }) } };
  expect((await opened(inputOf(config, { scope }))).event).toEqual(resultOf(right, { order: 7, total: 99 }));
});

test('an event that the filter fails on is passed over, and said so', async () => {
  const broken = await publish({});
  const right = await publish({ order: { id: 3 } });
  const input = inputOf({ filter: 'event.data.order.id.toFixed(0) === "3"' });
  const { output } = await attemptOn(input, dependencies);
  expect(output?.opening).toMatchObject({ event: resultOf(right, { order: { id: 3 } }) });
  expect(output?.warnings).toEqual([expect.stringContaining(broken)]);
});

test('iterations take one event each, whichever comes first', async () => {
  const published = [await publish({ n: 0 }), await publish({ n: 1 })];
  const openings = await Promise.all(['0', '1', '2'].map((iteration) => opened(inputOf({}, { iteration }))));
  const taken = openings.flatMap(({ event }) => (event !== null && 'value' in event ? [event.value] : []));
  expect(new Set(taken.map((event) => (event as { id: string }).id))).toEqual(new Set(published));
});

test('an event that comes later is taken when it is the one', async () => {
  const input = inputOf({ filter: 'event.data.good' });
  expect((await opened(input)).event).toBeNull();
  const [bad, other, good] = [
    await publish({ good: false }),
    await publish({}, null, 'order.sent'),
    await publish({ good: true }),
  ];
  expect(await taking(input, bad)).toBeNull();
  expect(await taking(input, other)).toBeNull();
  expect(await taking(input, good)).toMatchObject({ id: good });
  expect(await taking(input, good)).toMatchObject({ id: good });
  expect(await taking(input, await publish({ good: true }))).toMatchObject({ id: good });
});

test('a wait that was ended takes nothing', async () => {
  const input = inputOf({});
  await opened(input);
  await dependencies.database.eventWaits.end(stage.projectId, { runId: run.id, nodeId: 'probe', iteration: '0' });
  expect(await taking(input, await publish({}))).toBeNull();
});

test('more events than one page are looked through', async () => {
  for (let index = 0; index < 120; index++) await publish({ index });
  const opening = await opened(inputOf({ filter: '{{ event.data.index }} === 110' }));
  expect(opening.event).toMatchObject({ value: { data: { index: 110 } } });
});

test('a large event is handed on by reference', async () => {
  await publish({ text: 'x'.repeat(100_000) });
  expect((await opened(inputOf({}))).event).toEqual({ blob: expect.any(String), bytes: expect.any(Number) });
});
