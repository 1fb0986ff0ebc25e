import type { RunSnapshot, StepSnapshot } from '@perdura/definition/run';
import { EventReader, eventually } from '@perdura/testkit';
import { openTestApi, type TestApi } from '../../testing/test-api.ts';

let api: TestApi;
let workflowId: string;

beforeAll(async () => {
  const liveView = { lingerMs: 300, heartbeatMs: 200, keyLookMs: 200, stallMs: 1_000, watchersPerKey: 20 };
  api = await openTestApi({ worker: true, liveView });
  workflowId = ((await api.call('POST', '/v1/workflows', { body: { name: 'live' } })).json as { id: string }).id;
});

afterAll(async () => {
  await api.close();
});

async function started(body: object = {}, key = api.apiKey): Promise<string> {
  const options = { body: { data: { wait: true }, ...body }, key };
  const { json } = await api.call('POST', `/v1/workflows/${workflowId}/run`, options);
  return (json as { runId: string }).runId;
}

function reader(path: string, options: { lastEventId?: string; apiKey?: string } = {}): EventReader {
  return new EventReader({ port: api.port, path, apiKey: api.apiKey, ...options });
}

const eventsOf = (runId: string): string => `/v1/runs/${runId}/events`;

function step(nodeId: string, fields: Partial<StepSnapshot> = {}): StepSnapshot {
  return {
    ...{ nodeId, nodeType: 'transform', iteration: '0', position: 0, status: 'success', attempts: 1 },
    ...{ result: { value: nodeId }, error: null, warnings: [], childRunId: null },
    ...{ startedAt: '2026-04-12T09:00:01.000Z', completedAt: '2026-04-12T09:00:02.000Z' },
    ...fields,
  };
}

/** Steps by name, in the order of their positions. */
function steps(...names: string[]): StepSnapshot[] {
  return names.map((name, position) => step(name, { position }));
}

async function record(runId: string, sequence: number, fields: Partial<RunSnapshot> = {}): Promise<void> {
  await api.database.runs.record({
    ...{ runId, projectId: api.projectId, workflowId, sequence, status: 'running', error: null, steps: [] },
    ...{ startedAt: '2026-04-12T09:00:00.000Z', completedAt: null, temporalRunId: 'x' },
    ...{ result: null, response: null, paused: false },
    ...fields,
  });
}

const ended = { status: 'completed', completedAt: '2026-04-12T09:00:09.000Z' } as const;

function told({ events }: EventReader): string[] {
  return events.map(({ event, data }) => (event === 'step' ? `${data.nodeId} ${data.status}` : `run ${data.status}`));
}

function risesStrictly({ events }: EventReader): boolean {
  return events.every(({ id }, index) => index === 0 || Number(id) > Number(events[index - 1]?.id));
}

