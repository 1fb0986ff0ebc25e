import { eventually } from '@perdura/testkit';
import { openTestApi, type TestApi } from '../../testing/test-api.ts';

let api: TestApi;

beforeAll(async () => {
  api = await openTestApi();
});

afterAll(async () => {
  await api.close();
});

interface Fire {
  at: string;
  runId: string | null;
  outcome: string;
  reason: string;
  backfill: boolean;
}

interface Schedule {
  nextFires: string[];
  paused: boolean;
  note: string;
  recent: Fire[];
  description: string | null;
}

const NODES = { nodes: [{ id: 'only', type: 'condition', config: { expression: 'true' } }] };

async function scheduled(trigger: object = {}, more: object = {}): Promise<string> {
  const body = { name: '巡检', trigger: { type: 'cron', schedule: '0 9 * * *', ...trigger }, ...NODES, ...more };
  const { status, json } = await api.call('POST', '/v1/workflows', { body });
  expect(status).toBe(201);
  return (json as { id: string }).id;
}

async function get<Answer = Schedule>(id: string, rest = ''): Promise<Answer> {
  const { status, json } = await api.call('GET', `/v1/workflows/${id}/schedule${rest}`);
  expect(status).toBe(200);
  return json as Answer;
}

const post = (id: string, command: string, body?: unknown, headers = {}) =>
  api.call('POST', `/v1/workflows/${id}/schedule/${command}`, { headers, ...(body === undefined ? {} : { body }) });

const ANY_ID = 'f'.repeat(24);

test('a schedule tells its next times, in the zone that is asked for', async () => {
  const id = await scheduled({ timezone: 'Asia/Shanghai' });
  const after = encodeURIComponent('2026-04-12T00:00:00Z');
  expect(await get(id, `?count=2&after=${after}`)).toMatchObject({
    schedule: '0 9 * * *',
    timezone: 'Asia/Shanghai',
    overlap: 'skip',
    catchupWindow: 'PT10M',
    enabled: true,
    paused: false,
    note: '',
    nextFires: ['2026-04-12T01:00:00.000Z', '2026-04-13T01:00:00.000Z'],
    recent: [],
  });
  const { nextFires } = await get(id, `?count=1&after=${after}&timezone=America/New_York`);
  expect(nextFires).toEqual(['2026-04-11T21:00:00-04:00']);
  expect((await get(id)).nextFires).toHaveLength(5);
  expect((await get(id, '?count=100')).nextFires).toHaveLength(100);
});

test('around a change of the clocks', async () => {
  const zones = { 'America/New_York': '2026-03-07T12:00:00Z', 'Europe/Berlin': '2026-03-28T12:00:00Z' };
  for (const [timezone, from] of Object.entries(zones)) {
    const id = await scheduled({ schedule: '30 2 * * *', timezone });
    const { nextFires } = await get(id, `?count=2&timezone=${timezone}&after=${encodeURIComponent(from)}`);
    expect(nextFires.map((text) => text.slice(11, 16))).toEqual(['02:30', '02:30']);
    expect(Number(nextFires[0]?.slice(8, 10))).toBe(Number(from.slice(8, 10)) + 2);
  }
});

test('it is described in the language of the caller', async () => {
  const id = await scheduled({ schedule: '30 9 * * 1-5' });
  expect((await get(id)).description).toBe('At 09:30, Monday through Friday');
  const { json } = await api.call('GET', `/v1/workflows/${id}/schedule`, { headers: { 'accept-language': 'zh-CN' } });
  expect((json as Schedule).description).toBe('在09:30, 星期一至星期五');
});

test('a paused schedule fires no more until it is resumed; both can be repeated, and make no version', async () => {
  const id = await scheduled();
  const paused = await post(id, 'pause', { note: '设备维护' });
  expect(paused).toMatchObject({ status: 200, json: { paused: true, note: '设备维护', nextFires: [] } });
  expect(await post(id, 'pause')).toMatchObject({ status: 200, json: { paused: true, note: '设备维护' } });
  expect((await get(id, '?assumeActive=true')).nextFires).toHaveLength(5);
  const { json } = await api.call('GET', `/v1/workflows/${id}`);
  expect(json).toMatchObject({ enabled: true, version: 1 });
  const resumed = await post(id, 'resume');
  expect(resumed).toMatchObject({ status: 200, json: { paused: false, note: '' } });
  expect((resumed.json as Schedule).nextFires).toHaveLength(5);
  expect(await post(id, 'resume', {})).toMatchObject({ status: 200, json: { paused: false } });
});

