import type { JsonObject } from '@perdura/definition';
import { Webhook } from 'standardwebhooks';
import { HttpPeer, type PeerAnswer } from '../testing/http-peer.ts';
import { failureOf, openStage, type Stage } from '../testing/stage.ts';
import { deliverWebhook } from './deliver-webhook.ts';

const SECRET = `whsec_${Buffer.from('canary-secret-for-signing-000001').toString('base64')}`;

let stage: Stage;
let peer: HttpPeer;

beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

beforeEach(async () => {
  peer = await new HttpPeer().listen();
});
afterEach(() => peer.close());

interface Prepared {
  deliveryId: string;
  subscriptionId: string;
  eventId: string;
}

async function prepare(
  data: JsonObject = { workflowId: 'w' },
  more: { url?: string; secret?: string } = {},
): Promise<Prepared> {
  const { subscriptions, events, deliveries } = stage.dependencies.database;
  const { id: subscriptionId } = await subscriptions.create(stage.projectId, {
    developerId: '66a0000000000000000000aa',
    event: 'workflow.completed',
    url: `${peer.url}/hook`,
    secret: SECRET,
    ...more,
  });
  const { event } = await events.publish(stage.projectId, { type: 'workflow.completed', data });
  const [delivery] = await deliveries.createForEvent(stage.projectId, event, [subscriptionId]);
  if (delivery === undefined) throw new Error('no delivery was made');
  return { deliveryId: delivery.id, subscriptionId, eventId: event.id };
}

const deliver = (deliveryId: string, isLastAttempt = false, on = stage) =>
  deliverWebhook(
    { deliveryId, projectId: stage.projectId },
    { signal: new AbortController().signal, isLastAttempt },
    on.dependencies,
  );

const stateOf = ({ deliveryId }: Prepared) => stage.dependencies.database.deliveries.get(stage.projectId, deliveryId);
const subscriptionOf = ({ subscriptionId }: Prepared) =>
  stage.dependencies.database.subscriptions.get(stage.projectId, subscriptionId);

const answerStatus =
  (status: number, headers: Record<string, string> = {}): PeerAnswer =>
  (_, response) =>
    response.writeHead(status, headers).end('the body of the receiver');

test('sends the event, signed so that the receiver can prove it', async () => {
  const prepared = await prepare({ workflowId: 'w', 名称: '巡检' });
  await deliver(prepared.deliveryId);
  const { headers, body, path, method } = peer.last;
  expect([method, path, headers['content-type']]).toEqual(['POST', '/hook', 'application/json']);
  expect(headers['webhook-id']).toBe(prepared.deliveryId);
  const verified = new Webhook(SECRET).verify(body, headers as Record<string, string>);
  expect(verified).toMatchObject({
    id: prepared.eventId,
    type: 'workflow.completed',
    data: { workflowId: 'w', 名称: '巡检' },
    timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
  });
  expect(await stateOf(prepared)).toMatchObject({ status: 'delivered', attempts: 1, lastStatusCode: 200 });
  expect(await subscriptionOf(prepared)).toMatchObject({ failCount: 0, lastTriggered: expect.any(Date) });
});

test('signs with secrets of any other form as they are', async () => {
  const prepared = await prepare({}, { secret: 'not base64 at all!' });
  await deliver(prepared.deliveryId);
  const webhook = new Webhook('not base64 at all!', { format: 'raw' });
  expect(() => webhook.verify(peer.last.body, peer.last.headers as Record<string, string>)).not.toThrow();
});

