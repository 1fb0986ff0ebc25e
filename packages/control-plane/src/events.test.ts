import type { Trigger } from '@perdura/definition';
import type { Plan } from '@perdura/definition/plan';
import { createEvaluator } from '@perdura/sandbox';
import { eventually, freePort } from '@perdura/testkit';
import { createControlPlane } from './control-plane.ts';
import { type Bench, openBench } from './fixtures/control-plane-bench.ts';

let bench: Bench;

beforeAll(async () => {
  bench = await openBench();
});

afterAll(async () => {
  await bench.close();
});

describe('publishing', () => {
  test('starts every enabled workflow whose trigger it is, and no other', async () => {
    const event = 'order.placed';
    const first = await listener({ type: 'event', event });
    const second = await listener({ type: 'event', event });
    await listener({ type: 'event', event: 'order.cancelled' });
    await bench.workflow({ trigger: { type: 'event', event }, enabled: false });
    const { eventId, runIds, duplicate } = await publish({ type: event, data: { order: 7 } });
    expect(duplicate).toBe(false);
    const runs = await Promise.all(runIds.map((id) => bench.database.runs.get(bench.projectId, id)));
    expect(runs.map((run) => run?.workflowId).sort()).toEqual([first, second].sort());
    expect(runs[0]).toMatchObject({ triggeredBy: 'event', eventId, triggerData: { value: { order: 7 } }, depth: 0 });
    expect(runs.every((run) => run?.dispatchedAt !== null)).toBe(true);
  });

  test('an event that nothing waits for is stored, and starts nothing', async () => {
    expect(await publish({ type: 'nobody.listens', data: null })).toMatchObject({ runIds: [], duplicate: false });
    expect(await bench.database.events.pending(0, 10)).toEqual([]);
  });

  test('twenty repeats of one id at once are one event with one run', async () => {
    await listener({ type: 'event', event: 'device.seen' });
    const repeat = () => publish({ type: 'device.seen', data: { a: 1 }, id: 'seen-1' });
    const answers = await Promise.all(Array.from({ length: 20 }, repeat));
    const runIds = new Set(answers.flatMap((answer) => answer.runIds));
    expect(runIds.size).toBe(1);
    expect(new Set(answers.map((answer) => answer.eventId)).size).toBe(1);
    expect(answers.filter((answer) => !answer.duplicate)).toHaveLength(1);
    expect(await repeat()).toMatchObject({ duplicate: true, runIds: [...runIds] });
  });

  test('a publisher that dies half-way leaves the rest to housekeeping, and nothing is made twice', async () => {
    const event = 'report.ready';
    const first = await listener({ type: 'event', event });
    await listener({ type: 'event', event });
    await subscription(event);
    const stored = await bench.database.events.publish(bench.projectId, { type: event, data: {}, externalId: 'r-1' });
    const version = await bench.database.versions.get(bench.projectId, first, 1);
    const made = await bench.database.runs.create(bench.projectId, {
      workflowId: first,
      versionId: version!.id,
      triggeredBy: 'event',
      triggerData: { value: {} },
      eventId: stored.event.id,
    });
    const keepers = [bench.housekeeping(), bench.housekeeping()];
    await eventually(async () => (await bench.database.events.get(bench.projectId, stored.event.id))?.dispatchedAt);
    const answer = await publish({ type: event, data: {}, id: 'r-1' });
    expect(answer).toMatchObject({ duplicate: true, eventId: stored.event.id });
    expect(answer.runIds).toHaveLength(2);
    expect(answer.runIds).toContain(made.run.id);
    await Promise.all(keepers.map((keeper) => keeper.stop()));
  });

  test('a chain of workflows that start each other is cut at the depth limit', async () => {
    await listener({ type: 'event', event: 'chain.link' });
    expect((await publish({ type: 'chain.link', data: {}, depth: 5 })).runIds).toHaveLength(1);
    expect((await publish({ type: 'chain.link', data: {}, depth: 6 })).runIds).toEqual([]);
    expect(bench.complaints.at(-1)).toMatchObject({ fields: { event: 'chain.link', depth: 6 } });
  });

  test('another project hears nothing', async () => {
    await listener({ type: 'event', event: 'private.news' });
    const other = await bench.database.projects.create({ name: 'other' });
    expect((await bench.control.publishEvent(other.id, { type: 'private.news', data: {} })).runIds).toEqual([]);
  });
});