test('a disabled workflow fires at no time', async () => {
  const id = await scheduled({}, { enabled: false });
  expect(await get(id)).toMatchObject({ enabled: false, paused: false, nextFires: [] });
});

test('a pause and a backfill are in the audit log', async () => {
  const id = await scheduled();
  await post(id, 'pause', { note: 'why' });
  await post(id, 'pause');
  await post(id, 'backfill', { from: '2026-04-01T00:00:00Z', to: '2026-04-02T12:00:00Z' });
  const { json } = await api.call('GET', `/v1/audit?target=${id}`);
  const { entries } = json as { entries: { action: string; before: unknown; after: unknown }[] };
  expect(entries.map(({ action }) => action)).toEqual(['schedule.backfill', 'schedule.pause', 'workflow.create']);
  expect(entries[1]).toMatchObject({ before: { paused: false, note: '' }, after: { paused: true, note: 'why' } });
  expect(entries[0]).toMatchObject({ after: { fires: 2, started: 2 } });
});

test('a backfill makes a run for each time after its start and up to its end, once', async () => {
  const id = await scheduled({ schedule: '0 * * * *' });
  const stretch = { from: '2026-04-01T00:00:00Z', to: '2026-04-01T03:00:00Z' };
  const first = await post(id, 'backfill', stretch);
  expect(first).toMatchObject({ status: 202, json: { fires: 3, started: 3 } });
  const again = await post(id, 'backfill', stretch);
  const { runIds } = first.json as { runIds: string[] };
  expect(again).toMatchObject({ status: 202, json: { fires: 3, started: 0, runIds } });
  const { recent } = await get(id, '?timezone=Europe/Berlin');
  expect(recent.map(({ at, runId, outcome, backfill }) => [at, runId, outcome, backfill])).toEqual([
    ['2026-04-01T05:00:00+02:00', runIds[2], 'started', true],
    ['2026-04-01T04:00:00+02:00', runIds[1], 'started', true],
    ['2026-04-01T03:00:00+02:00', runIds[0], 'started', true],
  ]);
  const run = await api.call('GET', `/v1/runs/${runIds[0]}`);
  expect(run.json).toMatchObject({
    triggeredBy: 'cron',
    triggerData: { scheduledAt: '2026-04-01T01:00:00.000Z', backfill: true },
  });
});

test('a backfill can be repeated by its key, and not with another body', async () => {
  const id = await scheduled();
  const body = { from: '2026-04-01T00:00:00Z', to: '2026-04-02T12:00:00Z', again: true };
  const key = { 'idempotency-key': `k-${id}` };
  const first = await post(id, 'backfill', body, key);
  expect((await post(id, 'backfill', body, key)).json).toEqual({ ...(first.json as object), started: 0 });
  expect((await post(id, 'backfill', { ...body, again: false }, key)).status).toBe(422);
});

test.each([
  [{ from: '2026-04-02T00:00:00Z', to: '2026-04-01T00:00:00Z' }, '/to'],
  [{ from: '2026-04-02T00:00:00Z', to: '2026-04-02T00:00:00Z' }, '/to'],
  [{ from: '2026-04-02T00:00:00Z', to: '2999-04-01T00:00:00Z' }, '/to'],
  [{ from: '2020-04-02T00:00:00Z', to: '2026-04-01T00:00:00Z' }, '/to'],
  [{ from: 'yesterday', to: '2026-04-01T00:00:00Z' }, '/from'],
  [{ to: '2026-04-01T00:00:00Z' }, '/from'],
  [{ from: '2026-04-01T00:00:00Z', to: '2026-04-01T01:00:00Z', concurrency: 0 }, '/concurrency'],
])('a backfill of %j is refused at %s', async (body, pointer) => {
  const id = await scheduled({ schedule: '*/30 * * * *' });
  const answer = await post(id, 'backfill', body);
  expect(answer).toMatchObject({ status: 400, json: { errors: [expect.objectContaining({ pointer })] } });
});