describe('a run', () => {
  test('is told as it is, then as it changes, until its end', async () => {
    const runId = await started();
    const watching = reader(eventsOf(runId));
    expect(await watching.connect()).toBe(200);
    expect(watching.headers).toMatchObject({
      ...{ 'content-type': 'text/event-stream; charset=utf-8', 'x-accel-buffering': 'no' },
      'cache-control': expect.stringContaining('no-store'),
    });
    await watching.until(({ event }) => event === 'run');
    await record(runId, 10, { steps: [step('a', { status: 'running', completedAt: null })] });
    await watching.until(({ data }) => data.nodeId === 'a');
    await record(runId, 20, { ...ended, steps: steps('a', 'b'), result: { value: 7 } });
    await watching.closed();
    expect(told(watching)).toEqual([
      'run pending',
      ...['a running', 'run running'],
      ...['a success', 'b success', 'run completed'],
    ]);
    expect(risesStrictly(watching)).toBe(true);
    const document = (await api.call('GET', `/v1/runs/${runId}`)).json as { stepResults: object[] };
    const { stepResults, moreSteps: _, iterations: __, ...state } = document as Record<string, unknown>;
    expect(watching.events.at(-1)?.data).toEqual(state);
    expect(
      watching.events
        .filter(({ event }) => event === 'step')
        .slice(-2)
        .map(({ data }) => data),
    ).toEqual(stepResults);
  });

  test('that has ended is told whole, and then there is nothing more', async () => {
    const runId = await started();
    await record(runId, 20, { ...ended, steps: steps('a', 'b', 'c') });
    const whole = reader(eventsOf(runId));
    await whole.connect();
    await whole.closed();
    expect(told(whole)).toEqual(['a success', 'b success', 'c success', 'run completed']);
    expect(await whole.connect()).toBe(204);
    const rest = reader(eventsOf(runId), { lastEventId: whole.events[1]?.id ?? '' });
    await rest.connect();
    await rest.closed();
    expect(rest.events).toEqual(whole.events.slice(2));
    const byQuery = reader(`${eventsOf(runId)}?lastEventId=${whole.lastEventId}`);
    expect(await byQuery.connect()).toBe(204);
    const anew = reader(`${eventsOf(runId)}?lastEventId=`);
    await anew.connect();
    await anew.closed();
    expect(anew.events).toEqual(whole.events);
  });

  test.each([
    ['for later', 'cancel', { at: new Date(Date.now() + 3_600_000).toISOString() }],
    ['for later', 'terminate', { at: new Date(Date.now() + 3_600_000).toISOString() }],
    ['that is queued', 'cancel', {}],
    ['that is queued', 'terminate', {}],
  ])('%s is told to its end by a %s', async (_, action, body) => {
    const definition = { name: 'one at a time', concurrency: { limit: 1 } };
    const { id } = (await api.call('POST', '/v1/workflows', { body: definition })).json as { id: string };
    const start = async (options: object) =>
      (await api.call('POST', `/v1/workflows/${id}/run`, { body: { data: { wait: true }, ...options } })).json;
    const { runId: holder } = (await start({})) as { runId: string };
    const { runId } = (await start(body)) as { runId: string };
    const watching = reader(eventsOf(runId));
    await watching.connect();
    await watching.until(({ event }) => event === 'run');
    expect((await api.call('POST', `/v1/runs/${runId}/${action}`)).status).toBe(202);
    await watching.closed();
    expect(told(watching)).toEqual(['run pending', 'run cancelled']);
    expect(await watching.connect()).toBe(204);
    await api.call('POST', `/v1/runs/${holder}/terminate`);
  });

  test('with thousands of steps is told page by page, each step once', async () => {
    const runId = await started();
    const names = Array.from({ length: 2_500 }, (_, index) => `n${index}`);
    await record(runId, 20, { ...ended, steps: steps(...names) });
    const whole = reader(eventsOf(runId));
    await whole.connect();
    await whole.closed();
    expect(told(whole)).toEqual([...names.map((name) => `${name} success`), 'run completed']);
    expect(risesStrictly(whole)).toBe(true);
  });

  test('leaves large results out, and says where files are', async () => {
    const runId = await started();
    const blob = await api.database.blobs.put(api.projectId, Buffer.from(JSON.stringify('x'.repeat(40_000))));
    const result = { blob: blob.hash, bytes: blob.bytes };
    await record(runId, 20, { ...ended, steps: [step('large', { result })], result });
    const watching = reader(eventsOf(runId));
    await watching.connect();
    await watching.closed();
    const omitted = { result: null, resultOmitted: { bytes: 40_002 } };
    expect(watching.events.map(({ data }) => data)).toMatchObject([omitted, omitted]);
  });

  test('is told again from the start to who names an event that is still to come', async () => {
    const runId = await started();
    const watching = reader(eventsOf(runId), { lastEventId: '99999999999' });
    await watching.connect();
    await watching.until(({ data }) => data.status === 'pending');
    watching.cut();
  });

  test.each(['x', '-1', '1.5', '12345678901234567'])('refuses the event id %s', async (id) => {
    const runId = await started();
    expect((await api.call('GET', eventsOf(runId), { headers: { 'last-event-id': id } })).status).toBe(400);
    expect((await api.call('GET', `${eventsOf(runId)}?lastEventId=${id}`)).status).toBe(400);
  });

  test('of another project is not found, and a HEAD opens nothing', async () => {
    const runId = await started();
    const { apiKey } = await api.otherProject();
    expect((await api.call('GET', eventsOf(runId), { key: apiKey })).status).toBe(404);
    expect((await api.call('HEAD', eventsOf(runId))).status).toBe(200);
    await eventually(() => api.live.watching === 0);
  });
});

