import { newId } from './ids.ts';
import { newProject, newWorkflow, useDatabase } from './testing/fixtures.ts';

const held = useDatabase();
const URL = 'http://127.0.0.1:1/hook';

async function setUp() {
  const { database } = held;
  const project = await newProject(database);
  const input = {
    developerId: project.userId,
    event: 'order.placed',
    url: URL,
    secret: 'whsec_canary',
    filter: { a: 1 },
  };
  const subscription = await database.subscriptions.create(project.projectId, input);
  return { database, ...project, subscription };
}

async function setUpDelivery() {
  const made = await setUp();
  const { database, projectId, subscription } = made;
  const { event } = await database.events.publish(projectId, { type: 'order.placed', data: { a: 1 } });
  const [delivery] = await database.deliveries.createForEvent(projectId, event, [subscription.id]);
  if (delivery === undefined) throw new Error('no delivery was made');
  return { ...made, event, delivery };
}

describe('events', () => {
  test('are stored once for 50 concurrent calls with one id, and wait to be dispatched', async () => {
    const { database, projectId } = await setUp();
    const input = { type: 'order.placed', data: { total: 5 }, externalId: 'order-1', correlationKey: 'c', depth: 2 };
    const published = await Promise.all(Array.from({ length: 50 }, () => database.events.publish(projectId, input)));
    expect(new Set(published.map(({ event }) => event.id)).size).toBe(1);
    expect(published.filter(({ duplicate }) => !duplicate)).toHaveLength(1);
    const event = published[0]?.event;
    expect(event).toMatchObject({ ...input, projectId, dispatchedAt: null });
    const pending = async () => (await database.events.pending(0, 1000)).map(({ id }) => id);
    expect(await pending()).toContain(event?.id);
    expect(await database.events.pending(3_600_000, 1000)).toEqual([]);
    await database.events.markDispatched(projectId, event?.id ?? '');
    expect(await pending()).not.toContain(event?.id);
  });

  test('without an id are all stored, with any JSON value as data', async () => {
    const { database, projectId } = await setUp();
    for (const data of [null, 0, 'text', [1], {}]) {
      const { event, duplicate } = await database.events.publish(projectId, { type: 'a.b', data });
      expect([event.data, duplicate]).toEqual([data, false]);
      expect((await database.events.get(projectId, event.id))?.data).toEqual(data);
    }
  });

  test('names the types that the project knows', async () => {
    const { database, projectId, userId } = await setUp();
    await database.events.publish(projectId, { type: 'seen.once', data: 1 });
    await newWorkflow(database, { projectId, userId }, { trigger: { type: 'event', event: 'heard.of' } });
    expect(await database.events.types(projectId)).toEqual(['heard.of', 'order.placed', 'seen.once']);
  });
});

describe('subscriptions', () => {
  test('are shown without their secret', async () => {
    const { database, projectId, userId, subscription } = await setUp();
    expect(subscription).toEqual({
      ...{ id: subscription.id, projectId, developerId: userId, event: 'order.placed', url: URL, filter: { a: 1 } },
      ...{ enabled: true, createdAt: expect.any(Date), lastTriggered: null, failCount: 0 },
    });
    const listed = await database.subscriptions.list(projectId, { limit: 10 });
    expect(listed).toEqual({ items: [subscription], total: 1, nextCursor: null });
    expect(await database.subscriptions.get(projectId, subscription.id)).toEqual(subscription);
    expect(await database.subscriptions.listeningTo(projectId, 'order.placed')).toEqual([subscription]);
    expect(await database.subscriptions.disable(projectId, subscription.id)).toBe(true);
    expect(await database.subscriptions.listeningTo(projectId, 'order.placed')).toEqual([]);
    expect(await database.subscriptions.remove(projectId, subscription.id)).toBe(true);
    expect(await database.subscriptions.get(projectId, subscription.id)).toBeNull();
  });
});

describe('deliveries', () => {
  test('are made once per event and subscription', async () => {
    const { database, projectId, subscription, event, delivery } = await setUpDelivery();
    const again = await Promise.all(
      Array.from({ length: 10 }, () => database.deliveries.createForEvent(projectId, event, [subscription.id])),
    );
    expect(again).toEqual(Array.from({ length: 10 }, () => [delivery]));
    expect(await database.deliveries.createForEvent(projectId, event, [newId()])).toEqual([]);
  });

  test('come with the secret in the clear for the one who sends', async () => {
    const { database, projectId, subscription, event, delivery } = await setUpDelivery();
    expect(await database.deliveries.load(projectId, delivery.id)).toEqual({
      ...{ delivery, event, subscription: { ...subscription, secret: 'whsec_canary' } },
    });
    await database.subscriptions.remove(projectId, subscription.id);
    expect(await database.deliveries.load(projectId, delivery.id)).toBeNull();
  });

  test('count attempts, and are settled once', async () => {
    const { database, projectId, subscription, delivery } = await setUpDelivery();
    const { deliveries } = database;
    const retry = { statusCode: 503, error: 'answered 503', outcome: 'pending' } as const;
    expect(await deliveries.recordAttempt(projectId, delivery.id, retry)).toBe(true);
    expect(await deliveries.get(projectId, delivery.id)).toMatchObject({
      ...{ status: 'pending', attempts: 1, lastStatusCode: 503, lastError: 'answered 503', completedAt: null },
    });
    const failed = { statusCode: null, error: 'refused', outcome: 'failed' } as const;
    expect(await deliveries.recordAttempt(projectId, delivery.id, failed)).toBe(true);
    expect(await deliveries.recordAttempt(projectId, delivery.id, failed)).toBe(false);
    expect(await database.subscriptions.get(projectId, subscription.id)).toMatchObject({
      ...{ failCount: 1, lastTriggered: expect.any(Date) },
    });
    expect(await deliveries.get(projectId, delivery.id)).toMatchObject({ status: 'failed', attempts: 2 });
  });

  test('begin a new round when they are asked for again', async () => {
    const { database, projectId, subscription, delivery } = await setUpDelivery();
    const { deliveries } = database;
    const undispatched = async () => (await deliveries.undispatched(0, 1000)).map(({ id }) => id);
    expect(await undispatched()).toContain(delivery.id);
    expect(await deliveries.markDispatched(projectId, delivery.id, 0)).toBe(true);
    expect(await deliveries.markDispatched(projectId, delivery.id, 0)).toBe(false);
    expect(await undispatched()).not.toContain(delivery.id);
    const arrived = { statusCode: 200, error: null, outcome: 'delivered' } as const;
    await deliveries.recordAttempt(projectId, delivery.id, arrived);
    const again = await deliveries.redeliver(projectId, subscription.id, delivery.id);
    expect(again).toMatchObject({ status: 'pending', round: 1, attempts: 1, dispatchedAt: null, completedAt: null });
    expect(await undispatched()).toContain(delivery.id);
    expect(await deliveries.markDispatched(projectId, delivery.id, 0)).toBe(false);
    expect(await deliveries.markDispatched(projectId, delivery.id, 1)).toBe(true);
    await deliveries.recordAttempt(projectId, delivery.id, arrived);
    const listed = await deliveries.list(projectId, subscription.id, { limit: 10 });
    expect(listed).toMatchObject({ total: 1, items: [{ status: 'delivered', attempts: 2, round: 1 }] });
    expect(await deliveries.redeliver(projectId, newId(), delivery.id)).toBeNull();
  });
});
