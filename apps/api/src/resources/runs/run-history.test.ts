import type { RunSnapshot, StepSnapshot } from '@perdura/definition/run';
import { eventually } from '@perdura/testkit';
import { openTestApi, type TestApi } from '../../testing/test-api.ts';

let api: TestApi;
let workflowId: string;

const LOOP = {
  name: 'history',
  nodes: [
    { id: 'fetch', type: 'condition', config: { expression: 'true' } },
    {
      id: 'charge',
      type: 'http-request',
      config: { url: 'https://example.com/charge' },
      compensate: { type: 'http-request', config: { url: 'https://example.com/refund' } },
    },
  ],
  edges: [{ from: 'fetch', to: 'charge', condition: 'true' }],
};

beforeAll(async () => {
  api = await openTestApi({ worker: true });
  workflowId = ((await api.call('POST', '/v1/workflows', { body: LOOP })).json as { id: string }).id;
});

afterAll(async () => {
  await api.close();
});

/** A run that is over, with these steps. */
async function recorded(steps: Partial<StepSnapshot>[], fields: Partial<RunSnapshot> = {}): Promise<string> {
  const runId = await started();
  await api.database.runs.record({ ...snapshotOf(runId), steps: steps.map(stepOf), ...fields });
  return runId;
}

async function started(): Promise<string> {
  const { json } = await api.call('POST', `/v1/workflows/${workflowId}/run`, { body: { data: { wait: true } } });
  return (json as { runId: string }).runId;
}

async function get(path: string) {
  const { status, json } = await api.call('GET', path);
  return { status, json: json as Record<string, unknown> };
}

function stepOf(fields: Partial<StepSnapshot>, position: number): StepSnapshot {
  return {
    ...{ nodeId: 'work', nodeType: 'http-request', iteration: '0', position, status: 'success', attempts: 1 },
    ...{ result: { value: position }, error: null, warnings: [], childRunId: null },
    ...{ startedAt: '2026-04-12T09:00:01.000Z', completedAt: '2026-04-12T09:00:02.000Z' },
    ...fields,
  };
}

function snapshotOf(runId: string): RunSnapshot {
  return {
    ...{ runId, projectId: api.projectId, workflowId, sequence: 99, status: 'completed', error: null, steps: [] },
    ...{ startedAt: '2026-04-12T09:00:00.000Z', completedAt: '2026-04-12T09:00:09.000Z', temporalRunId: 'x' },
    ...{ result: null, response: null, paused: false },
  };
}

function rounds(count: number): Partial<StepSnapshot>[] {
  return Array.from({ length: count }, (_, round) => ({ iteration: String(round) }));
}

describe('the run document', () => {
  test('shows result, answer and child run', async () => {
    const childRunId = 'a'.repeat(24);
    const response = { value: { status: 201, headers: {}, body: { ok: true } } };
    const blob = await api.database.blobs.put(api.projectId, Buffer.from(JSON.stringify(['large'])));
    const result = { blob: blob.hash, bytes: blob.bytes, at: 0 };
    const runId = await recorded([{ nodeType: 'sub-workflow', childRunId }], { result, response });
    const { json } = await get(`/v1/runs/${runId}`);
    expect(json).toMatchObject({
      ...{ result: 'large', response: { status: 201, body: { ok: true } }, paused: false },
      ...{ moreSteps: false, iterations: {}, stepResults: [{ childRunId }] },
    });
  });

  test('of a long loop shows a thousand steps, and how many there are', async () => {
    const loop = rounds(3_000).map((step, round) => (round === 7 ? { ...step, status: 'failed' as const } : step));
    const runId = await recorded([{ nodeId: 'fetch' }, ...loop]);
    const { json } = await get(`/v1/runs/${runId}`);
    const shown = json.stepResults as { nodeId: string; iteration: string }[];
    expect([shown.length, json.moreSteps]).toEqual([1_000, true]);
    expect(shown.map(({ iteration }) => iteration).slice(0, 4)).toEqual(['0', '0', '7', '2003']);
    expect(json.iterations).toEqual({
      work: { total: 3_000, success: 2_999, failed: 1, running: 0, waiting: 0, skipped: 0, cancelled: 0 },
    });
    const list = (await get(`/v1/workflows/${workflowId}/runs?limit=200`)).json.runs as Record<string, unknown>[];
    const listed = list.find(({ id }) => id === runId) as { stepResults: object[]; moreSteps: boolean };
    expect([listed.stepResults.length, listed.moreSteps]).toEqual([2, true]);
  });

  test('children are found by their parent', async () => {
    const [parentRunId, other] = [await started(), await started()];
    const { workflow, version } = (await api.database.workflows.getVersioned(api.projectId, workflowId)) ?? {};
    const { run } = await api.database.runs.create(api.projectId, {
      ...{ workflowId: String(workflow?.id), versionId: String(version?.id), triggeredBy: 'workflow', parentRunId },
      triggerData: { value: null },
    });
    const found = await get(`/v1/runs?parentRunId=${parentRunId}`);
    expect(found.json).toMatchObject({ runs: [{ id: run.id, parentRunId }], total: 1 });
    expect((await get(`/v1/runs?parentRunId=${other}`)).json).toMatchObject({ runs: [], total: 0 });
    expect((await get('/v1/runs?parentRunId=x')).status).toBe(400);
  });
});

