import { eventually, queryDatabase } from '@perdura/testkit';
import { openTestApi, type TestApi } from '../../testing/test-api.ts';

interface Workflow {
  id: string;
  name: string;
  version: number;
  enabled: boolean;
}

const CHUNKED = { 'transfer-encoding': 'chunked' };

let api: TestApi;

beforeAll(async () => {
  api = await openTestApi();
});

afterAll(async () => {
  await api.close();
});

async function create(body: object = {}, headers: Record<string, string> = {}) {
  return await api.call('POST', '/v1/workflows', { body: { name: 'one', ...body }, headers });
}

async function created(body: object = {}): Promise<Workflow> {
  return (await create(body)).json as Workflow;
}

function pointers(json: unknown): string[] {
  return (json as { errors: { pointer: string }[] }).errors.map(({ pointer }) => pointer).sort();
}

describe('creating', () => {
  test('names faults of shape and of meaning in one answer', async () => {
    const body = {
      name: '',
      enabled: 'yes',
      owner: 'me',
      trigger: { type: 'cron', schedule: '61 * * * *' },
      nodes: [
        { id: 'a', type: 'http-request', config: { url: 'ftp://x' } },
        { id: 'a', type: 'no-such', config: {} },
        { id: 'b', type: 'tool-call', config: { tool: 'unknown_tool' } },
        { id: 'c', type: 'condition', config: { expression: '1 +' } },
      ],
      edges: [{ from: 'a', to: 'nowhere' }],
    };
    const { status, json } = await create(body);
    expect(status).toBe(400);
    const found = pointers(json);
    for (const pointer of [
      '/name',
      '/enabled',
      '/owner',
      '/trigger/schedule',
      '/nodes/0/config/url',
      '/nodes/1/type',
    ]) {
      expect(found).toContain(pointer);
    }
    expect(found).toContain('/nodes/2/config/tool');
    expect(found).toContain('/edges/0/to');
    const { errors } = json as { errors: { pointer: string; position?: object }[] };
    expect(errors.find(({ pointer }) => pointer === '/nodes/3/config/expression')?.position).toMatchObject({ line: 1 });
  });

  test('tells faults in the language that was asked for', async () => {
    const texts = async (language?: string) => {
      const headers: Record<string, string> = language ? { 'accept-language': language } : {};
      const { json, headers: answered } = await create({ name: 7 }, headers);
      return [(json as { title: string }).title, answered['content-language']];
    };
    expect(await texts('zh-CN')).toEqual(['请求内容有误', 'zh-CN']);
    expect(await texts('en')).toEqual(['The request has faults', 'en']);
    expect(await texts()).toEqual(['The request has faults', 'en']);
  });

  test('refuses fields that are the server’s', async () => {
    const { status, json } = await create({
      id: 'x',
      userId: 'x',
      projectId: 'x',
      source: 'x',
      version: 9,
      createdAt: 'x',
    });
    expect(status).toBe(400);
    expect(pointers(json)).toEqual(['/createdAt', '/id', '/projectId', '/source', '/userId', '/version']);
  });

  test('with validate=true only validates', async () => {
    const before = (await api.call('GET', '/v1/workflows')).json as { total: number };
    const right = await api.call('POST', '/v1/workflows?validate=true', { body: { name: 'x' } });
    expect([right.status, right.json]).toEqual([200, { valid: true }]);
    const wrong = await api.call('POST', '/v1/workflows?validate=true', { body: { name: 'x', nodes: [{}] } });
    expect(wrong.status).toBe(400);
    expect((await api.call('GET', '/v1/workflows')).json).toMatchObject({ total: before.total });
  });

  test('an idempotency key makes a repeat answer the same workflow, and refuses another body', async () => {
    const headers = { 'Idempotency-Key': 'create-1' };
    const answers = await Promise.all(Array.from({ length: 8 }, () => create({ description: 'same' }, headers)));
    expect(new Set(answers.map(({ json }) => (json as Workflow).id)).size).toBe(1);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    const spaced = '{ "description": "same",  "name": "one" }';
    const again = await api.call('POST', '/v1/workflows', { body: spaced, headers });
    expect((again.json as Workflow).id).toBe((answers[0]!.json as Workflow).id);
    const other = await create({ description: 'other' }, headers);
    expect([other.status, (other.json as { code: string }).code]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
    expect((await create({}, { 'Idempotency-Key': 'with space' })).status).toBe(400);
  });

  test.each([
    ['text/plain', 415],
    ['application/x-www-form-urlencoded', 415],
    ['application/json; charset=utf-16', 415],
    ['application/json; charset=UTF-8', 201],
    ['APPLICATION/JSON', 201],
  ])('takes a body of type %s: %i', async (type, expected) => {
    expect((await create({}, { 'content-type': type })).status).toBe(expected);
  });

  test('refuses a compressed body, an empty one and one that is too large', async () => {
    expect((await create({}, { 'content-encoding': 'gzip' })).status).toBe(415);
    expect((await api.call('POST', '/v1/workflows')).status).toBe(400);
    for (const encoding of ['identity', 'chunked']) {
      const headers = { 'content-type': 'application/json', ...(encoding === 'chunked' ? CHUNKED : {}) };
      const body = Buffer.alloc(20 * 1024 * 1024, 0x20);
      const { status, json } = await api.call('POST', '/v1/workflows', { body, headers });
      expect([status, (json as { code: string }).code]).toEqual([413, 'PAYLOAD_TOO_LARGE']);
    }
  });

  test('says where a broken text is broken', async () => {
    const { status, json } = await api.call('POST', '/v1/workflows', { body: '{"name": "x",\n "nodes": [{"id": }]}' });
    expect([status, (json as { code: string }).code]).toEqual([400, 'INVALID_JSON']);
    expect(json).toMatchObject({ errors: [{ pointer: '/nodes/0/id', position: { line: 2, column: 19 } }] });
  });
});

describe('changing', () => {
  test('lays the given fields over the rest and makes a version of each change', async () => {
    const nodes = [{ id: 'a', type: 'condition', config: { expression: 'true' } }];
    const { id } = await created({ nodes, tags: ['x'] });
    const first = await api.call('PUT', `/v1/workflows/${id}`, { body: { name: 'two' } });
    expect(first.json).toMatchObject({ name: 'two', nodes, tags: ['x'], version: 2 });
    const second = await api.call('PUT', `/v1/workflows/${id}`, { body: { nodes: [], enabled: false } });
    expect(second.json).toMatchObject({ name: 'two', nodes: [], enabled: false, version: 3 });
    const { json } = await api.call('GET', `/v1/workflows/${id}/versions`);
    const { versions } = json as { versions: { version: number; name: string; nodes: unknown[] }[] };
    expect(versions.map(({ version, name }) => [version, name])).toEqual([
      [3, 'two'],
      [2, 'two'],
      [1, 'one'],
    ]);
    const old = await api.call('GET', `/v1/workflows/${id}/versions/1`);
    expect(old.json).toMatchObject({
      version: 1,
      name: 'one',
      nodes,
      edges: [],
      trigger: { type: 'manual' },
      note: '',
    });
    expect((await api.call('GET', `/v1/workflows/${id}/versions/4`)).status).toBe(404);
    for (const wrong of ['0', '01', 'x', '1.0', '-1', '99999999999']) {
      expect((await api.call('GET', `/v1/workflows/${id}/versions/${wrong}`)).status).toBe(404);
    }
  });

  test('saying again what is already so makes no version', async () => {
    const { id } = await created({ description: 'd' });
    const { json } = await api.call('PUT', `/v1/workflows/${id}`, {
      body: { description: 'd', nodes: [], enabled: true },
    });
    expect(json).toMatchObject({ version: 1 });
    expect((await api.call('PUT', `/v1/workflows/${id}`, { body: {} })).json).toMatchObject({ version: 1 });
  });

  test('checks the definition that a change leads to', async () => {
    const nodes = [
      { id: 'a', type: 'condition', config: { expression: 'true' } },
      { id: 'b', type: 'condition', config: { expression: 'a.result' } },
    ];
    const { id } = await created({ nodes, edges: [{ from: 'a', to: 'b' }] });
    const { status, json } = await api.call('PUT', `/v1/workflows/${id}`, { body: { edges: [], tags: [''] } });
    expect(status).toBe(400);
    expect(pointers(json)).toEqual(['/nodes/1/config/expression', '/tags/0']);
  });

  test('If-Match holds a change back that was made against an older state', async () => {
    const { id } = await created();
    const got = await api.call('GET', `/v1/workflows/${id}`);
    const { etag = '' } = got.headers;
    const change = (body: object, match: string) =>
      api.call('PUT', `/v1/workflows/${id}`, { body, headers: { 'If-Match': match } });
    const right = await change({ name: 'first' }, etag);
    expect(right.status).toBe(200);
    expect(right.headers.etag).not.toBe(etag);
    const late = await change({ name: 'second' }, etag);
    expect([late.status, (late.json as { code: string }).code]).toEqual([412, 'PRECONDITION_FAILED']);
    expect((await change({ name: 'third' }, '*')).status).toBe(200);
    expect((await change({ name: 'fourth' }, `"x", ${right.headers.etag}`)).status).toBe(412);
    const cached = await api.call('GET', `/v1/workflows/${id}`, { headers: { 'If-None-Match': '"3"' } });
    expect([cached.status, cached.text]).toEqual([304, '']);
  });

  test('If-Match holds a deletion back too', async () => {
    const { id } = await created();
    const remove = (match: string) => api.call('DELETE', `/v1/workflows/${id}`, { headers: { 'If-Match': match } });
    expect((await remove('"9"')).status).toBe(412);
    expect((await remove('"1"')).json).toEqual({ success: true });
  });

  test('changes that meet are all kept', async () => {
    const { id } = await created();
    const bodies = [
      { name: 'met' },
      { description: 'met' },
      { enabled: false },
      { tags: ['met'] },
      { timeoutMs: 5_000 },
    ];
    const answers = await Promise.all(bodies.map((body) => api.call('PUT', `/v1/workflows/${id}`, { body })));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    const { json } = await api.call('GET', `/v1/workflows/${id}`);
    expect(json).toMatchObject({
      name: 'met',
      description: 'met',
      enabled: false,
      tags: ['met'],
      timeoutMs: 5_000,
      version: 6,
    });
  });

  test('a disabled workflow can be saved though its tool is gone', async () => {
    const tool = { name: 'passing', description: 'x', execution: { type: 'handler', handler: 'iot_get_device' } };
    await api.call('POST', '/v1/tools', { body: tool });
    const { id } = await created({ nodes: [{ id: 'a', type: 'tool-call', config: { tool: 'passing' } }] });
    await api.call('DELETE', '/v1/tools/passing');
    expect((await api.call('PUT', `/v1/workflows/${id}`, { body: { enabled: false } })).status).toBe(200);
  });
});

describe('nested graphs and policies', () => {
  const step = (id: string, expression: string) => ({ id, type: 'condition', config: { expression } });
  const nodes = [
    {
      id: 'each',
      type: 'for-each',
      config: {
        items: 'trigger.data.rooms',
        body: {
          nodes: [
            {
              ...step('check', 'item.temperature > 30'),
              skip: 'item.off',
              onError: 'park',
              compensate: { type: 'http-request', config: { url: 'https://x.test/{{check.result}}' } },
            },
            step('warn', 'check.result'),
          ],
          edges: [{ from: 'check', to: 'warn', condition: 'true' }],
        },
      },
    },
  ];
  const policies = {
    timeoutMs: 60_000,
    concurrency: { limit: 2, policy: 'skip', key: '{{trigger.data.building}}' },
    rateLimit: { limit: 10, per: '1m' },
    priority: 2,
    businessKey: '{{trigger.data.order}}',
    retentionDays: 7,
  };
  const tags = ['iot', '{{trigger.data.building}}'];

  test('are answered as they were written, by the workflow and its versions', async () => {
    const onFailure = { workflowId: (await created()).id };
    const definition = { nodes, edges: [], ...policies, onFailure, tags };
    const answer = await create(definition);
    expect(answer.status).toBe(201);
    const { id } = answer.json as Workflow;
    expect(answer.json).toMatchObject(definition);
    expect((await api.call('GET', `/v1/workflows/${id}`)).json).toMatchObject(definition);
    expect((await api.call('GET', `/v1/workflows/${id}/versions/1`)).json).toMatchObject(definition);
    const list = await api.call('GET', '/v1/workflows?tag=iot');
    expect((list.json as { workflows: Workflow[] }).workflows.map((workflow) => workflow.id)).toContain(id);
  });

  test('stay through other changes, are changed by themselves and taken away by null', async () => {
    const { id } = await created({ nodes, ...policies, tags });
    const change = async (body: object) => (await api.call('PUT', `/v1/workflows/${id}`, { body })).json;
    expect(await change({ name: 'two' })).toMatchObject({ nodes, ...policies, tags, version: 2 });
    expect(await change({ priority: 5 })).toMatchObject({ nodes, ...policies, tags, priority: 5, version: 3 });
    const without = await change({ concurrency: null, businessKey: null, tags: [] });
    expect(without).toMatchObject({ nodes, rateLimit: policies.rateLimit, tags: [], version: 4 });
    expect(without).not.toHaveProperty('concurrency');
    expect(without).not.toHaveProperty('businessKey');
    expect(await change({ tags: [], concurrency: null })).toMatchObject({ version: 4 });
  });

  test('are refused with every fault at its place', async () => {
    const inner = [step('a', 'ghost.x'), { id: 'b', type: 'http-request', config: { url: 'ftp://x' } }];
    const body = { nodes: inner, edges: [{ from: 'a', to: 'each' }] };
    const { status, json } = await create({
      nodes: [{ id: 'each', type: 'for-each', config: { items: [1], body } }],
      concurrency: { limit: 0 },
      tags: ['', '{{item}}'],
    });
    expect(status).toBe(400);
    expect(pointers(json)).toEqual([
      '/concurrency/limit',
      '/nodes/0/config/body/edges/0/to',
      '/nodes/0/config/body/nodes/0/config/expression',
      '/nodes/0/config/body/nodes/1/config/url',
      '/tags/0',
      '/tags/1',
    ]);
  });

  test('name workflows of the project that exist, and never the workflow itself as the one for failures', async () => {
    const { id } = await created();
    const sub = (workflowId: string) => ({ nodes: [{ id: 's', type: 'sub-workflow', config: { workflowId } }] });
    expect((await create({ ...sub(id), onFailure: { workflowId: id } })).status).toBe(201);
    expect((await create(sub('{{trigger.data.workflow}}'))).status).toBe(201);
    const other = await api.otherProject();
    const foreign = await api.call('POST', '/v1/workflows', { body: { name: 'x' }, key: other.apiKey });
    for (const unknown of ['nope', 'f'.repeat(24), (foreign.json as Workflow).id]) {
      expect(pointers((await create(sub(unknown))).json)).toEqual(['/nodes/0/config/workflowId']);
    }
    const itself = await api.call('PUT', `/v1/workflows/${id}`, { body: { onFailure: { workflowId: id } } });
    expect([itself.status, pointers(itself.json)]).toEqual([400, ['/onFailure/workflowId']]);
    expect((await api.call('PUT', `/v1/workflows/${id}`, { body: sub(id) })).status).toBe(200);
  });

  test('name connections of a type that fits', async () => {
    const mail = { name: 'post', type: 'smtp', value: { url: 'smtp://127.0.0.1:1' } };
    expect((await api.call('POST', '/v1/connections', { body: mail })).status).toBe(201);
    const config = { url: 'https://x.test', connection: 'post' };
    const { status, json } = await create({ nodes: [{ id: 'a', type: 'http-request', config }] });
    expect([status, pointers(json)]).toEqual([400, ['/nodes/0/config/connection']]);
    const letter = { to: 'a@b.c', subject: 's', body: 'b', connection: 'post' };
    expect((await create({ nodes: [{ id: 'a', type: 'email-send', config: letter }] })).status).toBe(201);
  });
});

describe('listing', () => {
  test('filters by enabled, trigger, text and tag', async () => {
    const { id } = await created({
      name: 'Needle 巡检',
      enabled: false,
      tags: ['needle'],
      trigger: { type: 'event', event: 'alert.triggered' },
    });
    const ids = async (query: string) => {
      const { json } = await api.call('GET', `/v1/workflows?limit=200&${query}`);
      return (json as { workflows: Workflow[] }).workflows.map((workflow) => workflow.id);
    };
    expect(await ids('tag=needle')).toEqual([id]);
    expect(await ids(`q=${encodeURIComponent('needle 巡')}`)).toEqual([id]);
    expect(await ids('q=100%25')).toEqual([]);
    expect(await ids('enabled=false&trigger=event&tag=needle')).toEqual([id]);
    expect(await ids('enabled=true')).not.toContain(id);
    expect(await ids('trigger=manual')).not.toContain(id);
  });

  test('pages from newest to oldest without gaps', async () => {
    const other = await api.otherProject();
    const made: string[] = [];
    for (let count = 0; count < 5; count += 1) {
      const { json } = await api.call('POST', '/v1/workflows', { body: { name: `w${count}` }, key: other.apiKey });
      made.unshift((json as Workflow).id);
    }
    const seen: string[] = [];
    let query = '?limit=2';
    for (;;) {
      const { json } = await api.call('GET', `/v1/workflows${query}`, { key: other.apiKey });
      const page = json as { workflows: Workflow[]; total: number; nextCursor: string | null };
      expect(page.total).toBe(5);
      seen.push(...page.workflows.map((workflow) => workflow.id));
      if (page.nextCursor === null) break;
      query = `?limit=2&cursor=${page.nextCursor}`;
    }
    expect(seen).toEqual(made);
  });

  test.each([
    'limit=0',
    'limit=201',
    'limit=x',
    'limit=',
    'limit=5&limit=6',
    'cursor=x',
    'enabled=1',
    'trigger=x',
    'nope=1',
  ])('refuses ?%s and names the parameter', async (query) => {
    const { status, json } = await api.call('GET', `/v1/workflows?${query}`);
    expect(status).toBe(400);
    const name = query.split('=')[0] ?? '';
    expect(json).toMatchObject({ errors: [{ pointer: `/${name}`, message: expect.stringContaining(`"${name}"`) }] });
  });
});

test('a cron workflow gets its schedule, and a deleted one loses it', async () => {
  const { id } = await created({ trigger: { type: 'cron', schedule: '0 9 * * *' } });
  const applied = async () => (await api.database.workflows.get(api.projectId, id, { deleted: true }))?.scheduleApplied;
  await eventually(async () => (await applied()) !== null);
  expect((await api.call('DELETE', `/v1/workflows/${id}`)).json).toEqual({ success: true });
  await eventually(async () => (await applied()) === null);
});

test('runs of a deleted workflow stay readable, its versions too', async () => {
  const { id } = await created();
  const { json } = await api.call('POST', `/v1/workflows/${id}/run`);
  const { runId } = json as { runId: string };
  await api.call('DELETE', `/v1/workflows/${id}?runs=cancel`);
  expect((await api.call('GET', `/v1/workflows/${id}/runs/${runId}`)).status).toBe(200);
  expect((await api.call('GET', `/v1/workflows/${id}/runs`)).json).toMatchObject({ total: 1 });
  expect((await api.call('GET', `/v1/workflows/${id}/versions`)).json).toMatchObject({ total: 1 });
  expect((await api.call('POST', `/v1/workflows/${id}/run`)).status).toBe(404);
});

test('a deleted workflow takes its queued run with it, behind however many that are being cancelled', async () => {
  const { id } = await created({ concurrency: { limit: 1 } });
  await queryDatabase(
    api.databaseUrl,
    `INSERT INTO runs (id, project_id, workflow_id, version_id, version, status, triggered_by, trigger_data, slot_key,
       admitted_at, dispatched_at, cancel_requested_at, temporal_workflow_id)
     SELECT lpad(to_hex(n), 24, '0'), w.project_id, w.id, v.id, 1, 'running', 'api', '{}', w.id || ':', now(), now(),
       now(), 'ending-' || n
     FROM workflows w JOIN workflow_versions v ON v.workflow_id = w.id, generate_series(1, 10000) n WHERE w.id = $1`,
    [id],
  );
  const { runId } = (await api.call('POST', `/v1/workflows/${id}/run`)).json as { runId: string };
  expect((await api.call('DELETE', `/v1/workflows/${id}?runs=cancel`)).status).toBe(200);
  expect((await api.call('GET', `/v1/runs/${runId}`)).json).toMatchObject({ status: 'cancelled' });
});