test.each([
  ['event.data.level', { level: 3 }, true],
  ['event.data.level', { level: 0 }, false],
  ['trigger.data.missing', {}, false],
  ['event.data.level > 2 && event.type === "alert.raised"', { level: 3 }, true],
  ['event.data.level > 2', { level: 2 }, false],
  ['{{ event.data.level }} > 2', { level: 3 }, true],
  ['event.data.deep.missing.name === 1', {}, false],
])('filter %s over %j lets the event pass: %s', async (filter, data, passes) => {
  const evaluator = createEvaluator({ threads: 1 });
  const control = createControlPlane({ ...bench.deps, evaluator });
  const project = await bench.database.projects.create({ name: 'filters' });
  const trigger = { type: 'event', event: 'alert.raised', filter } as const;
  const compiled = { definition: { trigger, nodes: [], edges: [] }, plan: EMPTY_PLAN, hash: 'x' };
  const user = await bench.database.users.create({ email: `${project.id}@example.com`, name: 'F' });
  const input = { userId: user.id, name: 'f', description: '', enabled: true, compiled, scheduleDesired: null };
  await bench.database.workflows.create(project.id, input);
  const { runIds } = await control.publishEvent(project.id, { type: 'alert.raised', data });
  expect(runIds).toHaveLength(passes ? 1 : 0);
  await control.close();
  await evaluator.close();
});

describe('deliveries', () => {
  test('every matching subscription gets one, sent once', async () => {
    const worker = await bench.worker();
    const keepers = [bench.housekeeping(), bench.housekeeping()];
    const plain = await subscription('door.opened');
    const matching = await subscription('door.opened', { building: 'A栋', 'door.floor': 3 });
    await subscription('door.opened', { building: 'B栋' });
    await publish({ type: 'door.opened', data: { building: 'A栋', door: { floor: 3 } }, id: 'door-1' });
    await publish({ type: 'door.opened', data: { building: 'A栋', door: { floor: 3 } }, id: 'door-1' });
    const deliveries = await Promise.all([plain, matching].map(deliveriesOf));
    const ids = deliveries.flat().map((delivery) => delivery.id);
    expect(ids).toHaveLength(2);
    await eventually(() => ids.every((id) => bench.sent.includes(id)));
    await publish({ type: 'door.opened', data: {} });
    await eventually(async () => (await deliveriesOf(plain)).every((delivery) => delivery.dispatchedAt !== null));
    expect(bench.sent.filter((id) => ids.includes(id))).toHaveLength(2);

    const again = await bench.control.redeliver(bench.projectId, plain, ids[0]!);
    expect(again).toMatchObject({ id: ids[0], round: 1 });
    await eventually(() => bench.sent.filter((id) => id === ids[0]).length === 2);
    expect(await bench.control.redeliver(bench.projectId, matching, ids[0]!)).toBeNull();
    await Promise.all(keepers.map((keeper) => keeper.stop()));
    await worker.shutdown();
  });

  test('with Temporal away they are accepted, and wait', async () => {
    const away = await openBench({ address: `127.0.0.1:${await freePort()}`, databaseUrl: bench.databaseUrl });
    const { id } = await away.database.subscriptions.create(away.projectId, {
      developerId: away.projectId,
      event: 'door.closed',
      url: 'https://example.com/hook',
      secret: 'whsec_c2VjcmV0',
    });
    await away.control.publishEvent(away.projectId, { type: 'door.closed', data: {} });
    const { items } = await away.database.deliveries.list(away.projectId, id, { limit: 10 });
    expect(items).toMatchObject([{ status: 'pending', dispatchedAt: null }]);
    await away.close();
  });
});

test('the end of a run dispatches its event at once, also in a process that does not lead', async () => {
  const worker = await bench.worker();
  const leader = bench.housekeeping({ events: 600_000 });
  const follower = bench.housekeeping({ events: 600_000 });
  const chained = await listener({ type: 'event', event: 'workflow.completed' });
  const run = await bench.start('complete');
  await bench.control.waitForRun(run, 60_000);
  await eventually(async () => {
    follower.wake();
    leader.wake();
    const { items } = await bench.database.runs.listByWorkflow(bench.projectId, chained, { limit: 10 });
    return items.some((item) => item.depth === 1);
  });
  await Promise.all([leader.stop(), follower.stop()]);
  await worker.shutdown();
});

const EMPTY_PLAN: Plan = { format: 1, nodes: [], edges: [], timeoutMs: null };

async function listener(trigger: Trigger): Promise<string> {
  return (await bench.workflow({ trigger })).workflow.id;
}

function publish(event: Parameters<Bench['control']['publishEvent']>[1]) {
  return bench.control.publishEvent(bench.projectId, event);
}

async function subscription(event: string, filter?: Record<string, string | number>): Promise<string> {
  const input = { developerId: bench.projectId, event, url: 'https://example.com/hook', secret: 'whsec_c2VjcmV0' };
  const row = await bench.database.subscriptions.create(bench.projectId, { ...input, filter: filter ?? null });
  return row.id;
}

async function deliveriesOf(subscriptionId: string) {
  return (await bench.database.deliveries.list(bench.projectId, subscriptionId, { limit: 50 })).items;
}
