import { KNOWN_EVENT_TYPES } from '@perdura/contracts';
import { openTask } from '../../testing/open-task.ts';
import { openTestApi, type TestApi } from '../../testing/test-api.ts';

let api: TestApi;

beforeAll(async () => {
  api = await openTestApi();
});

afterAll(async () => {
  await api.close();
});

async function publish(body: object) {
  return await api.call('POST', '/v1/events', { body });
}

test('an event starts every enabled workflow that it triggers, once for each id', async () => {
  const trigger = { type: 'event', event: 'custom.started' };
  const { json: one } = await api.call('POST', '/v1/workflows', { body: { name: 'one', trigger } });
  await api.call('POST', '/v1/workflows', { body: { name: 'off', trigger, enabled: false } });
  const first = await publish({ type: 'custom.started', data: { building: 'A栋' }, id: 'event-1' });
  expect(first.status).toBe(202);
  const { eventId, runIds } = first.json as { eventId: string; runIds: string[] };
  expect(first.json).toMatchObject({ runIds: [expect.any(String)], duplicate: false });
  const again = await publish({ type: 'custom.started', data: {}, id: 'event-1' });
  expect(again.json).toEqual({ eventId, runIds, duplicate: true });
  expect((await api.call('GET', `/v1/runs/${runIds[0]}`)).json).toMatchObject({
    workflowId: (one as { id: string }).id,
    triggeredBy: 'event',
    triggerData: { building: 'A栋' },
  });
});

test('whoever publishes an event has started its runs, and may not approve of them', async () => {
  const trigger = { type: 'event', event: 'custom.asked' };
  await api.call('POST', '/v1/workflows', { body: { name: 'asked', trigger } });
  const { runIds } = (await publish({ type: 'custom.asked', data: {} })).json as { runIds: string[] };
  const people = ['admin@example.com', 'b@example.com'];
  const task = await openTask(api, { runId: runIds[0] ?? '', people, required: 1, allowSelf: false });
  const { json } = await api.call('POST', `/v1/approvals/${task.id}/decide`, { body: { decision: 'approve' } });
  expect(json).toMatchObject({ status: 403, code: 'SELF_APPROVAL' });
});

test.each(['alert', '.x', 'a.', 'a b.c', '', `a.${'x'.repeat(200)}`])('refuses the event type "%s"', async (type) => {
  expect((await publish({ type })).json).toMatchObject({ status: 400, errors: [{ pointer: '/type' }] });
});

test('lists the known event types and those that the project uses', async () => {
  await publish({ type: 'custom.listed', data: {} });
  const { json } = await api.call('GET', '/v1/events/types');
  const { eventTypes } = json as { eventTypes: string[] };
  expect(eventTypes).toEqual(expect.arrayContaining([...KNOWN_EVENT_TYPES, 'custom.listed']));
});

test('a subscription shows its secret once, and its deliveries can be sent again', async () => {
  const body = { event: 'custom.hooked', url: 'https://example.com/hook', filter: { level: 'high' } };
  const made = await api.call('POST', '/v1/events/webhooks', { body });
  expect(made.status).toBe(201);
  expect(made.json).toMatchObject({
    ...body,
    developerId: expect.any(String),
    enabled: true,
    lastTriggered: null,
    failCount: 0,
    secret: expect.stringMatching(/^whsec_[A-Za-z0-9+/]{43}=$/),
  });
  const { id, secret } = made.json as { id: string; secret: string };
  const list = await api.call('GET', '/v1/events/webhooks');
  expect(list.json).toMatchObject({ webhooks: [{ id }], eventTypes: expect.arrayContaining(['alert.triggered']) });
  expect(list.text).not.toContain(secret);
  expect(api.logs.join('')).not.toContain(secret);

  await publish({ type: 'custom.hooked', data: { level: 'low' } });
  await publish({ type: 'custom.hooked', data: { level: 'high' } });
  const { json } = await api.call('GET', `/v1/events/webhooks/${id}/deliveries`);
  const { deliveries } = json as { deliveries: { id: string }[] };
  expect(deliveries).toMatchObject([{ event: 'custom.hooked', status: 'pending', attempts: 0, lastStatusCode: null }]);
  const path = `/v1/events/webhooks/${id}/deliveries/${deliveries[0]?.id}/redeliver`;
  expect([(await api.call('POST', path)).status, json]).toMatchObject([202, { nextCursor: null }]);
  expect((await api.call('POST', path.replace(id, '665f1a2b3c4d5e6f7a8b9c0d'))).status).toBe(404);

  expect((await api.call('DELETE', `/v1/events/webhooks/${id}`)).json).toEqual({ success: true });
  expect((await api.call('GET', `/v1/events/webhooks/${id}/deliveries`)).status).toBe(404);
});

test.each([
  [{ url: 'ftp://example.com' }, '/url'],
  [{ url: 'https://user:pass@example.com' }, '/url'],
  [{ url: 'javascript:alert(1)' }, '/url'],
  [{ secret: 'short' }, '/secret'],
  [{ secret: 'whsec_c2hvcnQ=' }, '/secret'],
  [{ filter: [] }, '/filter'],
  [{ enabled: false }, '/enabled'],
])('refuses a subscription with %j', async (part, pointer) => {
  const body = { event: 'a.b', url: 'https://example.com', ...part };
  const { json } = await api.call('POST', '/v1/events/webhooks', { body });
  expect(json).toMatchObject({ status: 400, errors: [{ pointer }] });
});
