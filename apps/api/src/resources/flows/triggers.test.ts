import { storedId } from '@perdura/definition';
import { openTestApi, type TestApi } from '../../testing/test-api.ts';

let api: TestApi;

beforeAll(async () => {
  api = await openTestApi({ worker: true });
});

afterAll(async () => {
  await api.close();
});

const PIECE = '@activepieces/piece-triggers';

function triggerOf(triggerName: string, input: object = {}, pieceName = PIECE, pieceVersion = '1.0.0') {
  const settings = { pieceName, pieceVersion, triggerName, input, propertySettings: {} };
  return { name: 'trigger', type: 'PIECE_TRIGGER', valid: true, displayName: 'Trigger', settings };
}

const CATCH = triggerOf('catch_webhook', {}, '@activepieces/piece-webhook', '0.1.29');

/** A flow with a trigger and one step. */
async function newFlow(trigger: object): Promise<string> {
  const made = await api.call('POST', '/v1/flows', { body: { displayName: 'Triggered' } });
  const { id } = made.json as { id: string };
  await operate(id, 'UPDATE_TRIGGER', trigger);
  const settings = { sourceCode: { code: 'export const code = async () => 1;', packageJson: '{}' }, input: {} };
  const action = { name: 'step_1', type: 'CODE', displayName: 'Step', valid: true, settings };
  await operate(id, 'ADD_ACTION', { parentStep: 'trigger', action });
  return id;
}

async function operate(id: string, type: string, request: object = {}) {
  return await api.call('POST', `/v1/flows/${id}`, { body: { type, request } });
}

async function wantedSchedule(id: string): Promise<object | undefined> {
  const row = await api.database.workflows.get(api.projectId, storedId(id) ?? '', { flows: true });
  return row?.trigger;
}

const SCHEDULE = { type: 'CRON_EXPRESSION', cronExpression: '*/3 * * * *', timezone: 'UTC' };

test('a flow that is polled says when, until it is switched off', async () => {
  const id = await newFlow(triggerOf('polled'));
  const { status, json } = await operate(id, 'LOCK_AND_PUBLISH');
  expect([status, json]).toMatchObject([
    200,
    { status: 'ENABLED', operationStatus: 'NONE', triggerSource: { schedule: SCHEDULE } },
  ]);
  expect(await wantedSchedule(id)).toMatchObject({ type: 'cron', schedule: '*/3 * * * *', timezone: 'UTC' });
  const off = await operate(id, 'CHANGE_STATUS', { status: 'DISABLED' });
  expect(off.json).toMatchObject({ status: 'DISABLED', operationStatus: 'NONE', triggerSource: { schedule: null } });
  expect(await wantedSchedule(id)).toEqual({ type: 'manual' });
});

test('a new version with the same trigger leaves it on, another one replaces it', async () => {
  const id = await newFlow(triggerOf('polled', { every: 'minute' }));
  const first = (await operate(id, 'LOCK_AND_PUBLISH')).json as { publishedVersionId: string };
  await operate(id, 'CHANGE_NAME', { displayName: 'Renamed' });
  const second = (await operate(id, 'LOCK_AND_PUBLISH')).json as { publishedVersionId: string };
  expect(second).toMatchObject({ status: 'ENABLED', triggerSource: { schedule: SCHEDULE } });
  expect(second.publishedVersionId).not.toBe(first.publishedVersionId);
  await operate(id, 'UPDATE_TRIGGER', CATCH);
  expect((await operate(id, 'LOCK_AND_PUBLISH')).json).toMatchObject({ triggerSource: { schedule: null } });
  expect(await wantedSchedule(id)).toEqual({ type: 'manual' });
});

test('a trigger that cannot be had leaves the flow as it was', async () => {
  const id = await newFlow(triggerOf('polled'));
  await operate(id, 'LOCK_AND_PUBLISH');
  await operate(id, 'UPDATE_TRIGGER', triggerOf('of_app'));
  const { status, json } = await operate(id, 'LOCK_AND_PUBLISH');
  expect([status, json]).toMatchObject([400, { code: 'TRIGGER_FAILED' }]);
  const flow = await api.call('GET', `/v1/flows/${id}`);
  expect(flow.json).toMatchObject({
    status: 'ENABLED',
    operationStatus: 'NONE',
    triggerSource: { schedule: SCHEDULE },
  });
});

test('a piece answers the handshake of its address, whether the flow is on or not', async () => {
  const id = await newFlow(triggerOf('hooked'));
  const shake = () => api.call('GET', `/v1/webhooks/${id}?challenge=abc`, { key: null });
  const { status, headers, text } = await shake();
  expect([status, headers['content-type'], text]).toEqual([202, 'text/plain', 'abc']);
  expect((await api.call('POST', `/v1/webhooks/${id}`, { key: null, body: {} })).status).toBe(404);
  await operate(id, 'LOCK_AND_PUBLISH');
  expect((await shake()).text).toBe('abc');
  expect((await api.call('POST', `/v1/webhooks/${id}`, { key: null, body: {} })).status).toBe(200);
});