describe('a node in a run', () => {
  test('shows its attempts, its log and what it was given', async () => {
    const error = { code: 'HTTP_STATUS', message: 'it answered 500' };
    const runId = await recorded([{ nodeId: 'charge', attempts: 2, warnings: ['slow'] }]);
    const note = { runId, projectId: api.projectId, nodeId: 'charge', iteration: '0', worker: '7@host' };
    const log = [{ at: '2026-04-12T09:00:01.500Z', level: 'info', message: 'hello' }];
    const times = { queuedAt: '2026-04-12T09:00:00.900Z', endedAt: '2026-04-12T09:00:01.400Z' };
    await api.database.stepAttempts.record([
      { ...note, ...times, attempt: 1, startedAt: '2026-04-12T09:00:01.000Z', error, input: { n: 1 }, log },
      { ...note, ...times, attempt: 2, startedAt: '2026-04-12T09:00:01.300Z', error: null, input: { n: 2 }, log: [] },
    ]);
    const { status, json } = await get(`/v1/runs/${runId}/steps/charge`);
    expect(status).toBe(200);
    expect(json).toMatchObject({
      ...{ nodeId: 'charge', nodeType: 'http-request', total: 1, nextCursor: null },
      iterations: [
        {
          ...{
            iteration: '0',
            status: 'success',
            result: 0,
            input: { n: 2 },
            log,
            warnings: ['slow'],
            attemptCount: 2,
          },
          attempts: [
            { attempt: 1, startedAt: '2026-04-12T09:00:01.000Z', error, worker: '7@host' },
            { attempt: 2, queuedAt: '2026-04-12T09:00:00.900Z', error: null },
          ],
        },
      ],
    });
  });

  test('of which no worker told shows the times that the step has', async () => {
    const runId = await recorded([
      { nodeId: 'fetch', nodeType: 'condition' },
      { nodeId: 'charge', attempts: 0, startedAt: null, status: 'skipped' },
    ]);
    const fetch = await get(`/v1/runs/${runId}/steps/fetch`);
    const attempt = { attempt: 1, startedAt: '2026-04-12T09:00:01.000Z', endedAt: '2026-04-12T09:00:02.000Z' };
    expect(fetch.json).toMatchObject({
      iterations: [{ input: null, attempts: [{ ...attempt, queuedAt: null, worker: null, error: null }], log: [] }],
    });
    expect((await get(`/v1/runs/${runId}/steps/charge`)).json).toMatchObject({ iterations: [{ attempts: [] }] });
  });

  test('that only computes succeeded in the attempt after those that failed, and took up where they ended', async () => {
    const error = { code: 'EXPRESSION_FAILED', message: 'no' };
    const note = { runId: '', projectId: api.projectId, iteration: '0', worker: '7@host', queuedAt: null, log: [] };
    const times = { startedAt: '2026-04-12T09:00:01.000Z', endedAt: '2026-04-12T09:00:01.200Z' };
    const runId = await recorded([
      { nodeId: 'fetch', attempts: 2 },
      { nodeId: 'charge', attempts: 2 },
      { nodeId: 'parked', status: 'waiting', attempts: 1, error, completedAt: null },
    ]);
    await api.database.stepAttempts.record([
      { ...note, ...times, runId, nodeId: 'fetch', attempt: 1, error, input: null },
      // The first attempt was lost with its worker, and the next was counted anew.
      { ...note, ...times, runId, nodeId: 'charge', attempt: 1, error: null, input: null },
      { ...note, ...times, runId, nodeId: 'parked', attempt: 1, error, input: null },
    ]);
    const attemptsOf = async (nodeId: string) =>
      ((await get(`/v1/runs/${runId}/steps/${nodeId}`)).json.iterations as { attempts: object[] }[])[0]?.attempts;
    expect(await attemptsOf('fetch')).toMatchObject([
      { attempt: 1, error },
      { attempt: 2, error: null, startedAt: times.endedAt, endedAt: '2026-04-12T09:00:02.000Z', worker: null },
    ]);
    expect(await attemptsOf('charge')).toMatchObject([{ attempt: 1, error: null, worker: '7@host' }]);
    expect(await attemptsOf('parked')).toMatchObject([{ attempt: 1, error }]);
  });

  test('shows the attempt that is under way, and of which nobody told the end', async () => {
    const live = { status: 'running', completedAt: null } as const;
    const runId = await recorded(
      [
        { nodeId: 'charge', attempts: 1, ...live },
        { nodeId: 'fetch', attempts: 1 },
      ],
      live,
    );
    const told = { runId, projectId: api.projectId, iteration: '0', worker: '7@host', queuedAt: null, error: null };
    const rest = { ...told, endedAt: null, log: [] };
    await api.database.stepAttempts.record([
      { ...rest, nodeId: 'charge', attempt: 1, startedAt: '2026-04-12T09:00:01.000Z', input: { n: 1 } },
      { ...rest, nodeId: 'charge', attempt: 2, startedAt: '2026-04-12T09:00:05.000Z', input: { n: 2 } },
      { ...rest, nodeId: 'fetch', attempt: 1, startedAt: '2026-04-12T09:00:01.000Z', input: null },
    ]);
    const charge = (await get(`/v1/runs/${runId}/steps/charge`)).json.iterations;
    expect(charge).toMatchObject([
      {
        ...{ status: 'running', input: { n: 2 } },
        attempts: [
          { attempt: 1, endedAt: null, error: { code: 'OUTCOME_UNKNOWN' } },
          { attempt: 2, endedAt: null, error: null, worker: '7@host' },
        ],
      },
    ]);
    // The step itself knows when its last attempt ended.
    const fetch = (await get(`/v1/runs/${runId}/steps/fetch`)).json.iterations;
    expect(fetch).toMatchObject([{ attempts: [{ endedAt: '2026-04-12T09:00:02.000Z', error: null }] }]);
  });

  test('numbers the attempts on when somebody had it retried', async () => {
    const runId = await recorded([{ nodeId: 'charge', attempts: 3 }]);
    const note = {
      runId,
      projectId: api.projectId,
      nodeId: 'charge',
      iteration: '0',
      worker: '7@host',
      queuedAt: null,
    };
    const rest = { ...note, endedAt: null, error: null, input: null, log: [] };
    await api.database.stepAttempts.record([
      { ...rest, attempt: 1, startedAt: '2026-04-12T09:00:01.000Z' },
      { ...rest, attempt: 2, startedAt: '2026-04-12T09:00:02.000Z' },
      { ...rest, attempt: 1, startedAt: '2026-04-12T09:05:01.000Z' },
    ]);
    const { json } = await get(`/v1/runs/${runId}/steps/charge`);
    const [iteration] = json.iterations as { attempts: { attempt: number }[] }[];
    expect(iteration?.attempts.map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
  });

  test('gives its iterations in pages', async () => {
    const loop = rounds(25).map((step, round) => (round % 10 === 3 ? { ...step, status: 'failed' as const } : step));
    const runId = await recorded(loop);
    const found: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const { json } = await get(`/v1/runs/${runId}/steps/work?limit=10${cursor && `&cursor=${cursor}`}`);
      const { iterations, nextCursor, total } = json as {
        iterations: { iteration: string }[];
        nextCursor: string;
        total: number;
      };
      expect(total).toBe(25);
      found.push(...iterations.map(({ iteration }) => iteration));
      cursor = nextCursor;
    }
    expect(found).toEqual(rounds(25).map(({ iteration }) => iteration));
    const failed = await get(`/v1/runs/${runId}/steps/work?status=failed`);
    expect(failed.json).toMatchObject({
      total: 3,
      iterations: [{ iteration: '3' }, { iteration: '13' }, { iteration: '23' }],
    });
    const one = await get(`/v1/runs/${runId}/steps/work?iteration=12`);
    expect(one.json).toMatchObject({ total: 1, iterations: [{ iteration: '12' }], nextCursor: null });
  });

  test('that is at work is shown as the interpreter knows it, before history does', async () => {
    const runId = await started();
    const detail = await eventually(async () => {
      const { json } = await get(`/v1/runs/${runId}/steps/fetch`);
      return json.total === 1 ? json : null;
    });
    expect(detail).toMatchObject({
      nodeType: 'tool-call',
      iterations: [{ iteration: '0', status: 'running', attempts: [{ attempt: 1, endedAt: null, worker: null }] }],
      nextCursor: null,
    });
    // The interpreter stays ahead of what history has of the same step.
    const steps = ['0', '1', '2'].map((iteration, position) =>
      stepOf({ nodeId: 'fetch', iteration, status: 'waiting' }, position),
    );
    const progress = { ...snapshotOf(runId), sequence: 1, status: 'running' as const, steps };
    await api.database.runs.recordProgress([progress]);
    const waiting = await get(`/v1/runs/${runId}/steps/fetch?status=waiting&limit=1`);
    expect(waiting.json).toMatchObject({ total: 2, iterations: [{ iteration: '1' }], nextCursor: '1' });
    const all = await get(`/v1/runs/${runId}/steps/fetch`);
    expect(all.json).toMatchObject({ total: 3, iterations: [{ status: 'running' }, {}, {}], nextCursor: null });
    await api.call('POST', `/v1/runs/${runId}/terminate`);
  });

  test('that has not begun, or undoes another, has no iterations yet; one that there is not is not found', async () => {
    const runId = await recorded([]);
    for (const nodeId of ['charge', 'charge:compensate']) {
      const { json } = await get(`/v1/runs/${runId}/steps/${nodeId}`);
      expect(json).toEqual({ nodeId, nodeType: 'http-request', iterations: [], total: 0, nextCursor: null });
    }
    for (const nodeId of ['nothing', 'fetch:compensate', 'a%00b', 'x'.repeat(65)]) {
      const { status, json } = await get(`/v1/runs/${runId}/steps/${nodeId}`);
      expect([status, json.code]).toEqual([404, 'STEP_NOT_FOUND']);
    }
    const unknown = await get(`/v1/runs/${'0'.repeat(24)}/steps/charge`);
    expect([unknown.status, unknown.json.code]).toEqual([404, 'RUN_NOT_FOUND']);
  });

  test.each(['limit=0', 'cursor=x', 'cursor=1.', 'status=done', 'iteration=a', 'iteration=9999999999'])(
    'refuses ?%s',
    async (query) => {
      const runId = await recorded([]);
      const { status, json } = await get(`/v1/runs/${runId}/steps/charge?${query}`);
      expect([status, json]).toMatchObject([400, { errors: [{ pointer: `/${query.split('=')[0]}` }] }]);
    },
  );
});
