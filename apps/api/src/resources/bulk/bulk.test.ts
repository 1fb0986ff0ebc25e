import { openTestApi, type TestApi } from '../../testing/test-api.ts';

let api: TestApi;
let workflowId: string;
const UNKNOWN = 'f'.repeat(24);

beforeAll(async () => {
  api = await openTestApi();
  const nodes = [{ id: 'fetch', type: 'tool-call', config: { tool: 'iot_get_all_devices', input: {} } }];
  const { json } = await api.call('POST', '/v1/workflows', { body: { name: 'many', nodes } });
  workflowId = (json as { id: string }).id;
  // Nobody carries them out, nor the jobs: each test says how far its job is.
  await startRuns(3);
});

afterAll(async () => {
  await api.close();
});

interface Job {
  jobId: string;
  status: string;
  total: number;
}

async function startRuns(count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    await api.call('POST', `/v1/workflows/${workflowId}/run`, { body: {} });
  }
}

const post = (body: unknown, headers: Record<string, string> = {}, query = '') =>
  api.call('POST', `/v1/runs/bulk${query}`, { body, headers });

const read = async (path: string) => (await api.call('GET', path)).json as Record<string, unknown>;

async function accepted(body: object, headers: Record<string, string> = {}): Promise<string> {
  const { status, json } = await post(body, headers);
  expect(status).toBe(202);
  return (json as Job).jobId;
}

/** Does the job as a worker would: nobody does here. */
async function finish(jobId: string): Promise<void> {
  const { bulkJobs } = api.database;
  for (;;) {
    const [item] = await bulkJobs.begin(api.projectId, jobId, 1);
    if (item === undefined) break;
    const refused = { outcome: 'failed', code: 'RUN_ENDED', message: 'It ended.' } as const;
    const { succeeded = 0 } = (await bulkJobs.get(api.projectId, jobId)) ?? {};
    const { runId } = item;
    await bulkJobs.settle(api.projectId, jobId, [
      succeeded === 0 ? { runId, outcome: 'succeeded', newRunId: UNKNOWN } : { runId, ...refused },
    ]);
  }
  await bulkJobs.complete(api.projectId, jobId);
}

test('a job is accepted, and says how far it is and what became of each run', async () => {
  const filter = { workflowId: [workflowId], createdAfter: '2026-01-01T00:00:00+02:00' };
  const { status, json, headers } = await post({ action: 'retry', filter, input: { from: 'start' } });
  const { jobId } = json as Job;
  expect([status, json, headers.location]).toEqual([202, { jobId }, `/v1/runs/bulk/${jobId}`]);
  const before = { id: jobId, _id: jobId, jobId, action: 'retry', filter, status: 'running', by: 'admin@example.com' };
  const counts = { total: 3, succeeded: 0, failed: 0, pending: 3 };
  expect(await read(`/v1/runs/bulk/${jobId}`)).toEqual({
    ...{ ...before, ...counts, input: { from: 'start', version: 'pinned' }, errors: [] },
    ...{ createdAt: expect.any(String), completedAt: null },
  });
  await finish(jobId);
  const job = await read(`/v1/runs/bulk/${jobId}`);
  expect(job).toMatchObject({
    status: 'completed',
    succeeded: 1,
    failed: 2,
    pending: 0,
    completedAt: expect.any(String),
  });
  expect(job.errors).toEqual(Array(2).fill({ runId: expect.any(String), code: 'RUN_ENDED', message: 'It ended.' }));
  const first = await read(`/v1/runs/bulk/${jobId}/items?limit=2`);
  expect(first).toMatchObject({ items: [{ outcome: 'failed' }, { outcome: 'failed' }], total: 3 });
  const rest = await read(`/v1/runs/bulk/${jobId}/items?limit=2&cursor=${first.nextCursor}`);
  expect(rest).toMatchObject({ items: [{ outcome: 'succeeded', newRunId: UNKNOWN }], nextCursor: null });
  expect(await read(`/v1/runs/bulk/${jobId}/items?outcome=succeeded`)).toMatchObject({
    total: 1,
    items: { length: 1 },
  });
  const { jobs, total } = (await read('/v1/runs/bulk')) as { jobs: Job[]; total: number };
  expect([total, jobs[0]]).toEqual([1, expect.objectContaining({ jobId, status: 'completed' })]);
  expect(jobs[0]).not.toHaveProperty('errors');
});

test('a dry run only counts, and leaves nothing behind', async () => {
  const before = await read('/v1/runs/bulk');
  const body = { action: 'cancel', filter: {} };
  expect(await post(body, {}, '?dryRun=true')).toMatchObject({ status: 200, json: { total: 3 } });
  expect(await post({ ...body, filter: { status: ['completed'] } }, {}, '?dryRun=true')).toMatchObject({
    json: { total: 0 },
  });
  expect(await read('/v1/runs/bulk')).toEqual(before);
});