test('a disabled workflow is not backfilled, a paused one is', async () => {
  const stretch = { from: '2026-04-01T00:00:00Z', to: '2026-04-02T12:00:00Z' };
  expect(await post(await scheduled({}, { enabled: false }), 'backfill', stretch)).toMatchObject({
    status: 409,
    json: { code: 'WORKFLOW_DISABLED' },
  });
  const id = await scheduled();
  await post(id, 'pause');
  expect((await post(id, 'backfill', stretch)).status).toBe(202);
});

test('a workflow without a schedule has none, and one that does not exist neither', async () => {
  const { json } = await api.call('POST', '/v1/workflows', { body: { name: 'manual', ...NODES } });
  const { id } = json as { id: string };
  const stretch = { from: '2026-04-01T00:00:00Z', to: '2026-04-02T00:00:00Z' };
  for (const [target, code] of Object.entries({ [id]: 'SCHEDULE_NOT_FOUND', [ANY_ID]: 'WORKFLOW_NOT_FOUND' })) {
    const answers = [
      await api.call('GET', `/v1/workflows/${target}/schedule`),
      ...[await post(target, 'pause'), await post(target, 'resume'), await post(target, 'backfill', stretch)],
    ];
    for (const answer of answers) expect(answer).toMatchObject({ status: 404, json: { code } });
  }
  const foreign = await api.otherProject();
  const own = await scheduled();
  expect((await api.call('GET', `/v1/workflows/${own}/schedule`, { key: foreign.apiKey })).status).toBe(404);
  expect((await api.call('GET', `/v1/workflows/${own}/schedule/fires`, { key: foreign.apiKey })).status).toBe(404);
});

test('fires come page by page, newest first, by outcome and by time', async () => {
  const id = await scheduled({ schedule: '0 * * * *' });
  await post(id, 'backfill', { from: '2026-04-01T00:00:00Z', to: '2026-04-01T05:00:00Z' });
  const missed = { at: new Date('2026-04-01T06:00:00Z'), outcome: 'missed', reason: 'away' } as const;
  const late = { at: new Date('2026-04-01T03:00:00Z'), outcome: 'skipped', reason: 'busy' } as const;
  await api.database.scheduleFires.note(id, [missed, late]);
  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    const page: { fires: Fire[]; total: number; nextCursor: string | null } = await get(
      id,
      `/fires?limit=2${cursor ? `&cursor=${cursor}` : ''}`,
    );
    expect(page.total).toBe(7);
    seen.push(...page.fires.map(({ at, outcome }) => `${at.slice(11, 13)} ${outcome}`));
    cursor = page.nextCursor;
  } while (cursor !== null);
  expect(seen).toEqual([
    ...['06 missed', '05 started', '04 started', '03 started', '03 skipped', '02 started', '01 started'],
  ]);
  const filtered = await get<{ fires: Fire[] }>(id, '/fires?outcome=skipped&after=2026-04-01T03:00:00Z');
  expect(filtered.fires).toMatchObject([{ reason: 'busy', runId: null }]);
  const before = await get<{ total: number }>(id, '/fires?before=2026-04-01T03:00:00Z');
  expect(before.total).toBe(2);
});

test.each(['?count=0', '?count=101', '?count=x', '?timezone=Mars/Base', '?after=now', '?limit=5'])(
  'a schedule asked for with %s is refused',
  async (query) => {
    const { status } = await api.call('GET', `/v1/workflows/${await scheduled()}/schedule${query}`);
    expect(status).toBe(400);
  },
);