test.each([301, 400, 404, 429, 500, 503])('comes again after %i, under the same id', async (status) => {
  const prepared = await prepare();
  peer.answer = answerStatus(status, { location: `${peer.url}/elsewhere` });
  expect(await failureOf(deliver(prepared.deliveryId))).toMatchObject({ code: 'DELIVERY_FAILED', retryable: true });
  expect(await stateOf(prepared)).toMatchObject({ status: 'pending', attempts: 1, lastStatusCode: status });
  peer.answer = answerStatus(204);
  await deliver(prepared.deliveryId);
  expect(peer.seen.map(({ headers, path }) => [headers['webhook-id'], path])).toEqual([
    [prepared.deliveryId, '/hook'],
    [prepared.deliveryId, '/hook'],
  ]);
  expect(await stateOf(prepared)).toMatchObject({ status: 'delivered', attempts: 2, lastStatusCode: 204 });
});

test('waits as long as the receiver asks', async () => {
  const prepared = await prepare();
  peer.answer = answerStatus(503, { 'retry-after': '42' });
  expect(await failureOf(deliver(prepared.deliveryId))).toMatchObject({ retryAfterMs: 42_000 });
});

test('gives up with the last attempt and counts that', async () => {
  const prepared = await prepare();
  peer.answer = answerStatus(500);
  expect(await failureOf(deliver(prepared.deliveryId, true))).toMatchObject({ retryable: false });
  expect(await stateOf(prepared)).toMatchObject({ status: 'failed', lastStatusCode: 500 });
  expect(await subscriptionOf(prepared)).toMatchObject({ failCount: 1, enabled: true });
});

test('a receiver that is gone ends its subscription', async () => {
  const prepared = await prepare();
  peer.answer = answerStatus(410);
  expect(await failureOf(deliver(prepared.deliveryId))).toMatchObject({ retryable: false });
  expect(await stateOf(prepared)).toMatchObject({ status: 'failed', lastStatusCode: 410 });
  expect(await subscriptionOf(prepared)).toMatchObject({ enabled: false });
});

test('a receiver that cannot be reached may be later', async () => {
  const prepared = await prepare();
  await peer.close();
  expect(await failureOf(deliver(prepared.deliveryId))).toMatchObject({ retryable: true });
  expect(await stateOf(prepared)).toMatchObject({ status: 'pending', lastStatusCode: null });
  await peer.listen();
});

test('an address inside is not called, now or later', async () => {
  const prepared = await prepare();
  expect(await failureOf(deliver(prepared.deliveryId, false, stage.with({ allowHosts: [] })))).toMatchObject({
    retryable: false,
  });
  expect(peer.seen).toHaveLength(0);
  expect(await stateOf(prepared)).toMatchObject({
    status: 'failed',
    lastError: expect.stringContaining('may not be called'),
  });
});

test('a large answer does not matter', async () => {
  const prepared = await prepare();
  peer.answer = (_, response) => response.writeHead(200, { 'content-length': String(50_000_000) }).write('x');
  await deliver(prepared.deliveryId);
  expect(await stateOf(prepared)).toMatchObject({ status: 'delivered' });
});

test('what is settled or gone is not sent again', async () => {
  const prepared = await prepare();
  await deliver(prepared.deliveryId);
  await deliver(prepared.deliveryId);
  expect(peer.seen).toHaveLength(1);
  const other = await prepare();
  await stage.dependencies.database.subscriptions.remove(stage.projectId, other.subscriptionId);
  await deliver(other.deliveryId);
  expect(peer.seen).toHaveLength(1);
});

test('a subscription that was ended meanwhile is left alone', async () => {
  const prepared = await prepare();
  await stage.dependencies.database.subscriptions.disable(stage.projectId, prepared.subscriptionId);
  expect(await failureOf(deliver(prepared.deliveryId))).toMatchObject({ retryable: false });
  expect(peer.seen).toHaveLength(0);
});

test('the secret is nowhere to be found', async () => {
  const prepared = await prepare();
  peer.answer = answerStatus(500);
  const failure = await failureOf(deliver(prepared.deliveryId, true));
  const seen = JSON.stringify([failure.message, failure.stack, await stateOf(prepared), peer.last, stage.logged]);
  expect(seen).not.toContain(SECRET);
  expect(seen).not.toContain('canary-secret');
});