test('a repeat of a key is answered with the first job, and refused with another body', async () => {
  const headers = { 'idempotency-key': 'bulk-1' };
  const body = { action: 'cancel', filter: { workflowId: [workflowId] } };
  const jobIds = await Promise.all(Array.from({ length: 5 }, () => accepted(body, headers)));
  expect(new Set(jobIds).size).toBe(1);
  expect(await post({ ...body, action: 'terminate' }, headers)).toMatchObject({
    ...{ status: 422, json: { code: 'IDEMPOTENCY_KEY_REUSED' } },
  });
  await finish(jobIds[0] ?? '');
});

test('a job is stopped once', async () => {
  const jobId = await accepted({ action: 'pause', filter: {} });
  const stop = () => api.call('POST', `/v1/runs/bulk/${jobId}/cancel`);
  expect(await stop()).toMatchObject({ status: 202, json: { jobId, status: 'cancelled', pending: 3 } });
  expect(await stop()).toMatchObject({ status: 409, json: { code: 'BULK_JOB_ENDED' } });
  expect(await read(`/v1/runs/bulk/${jobId}`)).toMatchObject({ status: 'cancelled', pending: 3 });
});

test('only so many jobs of a project run at once', async () => {
  const jobIds: string[] = [];
  for (let count = 0; count < 5; count += 1) jobIds.push(await accepted({ action: 'rerun', filter: {} }));
  const { status, json, headers } = await post({ action: 'rerun', filter: {} });
  expect([status, (json as { code: string }).code, headers['retry-after']]).toEqual([429, 'BULK_JOBS_LIMIT', '30']);
  expect((json as { detail: string }).detail).toContain('5 jobs');
  for (const jobId of jobIds) await api.call('POST', `/v1/runs/bulk/${jobId}/cancel`);
  await finish(await accepted({ action: 'rerun', filter: {} }));
});

test.each([
  [{}, '/action'],
  [{ action: 'delete', filter: {} }, '/action'],
  [{ action: 'cancel' }, '/filter'],
  [{ action: 'cancel', filter: { limit: 3 } }, '/filter/limit'],
  [{ action: 'cancel', filter: { status: ['broken'] } }, '/filter/status/0'],
  [{ action: 'cancel', filter: { dataValue: 'x' } }, '/filter/dataValue'],
  [{ action: 'cancel', filter: {}, input: { from: 'start' } }, '/input/from'],
  [{ action: 'retry', filter: {}, input: { version: 3 } }, '/input/version'],
  [{ action: 'retry', filter: {}, input: { steps: [] } }, '/input/steps'],
  [{ action: 'rerun', filter: {}, input: { from: 'start' } }, '/input/from'],
  [{ action: 'resume', filter: {}, input: { data: {} } }, '/input/data'],
  [{ action: 'cancel', filter: {}, runs: [] }, '/runs'],
])('a job asked for with %j is refused at %s', async (body, pointer) => {
  const { status, json } = await post(body);
  expect(status).toBe(400);
  expect((json as { errors: { pointer: string }[] }).errors.map((each) => each.pointer)).toContain(pointer);
});

test('a job of another project, or none, is not found', async () => {
  const jobId = await accepted({ action: 'cancel', filter: { status: ['completed'] } });
  const { apiKey: key } = await api.otherProject();
  const paths = [`/v1/runs/bulk/${jobId}`, `/v1/runs/bulk/${jobId}/items`];
  for (const path of paths) {
    expect(await api.call('GET', path, { key })).toMatchObject({ status: 404, json: { code: 'BULK_JOB_NOT_FOUND' } });
    expect((await api.call('GET', path.replace(jobId, UNKNOWN))).status).toBe(404);
  }
  expect((await api.call('POST', `/v1/runs/bulk/${jobId}/cancel`, { key })).status).toBe(404);
  expect((await api.call('GET', '/v1/runs/bulk/counts')).status).toBe(404);
  // Nothing matched, so that there was nothing to do.
  expect(await read(paths[0] ?? '')).toMatchObject({ status: 'completed', total: 0 });
});

test('who asked for a job, and who stopped it, is in the audit log', async () => {
  const jobId = await accepted({ action: 'cancel', filter: { workflowId: [workflowId] } });
  await api.call('POST', `/v1/runs/bulk/${jobId}/cancel`);
  const { entries } = (await read(`/v1/audit?target=${jobId}`)) as { entries: Record<string, unknown>[] };
  expect(entries).toMatchObject([
    { action: 'bulk-job.cancel', by: 'admin@example.com', after: { status: 'cancelled' } },
    { action: 'run.bulk', by: 'admin@example.com', after: { action: 'cancel', total: 3 } },
  ]);
});
