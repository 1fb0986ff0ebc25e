import { createHash } from 'node:crypto';
import { storeStream } from '@perdura/database';
import { openTestApi, type TestApi } from '../../testing/test-api.ts';

const BYTES = 3 * 1024 * 1024;

let api: TestApi;
let runId: string;

beforeAll(async () => {
  api = await openTestApi();
  const nodes = [{ id: 'first', type: 'condition', config: { expression: 'true' } }];
  const { json } = await api.call('POST', '/v1/workflows', { body: { name: 'files', nodes } });
  const { id } = json as { id: string };
  const started = await api.call('POST', `/v1/workflows/${id}/run`, { body: {} });
  ({ runId } = started.json as { runId: string });
});
afterAll(async () => {
  await api.close();
});

function* chunks(): Generator<Uint8Array> {
  for (let at = 0; at < BYTES; at += 65_536) yield Buffer.alloc(65_536, `${at} `);
}

function reference(hash: string, contentType: string) {
  return { $file: { hash, bytes: BYTES, contentType, encoding: 'text' } };
}

/** Gives the run a result, as its interpreter would. */
async function record(value: object): Promise<void> {
  const run = await api.database.runs.get(api.projectId, runId);
  if (run === null) throw new Error('the run is gone');
  await api.database.runs.record({
    ...{ runId, projectId: api.projectId, workflowId: run.workflowId, sequence: run.sequence + 1 },
    ...{ status: 'completed', startedAt: null, completedAt: null, error: null, response: null, paused: false },
    ...{ steps: [], temporalRunId: 'x', result: { value: JSON.parse(JSON.stringify(value)) } },
  });
}

test('a file of a run is shown with its address, and sent as it was received', async () => {
  const contentType = 'text/html; charset=utf-8';
  const { hash } = await storeStream(api.database.blobs, api.projectId, chunks(), { contentType, runId });
  const foreign = await api.database.blobs.put(api.projectId, Buffer.from('of another run'), {
    runId: '66a0000000000000000000ff',
  });
  const forged = reference(foreign.hash, 'text/plain');
  await record({ body: reference(hash, contentType), forged });

  const { json } = await api.call('GET', `/v1/runs/${runId}`);
  const url = `/v1/runs/${runId}/files/${hash}`;
  const file = { bytes: BYTES, contentType, encoding: 'text', url };
  expect((json as { result: unknown }).result).toEqual({ body: { file }, forged });

  const answer = await api.call('GET', url);
  expect(answer.status).toBe(200);
  expect(answer.headers).toMatchObject({
    'content-type': contentType,
    'content-length': String(BYTES),
    'content-disposition': expect.stringMatching(/^attachment; filename="[0-9a-f]+"$/),
    'content-security-policy': "sandbox; default-src 'none'",
    'x-content-type-options': 'nosniff',
  });
  expect(createHash('sha256').update(answer.text).digest('hex')).toBe(hash);

  expect((await api.call('GET', `/v1/runs/${runId}/files/${foreign.hash}`)).json).toMatchObject({
    status: 404,
    code: 'FILE_NOT_FOUND',
  });
  expect((await api.call('GET', `/v1/runs/${runId}/files/unknown`)).status).toBe(404);
});