describe('a stream', () => {
  test('is kept by comments, and its follower goes when nobody watches', async () => {
    const runId = await started();
    const [one, other] = [reader(eventsOf(runId)), reader(eventsOf(runId))];
    await Promise.all([one.connect(), other.connect()]);
    await eventually(() => one.comments.length > 1);
    expect([api.live.watching, api.live.following]).toEqual([2, 1]);
    one.cut();
    other.cut();
    await eventually(() => api.live.following === 0 && api.live.watching === 0);
  });

  test('of one that comes back within a moment tells what the others were told', async () => {
    const runId = await started();
    const [staying, leaving] = [reader(eventsOf(runId)), reader(eventsOf(runId))];
    await Promise.all([staying.connect(), leaving.connect()]);
    await leaving.until(({ event }) => event === 'run');
    leaving.cut();
    for (const [sequence, status] of [
      [5, 'running'],
      [6, 'waiting'],
      [7, 'failed'],
    ] as const) {
      await record(runId, sequence, { steps: [step('a', { status })] });
      await staying.until(({ data }) => data.nodeId === 'a' && data.status === status);
    }
    await leaving.connect();
    await record(runId, 9, ended);
    await Promise.all([staying.closed(), leaving.closed()]);
    expect(told(leaving)).toEqual(told(staying));
    expect(leaving.events).toEqual(staying.events);
  });

  test('is refused beyond the limit of a key', async () => {
    const runId = await started();
    const open = Array.from({ length: 20 }, () => reader(eventsOf(runId)));
    await Promise.all(open.map((each) => each.connect()));
    const refused = await api.call('GET', eventsOf(runId));
    expect([refused.status, (refused.json as { code: string }).code]).toEqual([429, 'TOO_MANY_WATCHERS']);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    const other = reader(eventsOf(runId), { apiKey: api.readOnlyApiKey });
    expect(await other.connect()).toBe(200);
    for (const each of [...open, other]) each.cut();
    await eventually(() => api.live.watching === 0);
  });

  test('ends with the key that it was opened by', async () => {
    const runId = await started();
    const made = (await api.call('POST', '/v1/api-keys', { body: { name: 'gone', scopes: ['read'] } })).json;
    const { id, key } = made as { id: string; key: string };
    const watching = reader(eventsOf(runId), { apiKey: key });
    await watching.connect();
    await watching.until(({ event }) => event === 'run');
    await api.call('DELETE', `/v1/api-keys/${id}`);
    await watching.closed();
    expect(await watching.connect()).toBe(401);
  });

  test('of one who takes nothing is cut off, and goes on where it was', async () => {
    const runId = await started();
    const watching = reader(eventsOf(runId));
    await watching.connect();
    await watching.until(({ event }) => event === 'run');
    watching.pause();
    const value = { value: 'x'.repeat(30_000) };
    const names = Array.from({ length: 400 }, (_, index) => `n${index}`);
    await record(runId, 5, { steps: steps(...names).map((each) => ({ ...each, result: value })) });
    await eventually(() => api.live.watching === 0, { timeoutMs: 60_000 });
    watching.resume();
    await watching.closed();
    await record(runId, 6, { ...ended, steps: [] });
    await watching.connect();
    await watching.closed();
    expect(risesStrictly(watching)).toBe(true);
    expect(told(watching).filter((text) => text.startsWith('n'))).toEqual(names.map((name) => `${name} success`));
    expect(told(watching).at(-1)).toBe('run completed');
  });
});

