import { get, type IncomingMessage } from 'node:http';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { queryDatabase } from '@perdura/testkit';
import { openTestApi, type TestApi } from '../../testing/test-api.ts';

let api: TestApi;
let workflowIds: string[];

beforeAll(async () => {
  api = await openTestApi();
  workflowIds = [await newWorkflow('one'), await newWorkflow('two')];
  await insertRuns(60);
});
afterAll(async () => {
  await api.close();
});

async function newWorkflow(name: string): Promise<string> {
  const nodes = [{ id: 'first', type: 'condition', config: { expression: 'true' } }];
  const { json } = await api.call('POST', '/v1/workflows', { body: { name, nodes } });
  return (json as { id: string }).id;
}

/** Run n of 1 … : each fifth failed, each tenth lives; made n minutes after noon; the newest have the highest ids. */
async function insertRuns(count: number, from = 1, padding = 0): Promise<void> {
  await queryDatabase(
    api.databaseUrl,
    `INSERT INTO runs (id, project_id, workflow_id, version_id, version, status, triggered_by, trigger_data, error_code,
       error_message, tags, business_key, temporal_workflow_id, created_at, started_at, completed_at, duration_ms)
     SELECT id, $1, CASE WHEN n % 3 = 0 THEN $3 ELSE $2 END, 'v', 1, status, 'api',
       jsonb_build_object('value', jsonb_build_object('order', jsonb_build_object('id', 'o-' || n, 'n', n),
         'items', jsonb_build_array(jsonb_build_object('sku', n % 2 = 0)), 'padding', repeat('p', $6))),
       CASE WHEN status = 'failed' THEN 'HTTP_STATUS' END, CASE WHEN status = 'failed' THEN '=answered, "503"' END,
       CASE WHEN n % 2 = 0 THEN ARRAY['even'] ELSE '{}' END, '-' || n, 'run-' || id, made,
       made + interval '1 second', CASE WHEN status IN ('completed', 'failed') THEN made + n * interval '1 second' END,
       CASE WHEN status IN ('completed', 'failed') THEN n * 1000 - 1000 END
     FROM (SELECT n, lpad(to_hex(n), 24, '0') AS id, timestamptz '2026-04-12T12:00:00Z' + n * interval '1 minute' AS made,
       CASE WHEN n % 10 = 0 THEN 'running' WHEN n % 5 = 0 THEN 'failed' ELSE 'completed' END AS status
       FROM generate_series($5::int, $5::int + $4::int - 1) n) numbered`,
    [api.projectId, ...workflowIds, count, from, padding],
  );
}

interface Found {
  runs: { id: string; completedAt: string | null; durationMs: number | null; createdAt: string }[];
  total: number;
  nextCursor: string | null;
}

async function search(query: string): Promise<Found> {
  const { status, json } = await api.call('GET', `/v1/runs?${query}`);
  expect([query, status, json]).toEqual([query, 200, json]);
  return json as Found;
}

test.each([
  ['status=failed,running', 12],
  ['errorCode=HTTP_STATUS', 6],
  ['errorCode=HTTP_STATUS,OTHER', 6],
  ['error=ANSWERED%2C', 6],
  ['completedAfter=2026-04-12T12:30:00Z', 27],
  ['completedBefore=2026-04-12T12:30:00Z', 27],
  ['minDurationMs=50000', 9],
  ['dataPath=order.id', 60],
  ['dataPath=order.id&dataValue=o-7', 1],
  ['dataPath=order.n&dataValue=7', 1],
  ['dataPath=order.n&dataValue=70e-1', 1],
  ['dataPath=order.id&dataValue=1e-20000', 0],
  ['dataPath=items%5B0%5D.sku&dataValue=true', 30],
  ['dataPath=items%5B0%5D.sku&dataValue=true&status=failed', 0],
  ['dataPath=nothing', 0],
  ['paused=true', 0],
  ['paused=false', 60],
  ['retryOf=00000000000000000000000a', 0],
  ['tag=even&businessKey=-8', 1],
])('%s finds %i runs', async (query, total) => {
  expect((await search(query)).total).toBe(total);
});

test('runs of several workflows are found together', async () => {
  expect((await search(`workflowId=${workflowIds.join(',')}`)).total).toBe(60);
  expect((await search(`workflowId=${workflowIds[1]}`)).total).toBe(20);
});

test.each([
  ['dataValue=x', 'dataValue'],
  ['nodeStatus=failed', 'nodeStatus'],
  ['dataPath=a..b', 'dataPath'],
  ['workflowId=x', 'workflowId'],
  ['paused=maybe', 'paused'],
  ['sort=name', 'sort'],
  ['cursor=x', 'cursor'],
  ['completedAfter=yesterday', 'completedAfter'],
  ['status=lost', 'status'],
])('%s is refused by name', async (query, name) => {
  const { status, json } = await api.call('GET', `/v1/runs?${query}`);
  expect(json).toMatchObject({ errors: [{ pointer: `/${name}` }] });
  expect(status).toBe(400);
});

