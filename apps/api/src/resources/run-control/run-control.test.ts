import { eventually } from '@perdura/testkit';
import { openTestApi, type TestApi } from '../../testing/test-api.ts';

let api: TestApi;
let workflowId: string;

beforeAll(async () => {
  api = await openTestApi({ worker: true });
  const nodes = [{ id: 'fetch', type: 'tool-call', config: { tool: 'iot_get_all_devices', input: {} } }];
  const { json } = await api.call('POST', '/v1/workflows', { body: { name: 'controlled', nodes } });
  workflowId = (json as { id: string }).id;
});

afterAll(async () => {
  await api.close();
});

async function waitingRun(): Promise<string> {
  const { json } = await api.call('POST', `/v1/workflows/${workflowId}/run`, { body: { data: { wait: true } } });
  const { runId } = json as { runId: string };
  await eventually(async () => (await read(runId)).status === 'running');
  return runId;
}

async function read(runId: string) {
  return (await api.call('GET', `/v1/runs/${runId}`)).json as { status: string; paused: boolean };
}

const post = (runId: string, command: string, body?: unknown) =>
  api.call('POST', `/v1/runs/${runId}/${command}`, body === undefined ? {} : { body });

test('a run is paused once, reads as waiting, and goes on', async () => {
  const runId = await waitingRun();
  expect(await post(runId, 'pause')).toMatchObject({ status: 202, json: { runId, status: 'waiting' } });
  expect(await read(runId)).toMatchObject({ status: 'waiting', paused: true });
  expect(await post(runId, 'pause')).toMatchObject({ status: 409, json: { code: 'RUN_STATE' } });
  expect(await post(runId, 'resume', {})).toMatchObject({ status: 202, json: { runId, status: 'running' } });
  expect(await read(runId)).toMatchObject({ status: 'running', paused: false });
  const again = await post(runId, 'resume');
  expect(again).toMatchObject({
    status: 409,
    json: { code: 'RUN_STATE', detail: 'The run does not wait for that.' },
  });
});

test('an action is brought to the parked steps, and refused by a run that has none', async () => {
  const runId = await waitingRun();
  const body = { action: 'skip', nodeId: 'fetch', iteration: '2.0', result: { skipped: true } };
  expect(await post(runId, 'resume', body)).toMatchObject({ status: 409, json: { code: 'RUN_STATE' } });
});

test.each([
  [{ action: 'repeat' }, '/action'],
  [{ data: { a: 1 } }, '/data'],
  [{ action: 'skip', data: {} }, '/data'],
  [{ action: 'retry', result: 1 }, '/result'],
  [{ nodeId: 'fetch' }, '/nodeId'],
  [{ action: 'fail', iteration: '0' }, '/iteration'],
  [{ action: 'fail', nodeId: 'fetch', iteration: 'first' }, '/iteration'],
  [{ step: 'fetch' }, '/step'],
])('a resume with %j is refused at %s', async (body, pointer) => {
  const answer = await post('f'.repeat(24), 'resume', body);
  expect(answer).toMatchObject({ status: 400, json: { errors: [expect.objectContaining({ pointer })] } });
});

test('a run that has ended, or does not exist, takes no command', async () => {
  const runId = await waitingRun();
  await post(runId, 'terminate');
  for (const command of ['pause', 'resume']) {
    expect(await post(runId, command)).toMatchObject({ status: 409, json: { code: 'RUN_ENDED' } });
    expect((await post('f'.repeat(24), command)).status).toBe(404);
  }
});

test('a paused run is cancelled', async () => {
  const runId = await waitingRun();
  await post(runId, 'pause');
  expect((await post(runId, 'cancel')).status).toBe(202);
  await eventually(async () => (await read(runId)).status === 'cancelled');
});

test('without a worker the caller is told to try again', async () => {
  const lonely = await openTestApi({ databaseUrl: api.databaseUrl });
  const key = api.apiKey;
  const started = await lonely.call('POST', `/v1/workflows/${workflowId}/run`, { key, body: {} });
  const { runId } = started.json as { runId: string };
  const { status, json, headers } = await lonely.call('POST', `/v1/runs/${runId}/pause`, { key });
  expect([status, (json as { code: string }).code, headers['retry-after']]).toEqual([503, 'NO_WORKER', '5']);
  await lonely.close();
});
