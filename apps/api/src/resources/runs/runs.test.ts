import type { RunSnapshot } from '@perdura/definition/run';
import { eventually, queryDatabase } from '@perdura/testkit';
import { openTestApi, type TestApi } from '../../testing/test-api.ts';

let api: TestApi;
let workflowId: string;

beforeAll(async () => {
  api = await openTestApi({ worker: true });
  workflowId = await newWorkflow();
});

afterAll(async () => {
  await api.close();
});

async function newWorkflow(body: object = {}): Promise<string> {
  const { json } = await api.call('POST', '/v1/workflows', { body: { name: 'runs', ...body } });
  return (json as { id: string }).id;
}

async function start(body: object = {}, query = '', headers: Record<string, string> = {}) {
  return await api.call('POST', `/v1/workflows/${workflowId}/run${query}`, { body, headers });
}

async function startedId(body: object = {}): Promise<string> {
  return ((await start(body)).json as { runId: string }).runId;
}

async function until(runId: string, status: string) {
  return await eventually(async () => {
    const { json } = await api.call('GET', `/v1/runs/${runId}`);
    return (json as { status: string }).status === status ? (json as Record<string, unknown>) : null;
  });
}

describe('starting', () => {
  test('with wait answers the run document when it ended', async () => {
    const { status, json } = await start({ data: { n: 1 }, tags: ['a'], businessKey: 'order-7' }, '?wait=30');
    expect(status).toBe(200);
    const { runId } = json as { runId: string };
    expect(json).toMatchObject({
      runId,
      _id: runId,
      status: 'completed',
      version: 1,
      tags: ['a'],
      businessKey: 'order-7',
      error: null,
      parentRunId: null,
      retryOf: null,
      startAt: null,
      temporal: { workflowId: `run-${runId}`, runId: expect.any(String) },
      durationMs: expect.any(Number),
    });
  });

  test('with wait answers 202 when the time is over', async () => {
    const { status, json } = await start({ data: { wait: true } }, '?wait=1');
    expect(status).toBe(202);
    expect(json).toMatchObject({ status: expect.stringMatching(/pending|running/) });
    await api.call('POST', `/v1/runs/${(json as { runId: string }).runId}/terminate`);
  });

  test.each(['wait=0', 'wait=301', 'wait=x', 'wait=1.5', 'wait=', 'now=1'])('refuses ?%s', async (query) => {
    expect((await start({}, `?${query}`)).status).toBe(400);
  });

  test('an idempotency key makes repeats one run, also when the workflow was disabled since', async () => {
    workflowId = await newWorkflow();
    const headers = { 'Idempotency-Key': 'start-1' };
    const answers = await Promise.all(Array.from({ length: 10 }, () => start({ data: { n: 1 } }, '', headers)));
    expect(new Set(answers.map(({ json }) => (json as { runId: string }).runId)).size).toBe(1);
    const other = await start({ data: { n: 2 } }, '', headers);
    expect([other.status, (other.json as { code: string }).code]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
    await api.call('PUT', `/v1/workflows/${workflowId}`, { body: { enabled: false } });
    const again = await start({ data: { n: 1 } }, '', headers);
    expect([again.status, again.json]).toEqual([
      202,
      expect.objectContaining({ runId: (answers[0]!.json as { runId: string }).runId }),
    ]);
    const { json } = await api.call('GET', `/v1/workflows/${workflowId}/runs`);
    expect(json).toMatchObject({ total: 1 });
    workflowId = await newWorkflow();
  });

  test('a disabled workflow answers 409 with a code', async () => {
    const id = await newWorkflow({ enabled: false });
    const { status, json } = await api.call('POST', `/v1/workflows/${id}/run`);
    expect([status, (json as { code: string }).code]).toEqual([409, 'WORKFLOW_DISABLED']);
  });

  test('an idempotency key whose run was deleted with its history starts anew', async () => {
    const id = await newWorkflow();
    const start = () =>
      api.call('POST', `/v1/workflows/${id}/run`, { body: {}, headers: { 'Idempotency-Key': 'start-2' } });
    const { runId } = (await start()).json as { runId: string };
    await until(runId, 'completed');
    await queryDatabase(api.databaseUrl, `UPDATE runs SET completed_at = now() - interval '2 days' WHERE id = $1`, [
      runId,
    ]);
    await api.database.retention.deleteExpiredRuns(1, 100);
    const again = await start();
    expect([again.status, (again.json as { runId: string }).runId === runId]).toEqual([202, false]);
    expect((await start()).json).toMatchObject({ runId: (again.json as { runId: string }).runId });
  });

  test('a start beyond the limit waits, or is refused with 409, as the workflow says', async () => {
    const started: string[] = [];
    const run = async (id: string, headers = {}) => {
      const answer = await api.call('POST', `/v1/workflows/${id}/run`, { body: { data: { wait: true } }, headers });
      const json = answer.json as { runId?: string; code?: string; status: unknown };
      if (json.runId) started.push(json.runId);
      return { ...json, http: answer.status };
    };
    const skipping = await newWorkflow({ concurrency: { limit: 1, policy: 'skip' } });
    await until((await run(skipping)).runId ?? '', 'running');
    const headers = { 'Idempotency-Key': 'skipped' };
    expect(await run(skipping, headers)).toMatchObject({ http: 409, code: 'CONCURRENCY_SKIPPED' });
    await api.call('POST', `/v1/runs/${started[0]}/cancel`);
    await until(started[0] ?? '', 'cancelled');
    // What the run tells of itself comes before its row, which holds the place.
    await eventually(async () => (await run(skipping, headers)).http === 202);

    const queueing = await newWorkflow({
      ...{ concurrency: { limit: 1 }, businessKey: 'w-{{trigger.data.wait}}', tags: ['all', 'v{{run.version}}'] },
    });
    await until((await run(queueing)).runId ?? '', 'running');
    const queued = (await run(queueing)).runId ?? '';
    expect((await api.call('GET', `/v1/runs/${queued}`)).json).toMatchObject({
      ...{ status: 'pending', businessKey: 'w-true', tags: ['all', 'v1'] },
    });
    await api.call('POST', `/v1/runs/${queued}/cancel`);
    expect((await api.call('GET', `/v1/runs/${queued}`)).json).toMatchObject({ status: 'cancelled' });
    for (const id of started) await api.call('POST', `/v1/runs/${id}/terminate`);
  });

  test('runs the version that is asked for', async () => {
    const id = await newWorkflow();
    await api.call('PUT', `/v1/workflows/${id}`, { body: { name: 'second' } });
    const run = async (version: number) => api.call('POST', `/v1/workflows/${id}/run`, { body: { version } });
    const { runId } = (await run(1)).json as { runId: string };
    expect((await api.call('GET', `/v1/runs/${runId}`)).json).toMatchObject({ version: 1 });
    const missing = await run(3);
    expect([missing.status, (missing.json as { code: string }).code]).toEqual([404, 'VERSION_NOT_FOUND']);
  });

  test('keeps large trigger data whole', async () => {
    const data = { text: '巡'.repeat(100_000) };
    const runId = await startedId({ data });
    expect((await until(runId, 'completed')).triggerData).toEqual(data);
  });

  test('refuses data that is no object', async () => {
    for (const data of [[], 'x', 1, null]) {
      expect((await start({ data })).json).toMatchObject({ status: 400, errors: [{ pointer: '/data' }] });
    }
  });
});

describe('ending', () => {
  test('cancel ends a live run as cancelled, and a second one answers 409', async () => {
    const runId = await startedId({ data: { wait: true } });
    await until(runId, 'running');
    const { status, json } = await api.call('POST', `/v1/runs/${runId}/cancel`);
    expect([status, (json as { runId: string }).runId]).toEqual([202, runId]);
    const run = await until(runId, 'cancelled');
    expect(run).toMatchObject({ stepResults: [{ nodeId: 'fetch', status: 'cancelled' }] });
    const again = await api.call('POST', `/v1/runs/${runId}/cancel`);
    expect([again.status, (again.json as { code: string }).code]).toEqual([409, 'RUN_ENDED']);
    expect((await api.call('POST', `/v1/runs/${runId}/terminate`)).status).toBe(409);
  });

  test('terminate ends a run at once, as cancelled with a code', async () => {
    const runId = await startedId({ data: { wait: true } });
    await until(runId, 'running');
    expect((await api.call('POST', `/v1/runs/${runId}/terminate`)).status).toBe(202);
    expect(await until(runId, 'cancelled')).toMatchObject({ error: { code: 'TERMINATED' } });
  });

  test('deleting a workflow with its runs cancels them', async () => {
    workflowId = await newWorkflow();
    const runId = await startedId({ data: { wait: true } });
    await until(runId, 'running');
    await api.call('DELETE', `/v1/workflows/${workflowId}?runs=cancel`);
    await until(runId, 'cancelled');
    workflowId = await newWorkflow();
  });
});

describe('reading', () => {
  test('a live run shows what the interpreter knows, before history does', async () => {
    const runId = await startedId({ data: { wait: true } });
    const run = await until(runId, 'running');
    expect(run).toMatchObject({ stepResults: [{ nodeId: 'fetch', nodeType: 'tool-call', status: 'running' }] });
    expect((await api.database.runs.get(api.projectId, runId))?.status).toBe('pending');
    await api.call('POST', `/v1/runs/${runId}/terminate`);
  });

  test('large results are shown whole', async () => {
    const runId = await startedId({ data: { wait: true } });
    const value = { text: 'x'.repeat(50_000) };
    const blob = await api.database.blobs.put(api.projectId, Buffer.from(JSON.stringify(value)));
    await api.database.runs.record(snapshotOf(runId, { blob: blob.hash, bytes: blob.bytes }));
    const run = await until(runId, 'failed');
    expect(run).toMatchObject({
      stepResults: [{ result: value, error: { code: 'HTTP_STATUS' }, attempts: 2, warnings: ['careful'] }],
      error: { code: 'HTTP_STATUS', message: 'it answered 404', nodeId: 'fetch' },
    });
  });

  test('a run is found under its own workflow alone', async () => {
    const runId = await startedId();
    const other = await newWorkflow();
    expect((await api.call('GET', `/v1/workflows/${other}/runs/${runId}`)).status).toBe(404);
    expect((await api.call('GET', `/v1/workflows/${workflowId}/runs/${runId.toUpperCase()}`)).status).toBe(404);
  });
});

describe('searching', () => {
  test('finds runs by what they carry', async () => {
    const runId = await startedId({ tags: ['find-me'], businessKey: 'key-9' });
    const { createdAt } = await until(runId, 'completed');
    const ids = async (query: string) => {
      const { json } = await api.call('GET', `/v1/runs?${query}`);
      return (json as { runs: { id: string }[] }).runs.map(({ id }) => id);
    };
    const from = encodeURIComponent(String(createdAt));
    for (const query of [
      'tag=find-me',
      'businessKey=key-9',
      `tag=find-me&status=completed,failed&workflowId=${workflowId}&triggeredBy=api&version=1`,
      `tag=find-me&createdAfter=${from}&minDurationMs=0&nodeId=fetch`,
    ]) {
      expect([query, await ids(query)]).toEqual([query, [runId]]);
    }
    for (const query of [
      'status=failed',
      'version=2',
      'triggeredBy=cron',
      `createdBefore=${from}`,
      'nodeId=x',
      'error=x',
    ]) {
      expect([query, await ids(`tag=find-me&${query}`)]).toEqual([query, []]);
    }
  });

  test.each([
    'status=done',
    'status=',
    'workflowId=x',
    'triggeredBy=me',
    'createdAfter=yesterday',
    'createdBefore=2026-02-30T00:00:00Z',
    'minDurationMs=-1',
    'maxDurationMs=1.5',
    'version=0',
    'limit=1000',
    'cursor=%00',
    'tag=%00',
    'sort=asc',
  ])('refuses ?%s', async (query) => {
    const { status, json } = await api.call('GET', `/v1/runs?${query}`);
    expect(status).toBe(400);
    expect(json).toMatchObject({ errors: [{ pointer: `/${query.split('=')[0]}` }] });
  });
});

function snapshotOf(runId: string, result: { blob: string; bytes: number }): RunSnapshot {
  const now = new Date().toISOString();
  const error = { code: 'HTTP_STATUS', message: 'it answered 404' };
  return {
    runId,
    projectId: api.projectId,
    workflowId,
    sequence: 50,
    status: 'failed',
    startedAt: now,
    completedAt: now,
    error: { ...error, nodeId: 'fetch' },
    result: null,
    response: null,
    paused: false,
    steps: [
      {
        nodeId: 'fetch',
        nodeType: 'tool-call',
        iteration: '0',
        position: 0,
        status: 'failed',
        result,
        error,
        attempts: 2,
        warnings: ['careful'],
        startedAt: now,
        completedAt: now,
        childRunId: null,
      },
    ],
    temporalRunId: 'x',
  };
}