test.each<[string, (run: Found['runs'][0]) => string | number | null]>([
  ['createdAt', ({ createdAt }) => createdAt],
  ['completedAt', ({ completedAt }) => completedAt],
  ['durationMs', ({ durationMs }) => durationMs],
])('sort=%s orders both ways over all pages', async (field, read) => {
  for (const sort of [field, `-${field}`]) {
    const found: Found['runs'] = [];
    let cursor: string | null = null;
    do {
      const page: Found = await search(`sort=${sort}&limit=13${cursor === null ? '' : `&cursor=${cursor}`}`);
      expect(page.total).toBe(60);
      found.push(...page.runs);
      cursor = page.nextCursor;
    } while (cursor !== null);
    const ordered = (sort === field ? 1 : -1) as 1 | -1;
    const values = found.map(read).filter((value) => value !== null);
    expect(values).toEqual([...values].sort((one, other) => ordered * (one < other ? -1 : one > other ? 1 : 0)));
    expect(
      found
        .slice(values.length)
        .map(read)
        .every((value) => value === null),
    ).toBe(true);
    expect(new Set(found.map(({ id }) => id)).size).toBe(60);
  }
});

test('a cursor goes with its own sort and filters alone', async () => {
  const { nextCursor } = await search('sort=-durationMs&limit=5&status=completed');
  const { nextCursor: plain } = await search('limit=5');
  for (const query of [
    `sort=durationMs&status=completed&cursor=${nextCursor}`,
    `sort=-completedAt&status=completed&cursor=${nextCursor}`,
    `sort=-durationMs&cursor=${nextCursor}`,
    `cursor=${nextCursor}`,
    `sort=-durationMs&cursor=${plain}`,
  ]) {
    const { status, json } = await api.call('GET', `/v1/runs?${query}`);
    expect([query, status, json]).toMatchObject([query, 400, { errors: [{ pointer: '/cursor' }] }]);
  }
});

test('counts are told by state, hour and workflow', async () => {
  const counts = async (query: string) => (await api.call('GET', `/v1/runs/counts?${query}`)).json;
  expect(await counts('')).toEqual({ counts: { completed: 48, failed: 6, running: 6 } });
  expect(await counts('by=status&tag=even&errorCode=HTTP_STATUS')).toEqual({ counts: {} });
  expect(await counts('by=hour&status=failed,running')).toEqual({
    counts: {
      '2026-04-12T12:00:00.000Z': { failed: 6, running: 5 },
      '2026-04-12T13:00:00.000Z': { running: 1 },
    },
  });
  expect(await counts('by=workflow&status=running')).toEqual({
    counts: { [workflowIds[0] ?? '']: { running: 4 }, [workflowIds[1] ?? '']: { running: 2 } },
  });
  for (const query of ['by=day', 'by=hour&timezone=Mars/Olympus', 'limit=3']) {
    expect((await api.call('GET', `/v1/runs/counts?${query}`)).status).toBe(400);
  }
});

describe('saved searches', () => {
  test('are kept, found by name once, changed and removed', async () => {
    const filter = { status: 'failed', createdAfter: '2026-04-12T00:00:00Z', minDurationMs: 1 };
    const made = await api.call('POST', '/v1/searches', { body: { name: 'Failed', filter } });
    expect(made.status).toBe(201);
    const { id } = made.json as { id: string };
    expect(made.headers.location).toBe(`/v1/searches/${id}`);
    expect(made.json).toMatchObject({ name: 'Failed', filter: { ...filter, status: ['failed'] } });
    const again = await api.call('POST', '/v1/searches', { body: { name: 'Failed', filter: {} } });
    expect([again.status, again.json]).toMatchObject([409, { code: 'NAME_TAKEN' }]);

    const changed = await api.call('PUT', `/v1/searches/${id}`, { body: { filter: { status: ['running'] } } });
    expect(changed.json).toMatchObject({ name: 'Failed', filter: { status: ['running'] } });
    expect((await search(`search=${id}`)).total).toBe(6);
    expect((await search(`search=${id}&tag=even`)).total).toBe(6);
    expect((await search(`search=${id}&status=failed`)).total).toBe(6);
    expect((await search(`search=${id}&status=completed`)).total).toBe(48);
    const { json } = await api.call('GET', `/v1/runs/counts?search=${id}`);
    expect(json).toEqual({ counts: { running: 6 } });

    expect((await api.call('GET', '/v1/searches')).json).toMatchObject({ searches: [{ id }], total: 1 });
    expect((await api.call('DELETE', `/v1/searches/${id}`)).json).toEqual({ success: true });
    expect((await api.call('GET', `/v1/searches/${id}`)).status).toBe(404);
    expect((await api.call('GET', `/v1/runs?search=${id}`)).status).toBe(404);
  });

  test('with a filter that no search has are refused with the place', async () => {
    const body = { name: 'x', filter: { status: ['lost'], dataValue: 'x', colour: 'red' } };
    const { status, json } = await api.call('POST', '/v1/searches', { body });
    const { errors } = json as { errors: { pointer: string }[] };
    expect(status).toBe(400);
    expect(errors.map(({ pointer }) => pointer)).toEqual(expect.arrayContaining(['/filter/colour']));
  });
});