describe('a search', () => {
  test('is told of each run that begins to pass, changes, or ceases to pass', async () => {
    const before = await started({ tags: ['s1'] });
    const watching = reader('/v1/runs/events?tag=s1&status=running,failed');
    expect(await watching.connect()).toBe(200);
    await eventually(() => watching.lastEventId !== '');
    const [one, other] = [await started({ tags: ['s1'] }), await started({ tags: ['s2'] })];
    await record(one, 5);
    await record(other, 5);
    await watching.until(({ data }) => data.id === one);
    await record(one, 6, { status: 'failed', completedAt: ended.completedAt });
    await watching.until(({ data }) => data.status === 'failed');
    await record(before, 5);
    await watching.until(({ data }) => data.id === before);
    await record(before, 6, ended);
    await watching.until(({ data }) => data.id === before && data.status === 'completed');
    expect(watching.events.map(({ data }) => [data.id, data.status])).toEqual([
      [one, 'running'],
      [one, 'failed'],
      [before, 'running'],
      [before, 'completed'],
    ]);
    expect(risesStrictly(watching)).toBe(true);
    expect(watching.events.every(({ event, data }) => event === 'run' && !('stepResults' in data))).toBe(true);
    watching.cut();
  });

  test('goes on after the last event, on the same follower and on a new one', async () => {
    const watching = reader('/v1/runs/events?tag=s3');
    const staying = reader('/v1/runs/events?tag=s3');
    await Promise.all([watching.connect(), staying.connect()]);
    await eventually(() => watching.lastEventId !== '' && staying.lastEventId !== '');
    const first = await started({ tags: ['s3'] });
    await watching.until(({ data }) => data.id === first);
    watching.cut();
    const second = await started({ tags: ['s3'] });
    await staying.until(({ data }) => data.id === second);
    await watching.connect();
    await watching.until(({ data }) => data.id === second);
    expect(watching.events).toEqual(staying.events);
    staying.cut();
    watching.cut();
    await eventually(() => api.live.following === 0);
    const third = await started({ tags: ['s3'] });
    await record(third, 5, { ...ended, completedAt: new Date().toISOString() });
    await record(second, 5);
    await watching.connect();
    await watching.until(({ data }) => data.id === third && data.status === 'completed');
    await watching.until(({ data }) => data.id === second && data.status === 'running');
    expect(risesStrictly(watching)).toBe(true);
    watching.cut();
  });

  test('of a node is told when a step of it comes', async () => {
    const runId = await started({ tags: ['s4'] });
    await record(runId, 1);
    const watching = reader('/v1/runs/events?tag=s4&nodeId=late&nodeStatus=failed');
    await watching.connect();
    await eventually(() => watching.lastEventId !== '');
    await api.database.runs.recordProgress([
      {
        ...{
          runId,
          projectId: api.projectId,
          sequence: 9,
          status: 'running',
          steps: [step('late', { status: 'failed' })],
        },
        ...{ startedAt: null, temporalRunId: 'x' },
      },
    ]);
    expect((await watching.until(() => true)).data.id).toBe(runId);
    watching.cut();
  });

  test('sees nothing of another project, and refuses what is no filter', async () => {
    const { apiKey } = await api.otherProject();
    const watching = reader(`/v1/runs/events?workflowId=${workflowId}`, { apiKey });
    const own = reader(`/v1/runs/events?workflowId=${workflowId}`);
    await Promise.all([watching.connect(), own.connect()]);
    await eventually(() => watching.lastEventId !== '' && own.lastEventId !== '');
    const runId = await started();
    await own.until(({ data }) => data.id === runId);
    await eventually(() => watching.comments.length > 3);
    expect(watching.events).toEqual([]);
    watching.cut();
    own.cut();
    expect((await api.call('GET', '/v1/runs/events?status=done')).status).toBe(400);
    expect((await api.call('GET', '/v1/runs/events?limit=1')).status).toBe(400);
  });
});

test('a server that stops ends its streams', async () => {
  const runId = await started();
  const watching = reader(eventsOf(runId));
  const searching = reader('/v1/runs/events');
  await Promise.all([watching.connect(), searching.connect()]);
  api.live.close();
  await Promise.all([watching.closed(), searching.closed()]);
  expect(api.live.following).toBe(0);
});