test('the trial of a webhook says where samples go; a piece is asked for those of other triggers', async () => {
  const flowId = await newFlow(CATCH);
  const body = { pieceName: '@activepieces/piece-webhook', flowId };
  const { status, json } = await api.call('POST', '/v1/test-trigger', { body });
  const webhookUrl = `/v1/webhooks/${flowId}/test`;
  expect([status, json]).toMatchObject([200, { strategy: 'SIMULATION', waiting: true, webhookUrl, data: [] }]);
  expect((await api.call('DELETE', '/v1/test-trigger', { body })).status).toBe(204);

  const polled = { flowId: await newFlow(triggerOf('polled')) };
  const tried = await api.call('POST', '/activepieces/v1/test-trigger', { body: polled });
  expect([tried.status, tried.json]).toMatchObject([200, { strategy: 'TEST_FUNCTION', waiting: false }]);
  const simulated = { ...polled, testStrategy: 'SIMULATION' };
  expect((await api.call('POST', '/v1/test-trigger', { body: simulated })).json).toMatchObject({ waiting: true });
  expect((await api.call('POST', '/v1/test-trigger', { body: {} })).json).toMatchObject({
    ...{ code: 'VALIDATION_FAILED', errors: [{ pointer: '/flowId' }] },
  });
  const empty = (await api.call('POST', '/v1/flows', { body: { displayName: 'Empty' } })).json as { id: string };
  const refused = await api.call('POST', '/v1/test-trigger', { body: { flowId: empty.id } });
  expect(refused.json).toMatchObject({ code: 'TRIGGER_TEST_FAILED' });
});

test('payloads can be kept by hand, and those of the trigger are listed', async () => {
  const flowId = await newFlow(CATCH);
  const event = await api.call('POST', '/v1/trigger-events', { body: { flowId, mockData: { body: { n: 1 } } } });
  const sourceName = '@activepieces/piece-webhook@0.1.29:catch_webhook';
  const payload = { body: { n: 1 } };
  expect([event.status, event.json]).toMatchObject([201, { flowId, sourceName, payload, projectId: api.projectId }]);
  const listed = () => api.call('GET', `/v1/trigger-events?flowId=${flowId}`);
  expect((await listed()).json).toMatchObject({ data: [{ payload }], next: null, previous: null });
  await operate(flowId, 'UPDATE_TRIGGER', triggerOf('polled'));
  expect((await listed()).json).toMatchObject({ data: [] });
});

test('calls of triggers are counted by piece and day', async () => {
  const before = await api.call('GET', '/v1/trigger-runs/status');
  expect([before.status, before.json]).toEqual([200, { pieces: {} }]);
  await api.database.triggerStats.count(api.projectId, PIECE, 'failure');
  const { json } = await api.call('GET', '/activepieces/v1/trigger-runs/status');
  const { pieces } = json as { pieces: Record<string, { dailyStats: object; totalRuns: number }> };
  expect(pieces[PIECE]?.totalRuns).toBe(1);
  expect(Object.values(pieces[PIECE]?.dailyStats ?? {})).toEqual([{ success: 0, failure: 1 }]);
});

test('requests that flows take as they are count for the piece of their trigger', async () => {
  const id = await newFlow(CATCH);
  await operate(id, 'LOCK_AND_PUBLISH');
  for (const path of [id, id, `${id}/draft`]) {
    expect((await api.call('POST', `/v1/webhooks/${path}`, { body: { n: 1 } })).status).toBe(200);
  }
  const { json } = await api.call('GET', '/v1/trigger-runs/status');
  const { pieces } = json as { pieces: Record<string, { dailyStats: object }> };
  const [stats] = Object.values(pieces['@activepieces/piece-webhook']?.dailyStats ?? {});
  expect(stats).toEqual({ success: 2, failure: 0 });
});

test('a piece that is not known has no options', async () => {
  const question = { pieceVersion: '0.10.2', actionOrTriggerName: 'send', propertyName: 'channel', input: {} };
  const ask = (pieceName: string) => api.call('POST', '/v1/pieces/options', { body: { ...question, pieceName } });
  expect((await ask('@activepieces/piece-slack')).status).toBe(200);
  expect((await ask('@activepieces/piece-none')).json).toMatchObject({ code: 'PIECE_NOT_FOUND' });
});

test('another project tries, reads and feeds no trigger of this one', async () => {
  const flowId = await newFlow(CATCH);
  const { apiKey: key } = await api.otherProject();
  const status = async (method: string, path: string) =>
    (await api.call(method, path, { key, body: { flowId } })).status;
  expect(await status('POST', '/v1/test-trigger')).toBe(404);
  expect(await status('DELETE', '/v1/test-trigger')).toBe(404);
  expect(await status('POST', '/v1/trigger-events')).toBe(404);
  const listed = await api.call('GET', `/v1/trigger-events?flowId=${flowId}`, { key });
  expect(listed.json).toMatchObject({ data: [] });
});
