import type { JsonObject } from '@perdura/definition';
import { openTestApi, type TestApi } from '../../testing/test-api.ts';

let api: TestApi;
let workflowId: string;

beforeAll(async () => {
  api = await openTestApi();
  const round = { id: 'inner', type: 'transform', config: { expression: 'item' } };
  const nodes = [
    { id: 'fetch', type: 'tool-call', config: { tool: 'iot_get_all_devices', input: {} } },
    { id: 'loop', type: 'for-each', config: { items: '[1]', body: { nodes: [round], edges: [] } } },
    { id: 'ask', type: 'approval', config: { approvers: ['admin@example.com'] } },
  ];
  const edges = [
    { from: 'fetch', to: 'loop' },
    { from: 'loop', to: 'ask' },
  ];
  const { json } = await api.call('POST', '/v1/workflows', { body: { name: 'repeated', nodes, edges } });
  workflowId = (json as { id: string }).id;
});

afterAll(async () => {
  await api.close();
});

/** A run that has ended, of whose steps nothing is known. */
async function endedRun(status: 'failed' | 'completed' = 'failed'): Promise<string> {
  const { json } = await api.call('POST', `/v1/workflows/${workflowId}/run`, { body: { data: { n: 1 } } });
  const { runId } = json as { runId: string };
  await api.database.runs.finish(api.projectId, runId, { status, error: null });
  return runId;
}

const post = (runId: string, verb: string, body?: JsonObject, headers: Record<string, string> = {}) =>
  api.call('POST', `/v1/runs/${runId}/${verb}`, { headers, ...(body ? { body } : {}) });

const read = async (runId: string) => (await api.call('GET', `/v1/runs/${runId}`)).json as JsonObject;

test('a retry is a new run with the data of the old one, and the caller is told where it is', async () => {
  const runId = await endedRun();
  const answer = await post(runId, 'retry');
  const made = (answer.json as { runId: string }).runId;
  expect([answer.status, answer.json]).toEqual([202, { runId: made, status: 'pending' }]);
  expect(answer.headers.location).toBe(`/v1/runs/${made}`);
  expect(await read(made)).toMatchObject({ retryOf: runId, triggerData: { n: 1 }, triggeredBy: 'api' });
});

test('a completed run is not retried, but run once more, with data of the caller', async () => {
  const runId = await endedRun('completed');
  const refused = await post(runId, 'retry', {});
  expect(refused).toMatchObject({ status: 409, json: { code: 'RUN_STATE', detail: expect.stringContaining('rerun') } });
  const answer = await post(runId, 'rerun', { data: { n: 2 } });
  expect(answer.status).toBe(202);
  expect(await read((answer.json as { runId: string }).runId)).toMatchObject({ retryOf: runId, triggerData: { n: 2 } });
});

test.each(['retry', 'rerun'])('%s: a live run is refused, and one that is not known', async (verb) => {
  const { json } = await api.call('POST', `/v1/workflows/${workflowId}/run`, { body: {} });
  const { runId } = json as { runId: string };
  expect(await post(runId, verb)).toMatchObject({ status: 409, json: { code: 'RUN_STATE' } });
  expect((await post('f'.repeat(24), verb)).status).toBe(404);
});

test.each(['retry', 'rerun'])('%s: a repeat of the key is the same run, and another body is refused', async (verb) => {
  const runId = await endedRun();
  const headers = { 'idempotency-key': `key-${verb}` };
  const first = await post(runId, verb, { data: { a: 1 } }, headers);
  expect((await post(runId, verb, { data: { a: 1 } }, headers)).json).toEqual(first.json);
  expect(await post(runId, verb, { data: { a: 2 } }, headers)).toMatchObject({
    status: 422,
    json: { code: 'IDEMPOTENCY_KEY_REUSED' },
  });
});

test.each([
  [{ from: 'nobody' }, '/from'],
  [{ from: 'inner' }, '/from'],
  [{ from: '' }, '/from'],
  [{ version: 'newest' }, '/version'],
  [{ data: [1] }, '/data'],
  [{ results: { nobody: 1 } }, '/results/nobody'],
  [{ results: { inner: 1 } }, '/results/inner'],
  [{ results: { ask: 'yes' } }, '/results/ask'],
  [{ result: 1 }, '/result'],
])('a retry with %j is refused at %s', async (body, pointer) => {
  const answer = await post(await endedRun(), 'retry', body as JsonObject);
  expect(answer).toMatchObject({ status: 400, json: { errors: [expect.objectContaining({ pointer })] } });
});

test('a disabled workflow starts no retries', async () => {
  const runId = await endedRun();
  await api.call('PUT', `/v1/workflows/${workflowId}`, { body: { enabled: false } });
  expect(await post(runId, 'retry')).toMatchObject({ status: 409, json: { code: 'WORKFLOW_DISABLED' } });
  await api.call('PUT', `/v1/workflows/${workflowId}`, { body: { enabled: true } });
});

test('the log says who repeated which run', async () => {
  const runId = await endedRun();
  const { json } = await post(runId, 'retry', { from: 'start' }, { 'idempotency-key': 'noted' });
  await post(runId, 'retry', { from: 'start' }, { 'idempotency-key': 'noted' });
  const { entries } = (await api.call('GET', `/v1/audit?target=${runId}`)).json as { entries: JsonObject[] };
  expect(entries.map(({ action, after }) => [action, after])).toEqual([
    ['run.retry', expect.objectContaining({ from: 'start', runId: (json as { runId: string }).runId })],
  ]);
});

test('the runs around a run are told, as many as are asked for', async () => {
  const runId = await endedRun();
  const made: string[] = [];
  for (const from of ['start', 'failed', 'start'])
    made.push(((await post(runId, 'retry', { from })).json as { runId: string }).runId);
  const lineage = async (id: string, query = '') => (await api.call('GET', `/v1/runs/${id}/lineage${query}`)).json;
  const all = { runId, retryOf: [], retries: made.map((id) => expect.objectContaining({ id, retryOf: runId })) };
  expect(await lineage(runId)).toMatchObject({ ...all, parent: null, children: [], more: { retries: false } });
  expect(await lineage(runId, '?limit=2')).toMatchObject({ retries: [{}, {}], more: { retries: true } });
  expect(await lineage(made[0] ?? '')).toMatchObject({ retryOf: [{ id: runId }], retries: [] });
  expect((await api.call('GET', `/v1/runs/${'f'.repeat(24)}/lineage`)).status).toBe(404);
  expect((await api.call('GET', `/v1/runs?retryOf=${runId}`)).json).toMatchObject({ total: 3 });
});