describe('an export', () => {
  test('holds each run as a line of JSON, newest first, with steps when they are asked for', async () => {
    const { status, headers, text } = await api.call('GET', '/v1/runs/export?status=failed');
    expect(status).toBe(200);
    expect(headers['content-type']).toMatch(/^application\/x-ndjson/);
    expect(headers['content-disposition']).toMatch(/^attachment; filename="runs-\d{14}\.ndjson"$/);
    const runs = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(runs.map(({ durationMs }) => durationMs)).toEqual([54_000, 44_000, 34_000, 24_000, 14_000, 4_000]);
    expect(Object.keys(runs[0] ?? {})).not.toContain('stepResults');
    const whole = await api.call('GET', '/v1/runs/export?format=ndjson&steps=true&status=failed');
    expect(JSON.parse(whole.text.split('\n')[0] ?? '')).toMatchObject({ ...runs[0], stepResults: [] });
  });

  test('holds each run as a row of CSV, which no spreadsheet takes for a formula', async () => {
    const { headers, text } = await api.call('GET', '/v1/runs/export?format=csv&status=failed');
    expect(headers['content-type']).toMatch(/^text\/csv/);
    const [header, first, ...rest] = text.split('\r\n');
    expect(header).toMatch(/^id,workflowId,version,status,/);
    expect(first).toContain(`,HTTP_STATUS,"'=answered, ""503""",`);
    expect(first).toContain(",'-55,");
    expect(rest).toHaveLength(6);
    const nothing = await api.call('GET', '/v1/runs/export?format=csv&tag=none');
    expect(nothing.text).toBe(`${header}\r\n`);
  });

  test.each([
    ['-5', ',-5'],
    ['-1.5e-7', ',-1.5e-7'],
    ['"-5"', ',"""-5"""'],
  ])('holds the result %s in CSV as the JSON that it is', async (result, cell) => {
    await queryDatabase(
      api.databaseUrl,
      `UPDATE runs SET result = jsonb_build_object('value', $2::jsonb) WHERE business_key = '-55' AND project_id = $1`,
      [api.projectId, result],
    );
    const { text } = await api.call('GET', '/v1/runs/export?format=csv&businessKey=-55');
    expect(text.split('\r\n')[1]?.endsWith(cell)).toBe(true);
  });

  test('of very many runs needs no more memory than of some, and takes every run once', async () => {
    await insertRuns(20_000, 1_001, 3_000);
    const heap = await heapMeter();
    const before = heap();
    let most = 0;
    let rows = 0;
    const answer = await openExport('format=ndjson&createdAfter=2026-04-13T00:00:00Z');
    for await (const chunk of answer) {
      const lines = (chunk as Buffer).toString('utf8').split('\n').length - 1;
      if (Math.floor((rows + lines) / 2_000) > Math.floor(rows / 2_000)) most = Math.max(most, heap() - before);
      rows += lines;
    }
    expect(rows).toBe(20_000);
    expect(most).toBeLessThan(48 * 1024 * 1024);
  });

  test('is cut when it fails on the way', async () => {
    const answer = await openExport('createdAfter=2026-04-13T00:00:00Z');
    const taking = async () => {
      let gone = false;
      for await (const _chunk of answer) {
        if (gone) continue;
        gone = true;
        await queryDatabase(api.databaseUrl, 'ALTER TABLE runs RENAME TO gone');
      }
    };
    await expect(taking()).rejects.toMatchObject({ code: 'ECONNRESET' });
    await queryDatabase(api.databaseUrl, 'ALTER TABLE gone RENAME TO runs');
    expect(api.logs.join('')).toContain('a download was cut');
  });

  test('of a search that is at fault is refused as any other', async () => {
    expect((await api.call('GET', '/v1/runs/export?format=xml')).status).toBe(400);
    expect((await api.call('HEAD', '/v1/runs/export?format=csv')).status).toBe(200);
  });
});

function openExport(query: string): Promise<IncomingMessage> {
  const headers = { 'x-api-key': api.apiKey };
  return new Promise((resolve, reject) =>
    get({ host: '127.0.0.1', port: api.port, path: `/v1/runs/export?${query}`, headers }, resolve).on('error', reject),
  );
}

/** Bytes that are still in use after a collection. */
async function heapMeter(): Promise<() => number> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  return () => {
    collect();
    return process.memoryUsage().heapUsed;
  };
}