describe('what comes', () => {
  let key: string;

  const call = async (path: string) => (await api.call('GET', path, { key })).json as never;
  const make = async (name: string, trigger: object, more: object = {}) => {
    const body = { name, trigger: { type: 'cron', ...trigger }, ...NODES, ...more };
    return ((await api.call('POST', '/v1/workflows', { body, key })).json as { id: string }).id;
  };

  beforeAll(async () => {
    key = (await api.otherProject()).apiKey;
  });

  test('all schedules of the project, and their times and runs for later in one line', async () => {
    const hourly = await make('hourly', { schedule: '0 */6 * * *' });
    const daily = await make('daily', { schedule: '0 12 * * *' });
    await make('disabled', { schedule: '* * * * *' }, { enabled: false });
    const paused = await make('paused', { schedule: '* * * * *' });
    await api.call('POST', `/v1/workflows/${paused}/schedule/pause`, { key });
    const list: { schedules: { name: string; nextFire: string | null }[]; total: number } = await call('/v1/schedules');
    expect(list.total).toBe(4);
    expect(list.schedules.map(({ name, nextFire }) => [name, nextFire !== null])).toEqual([
      ...[
        ['paused', false],
        ['disabled', false],
        ['daily', true],
        ['hourly', true],
      ],
    ]);
    const at = '2027-01-01T15:00:00Z';
    const started = await api.call('POST', `/v1/workflows/${daily}/run`, { body: { at }, key });
    const { runId } = started.json as { runId: string };
    const range = 'from=2027-01-01T00:00:00Z&to=2027-01-01T18:00:00Z';
    const upcoming: { fires: Fire[]; more: boolean } = await call(`/v1/schedules/upcoming?${range}`);
    expect(upcoming).toEqual({
      fires: [
        { at: '2027-01-01T06:00:00.000Z', workflowId: hourly, name: 'hourly', runId: null },
        { at: '2027-01-01T12:00:00.000Z', workflowId: hourly, name: 'hourly', runId: null },
        { at: '2027-01-01T12:00:00.000Z', workflowId: daily, name: 'daily', runId: null },
        { at: '2027-01-01T15:00:00.000Z', workflowId: daily, name: 'daily', runId },
        { at: '2027-01-01T18:00:00.000Z', workflowId: hourly, name: 'hourly', runId: null },
      ],
      more: false,
    });
    const cut: { fires: Fire[]; more: boolean } = await call(`/v1/schedules/upcoming?${range}&limit=2`);
    expect([cut.fires.length, cut.more]).toEqual([2, true]);
  });

  test('the stretch is one of time to come within a year', async () => {
    for (const range of ['from=2027-01-02T00:00:00Z&to=2027-01-01T00:00:00Z', 'to=2999-01-01T00:00:00Z']) {
      expect((await api.call('GET', `/v1/schedules/upcoming?${range}`)).status).toBe(400);
    }
  });
});

describe('a run for later', () => {
  const start = (id: string, body: object, query = '', headers = {}) =>
    api.call('POST', `/v1/workflows/${id}/run${query}`, { body, headers });
  const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();

  test('is answered like any other, listed, and can be cancelled', async () => {
    const id = await scheduled();
    const at = inAnHour();
    const { status, json, headers } = await start(id, { at, data: { a: 1 } });
    const { runId } = json as { runId: string };
    expect([status, json]).toEqual([202, { runId, status: 'pending', message: expect.any(String), startAt: at }]);
    expect(headers.location).toBe(`/v1/workflows/${id}/runs/${runId}`);
    const run = () => api.call('GET', `/v1/runs/${runId}`);
    expect((await run()).json).toMatchObject({ status: 'pending', startAt: at, triggeredBy: 'api', startedAt: null });
    expect((await api.call('POST', `/v1/runs/${runId}/cancel`)).status).toBe(202);
    await eventually(async () => ((await run()).json as { status: string }).status === 'cancelled');
  });

  test('is not asked for the past, for a far future, or together with a wait', async () => {
    const id = await scheduled();
    for (const at of ['2020-01-01T00:00:00Z', '2999-01-01T00:00:00Z', 'tomorrow']) {
      const answer = await start(id, { at });
      expect(answer).toMatchObject({ status: 400, json: { errors: [expect.objectContaining({ pointer: '/at' })] } });
    }
    expect((await start(id, { at: inAnHour() }, '?wait=1')).status).toBe(400);
    const { json } = await start(id, { at: inAnHour(), tags: 1 }, '?wait=1');
    expect((json as { errors: { pointer: string }[] }).errors.map(({ pointer }) => pointer)).toEqual(['/tags', '/at']);
  });

  test('is the same run for the same key', async () => {
    const id = await scheduled();
    const body = { at: inAnHour() };
    const key = { 'idempotency-key': `later-${id}` };
    const [first, again] = [await start(id, body, '', key), await start(id, body, '', key)];
    expect(again.json).toEqual(first.json);
  });
});
