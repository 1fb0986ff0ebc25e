import { openTestApi, type TestApi } from '../../testing/test-api.ts';

interface Workflow {
  id: string;
  version: number;
  nodes: unknown[];
}

interface Version {
  version: number;
  note: string;
  author: string;
  labels: string[];
}

let api: TestApi;

beforeAll(async () => {
  api = await openTestApi();
});

afterAll(async () => {
  await api.close();
});

const step = (id: string, expression: string) => ({ id, type: 'condition', config: { expression } });

async function created(body: object = {}): Promise<Workflow> {
  const { status, json } = await api.call('POST', '/v1/workflows', { body: { name: 'one', ...body } });
  expect(status).toBe(201);
  return json as Workflow;
}

async function changed(id: string, body: object): Promise<Workflow> {
  const { status, json } = await api.call('PUT', `/v1/workflows/${id}`, { body });
  expect(status).toBe(200);
  return json as Workflow;
}

async function codeOf(method: string, path: string, options: { body?: object; headers?: Record<string, string> } = {}) {
  const { status, json } = await api.call(method, path, options);
  return [status, (json as { code?: string }).code];
}

describe('versions', () => {
  test('a definition is shown as it was written, its keys in their order', async () => {
    const form = {
      type: 'object',
      required: ['zone', 'amount'],
      properties: { zone: { type: 'string' }, amount: { type: 'number' }, b: { type: 'string' } },
    };
    const nodes = [
      { type: 'approval', id: 'ask', config: { message: 'Pay?', approvers: ['a@example.com'], form } },
      { id: 'ship', type: 'http-request', config: { url: 'https://x.test', body: { zz: 1, a: { y: 1, b: 2 }, c: 3 } } },
    ];
    const written = JSON.stringify(nodes);
    const { id } = await created({ nodes, edges: [{ to: 'ship', from: 'ask', condition: 'approved' }] });
    const current = await api.call('GET', `/v1/workflows/${id}`);
    const first = await api.call('GET', `/v1/workflows/${id}/versions/1`);
    for (const { json } of [current, first]) {
      expect(JSON.stringify((json as Workflow).nodes)).toBe(written);
      expect(JSON.stringify((json as { edges: object[] }).edges)).toBe(
        '[{"to":"ship","from":"ask","condition":"approved"}]',
      );
    }
    expect((await changed(id, { nodes })).version).toBe(1);
    const { b, ...others } = form.properties;
    const moved = { ...form, properties: { b, ...others } };
    const [ask, ship] = nodes;
    const after = await changed(id, { nodes: [{ ...ask, config: { ...ask?.config, form: moved } }, ship] });
    expect(after.version).toBe(2);
    expect(JSON.stringify(after.nodes)).toContain('"properties":{"b"');
  });

  test('have an author, a note and labels; the note alone changes', async () => {
    const { id } = await created({ note: 'first' });
    await changed(id, { description: 'two', note: 'second' });
    const put = (body: object) => api.call('PUT', `/v1/workflows/${id}/versions/1`, { body });
    const noted = await put({ note: 'before the move' });
    expect([noted.status, noted.json]).toMatchObject([200, { version: 1, note: 'before the move', description: '' }]);
    expect((await put({ note: '' })).json).toMatchObject({ note: '' });
    for (const body of [{}, { note: 7 }, { note: 'x'.repeat(1_001) }, { note: 'x', nodes: [] }]) {
      expect((await put(body)).status).toBe(400);
    }
    await api.call('PUT', `/v1/workflows/${id}/labels/staging`, { body: { version: 2 } });
    await api.call('PUT', `/v1/workflows/${id}/labels/production`, { body: { version: 2 } });
    const { json } = await api.call('GET', `/v1/workflows/${id}/versions`);
    const { versions } = json as { versions: Version[] };
    expect(versions.map(({ version, note, labels }) => [version, note, labels])).toEqual([
      [2, 'second', ['production', 'staging']],
      [1, '', []],
    ]);
    expect(new Set(versions.map(({ author }) => author)).size).toBe(1);
    expect((await api.call('GET', `/v1/workflows/${id}/versions/2`)).json).toMatchObject({
      labels: ['production', 'staging'],
      description: 'two',
    });
    expect(await codeOf('PUT', `/v1/workflows/${id}/versions/9`, { body: { note: 'x' } })).toEqual([
      404,
      'VERSION_NOT_FOUND',
    ]);
  });

  test('of a deleted workflow keep their notes', async () => {
    const { id } = await created({ note: 'kept' });
    await api.call('DELETE', `/v1/workflows/${id}`);
    expect((await api.call('PUT', `/v1/workflows/${id}/versions/1`, { body: { note: 'lost' } })).status).toBe(404);
    expect((await api.call('GET', `/v1/workflows/${id}/versions/1`)).json).toMatchObject({ note: 'kept' });
  });
});

describe('comparing', () => {
  test('tells fields, nodes and edges that differ', async () => {
    const { id } = await created({
      trigger: { type: 'cron', schedule: '0 9 * * *' },
      nodes: [step('a', 'true'), step('b', 'a.result'), step('c', 'true')],
      edges: [
        { from: 'a', to: 'b' },
        { from: 'a', to: 'c' },
      ],
    });
    await changed(id, {
      name: 'two',
      description: 'checks',
      trigger: { type: 'cron', schedule: '0 8 * * *' },
      priority: 2,
      nodes: [step('d', 'a.result'), step('b', 'a.result && true'), step('a', 'true')],
      edges: [
        { from: 'a', to: 'b', condition: 'true' },
        { from: 'a', to: 'd' },
      ],
    });
    const diff = await api.call('GET', `/v1/workflows/${id}/versions/diff?from=1&to=2`);
    expect(diff.status).toBe(200);
    expect(diff.json).toEqual({
      fields: [
        { path: '/name', from: 'one', to: 'two' },
        { path: '/description', from: '', to: 'checks' },
        { path: '/trigger/schedule', from: '0 9 * * *', to: '0 8 * * *' },
        { path: '/priority', to: 2 },
      ],
      nodes: {
        added: [step('d', 'a.result')],
        removed: [step('c', 'true')],
        changed: [{ id: 'b', fields: [{ path: '/config/expression', from: 'a.result', to: 'a.result && true' }] }],
      },
      edges: {
        added: [
          { from: 'a', to: 'b', condition: 'true' },
          { from: 'a', to: 'd' },
        ],
        removed: [
          { from: 'a', to: 'b' },
          { from: 'a', to: 'c' },
        ],
      },
    });
    const back = (await api.call('GET', `/v1/workflows/${id}/versions/diff?from=2&to=1`)).json;
    expect(back).toMatchObject({ nodes: { added: [step('c', 'true')], removed: [step('d', 'a.result')] } });
  });

  test('takes numbers, labels, latest and the draft', async () => {
    const { id } = await created({ nodes: [step('a', 'true')] });
    await changed(id, { name: 'two' });
    await changed(id, { name: 'three' });
    await api.call('PUT', `/v1/workflows/${id}/labels/production`, { body: { version: 2 } });
    const names = async (from: string, to: string) => {
      const { status, json } = await api.call('GET', `/v1/workflows/${id}/versions/diff?from=${from}&to=${to}`);
      return status === 200 ? (json as { fields: unknown[] }).fields : (json as { code: string }).code;
    };
    expect(await names('1', 'production')).toEqual([{ path: '/name', from: 'one', to: 'two' }]);
    expect(await names('production', 'latest')).toEqual([{ path: '/name', from: 'two', to: 'three' }]);
    expect(await names('3', 'latest')).toEqual([]);
    expect(await names('latest', 'draft')).toBe('DRAFT_NOT_FOUND');
    await api.call('PUT', `/v1/workflows/${id}/draft`, { body: { nodes: [step('b', 'oops +')] } });
    expect(await names('latest', 'draft')).toEqual([]);
    const { json } = await api.call('GET', `/v1/workflows/${id}/versions/diff?from=latest&to=draft`);
    expect(json).toMatchObject({ nodes: { added: [step('b', 'oops +')], removed: [step('a', 'true')] } });
    expect(await names('4', 'latest')).toBe('VERSION_NOT_FOUND');
    expect(await names('1', 'staging')).toBe('VERSION_NOT_FOUND');
    expect(await names('1', 'No%20label')).toBe('VALIDATION_FAILED');
    expect(await names('0', '1')).toBe('VALIDATION_FAILED');
    expect(await codeOf('GET', `/v1/workflows/${id}/versions/diff?from=1`)).toEqual([400, 'VALIDATION_FAILED']);
    expect(await codeOf('GET', `/v1/workflows/${'f'.repeat(24)}/versions/diff?from=1&to=2`)).toEqual([
      404,
      'WORKFLOW_NOT_FOUND',
    ]);
    await api.call('DELETE', `/v1/workflows/${id}`);
    expect(await names('1', '2')).toHaveLength(1);
  });
});

describe('restoring', () => {
  test('makes a new version that equals the earlier one', async () => {
    const first = await created({ nodes: [step('a', 'true')], description: 'd', tags: ['x'], priority: 1 });
    const { id } = first;
    await changed(id, { name: 'two', nodes: [], description: '', tags: [], priority: null, enabled: false });
    const { status, json, headers } = await api.call('POST', `/v1/workflows/${id}/versions/1/restore`);
    expect(status).toBe(200);
    expect(headers.etag).toBe('"3"');
    const { nodes, edges } = first as unknown as { nodes: unknown; edges: unknown };
    expect(json).toMatchObject({
      ...{ nodes, edges, name: 'one', description: 'd', tags: ['x'], priority: 1, version: 3, enabled: false },
    });
    const same = await api.call('GET', `/v1/workflows/${id}/versions/diff?from=1&to=3`);
    expect(same.json).toEqual({
      fields: [],
      nodes: { added: [], removed: [], changed: [] },
      edges: { added: [], removed: [] },
    });
    expect((await api.call('GET', `/v1/workflows/${id}/versions/3`)).json).toMatchObject({
      note: 'Version 1 restored',
    });
  });

  test('what is so already makes no version, also when told twice', async () => {
    const { id } = await created();
    await changed(id, { name: 'two' });
    const restore = (version: number, body?: object) =>
      api.call('POST', `/v1/workflows/${id}/versions/${version}/restore`, { body });
    expect((await restore(2, { note: 'again' })).json).toMatchObject({ version: 2 });
    expect((await restore(1, { note: 'back' })).json).toMatchObject({ version: 3, name: 'one' });
    expect((await restore(1)).json).toMatchObject({ version: 3 });
    expect((await api.call('GET', `/v1/workflows/${id}/versions/3`)).json).toMatchObject({ note: 'back' });
  });

  test('honours If-Match, and finds nothing that is not there', async () => {
    const { id } = await created();
    await changed(id, { name: 'two' });
    const restore = (path: string, match?: string) =>
      codeOf('POST', path, match === undefined ? {} : { headers: { 'If-Match': match } });
    expect(await restore(`/v1/workflows/${id}/versions/1/restore`, '"1"')).toEqual([412, 'PRECONDITION_FAILED']);
    expect(await restore(`/v1/workflows/${id}/versions/9/restore`)).toEqual([404, 'VERSION_NOT_FOUND']);
    expect(await restore(`/v1/workflows/${'f'.repeat(24)}/versions/1/restore`)).toEqual([404, 'WORKFLOW_NOT_FOUND']);
    expect(await restore(`/v1/workflows/${id}/versions/1/restore`, '"2"')).toEqual([200, undefined]);
  });

  test('is refused with every fault when what it needs is gone', async () => {
    const tool = { name: 'gone_soon', description: 'x', execution: { type: 'handler', handler: 'iot_get_device' } };
    await api.call('POST', '/v1/tools', { body: tool });
    const { id } = await created({ nodes: [{ id: 'a', type: 'tool-call', config: { tool: 'gone_soon' } }] });
    await changed(id, { nodes: [] });
    await api.call('DELETE', '/v1/tools/gone_soon');
    const { status, json } = await api.call('POST', `/v1/workflows/${id}/versions/1/restore`);
    expect(status).toBe(400);
    expect(json).toMatchObject({ code: 'VALIDATION_FAILED', errors: [{ pointer: '/nodes/0/config/tool' }] });
    expect((await api.call('GET', `/v1/workflows/${id}`)).json).toMatchObject({ version: 2 });
  });

  test('brings the schedule back', async () => {
    const { id } = await created({ trigger: { type: 'cron', schedule: '0 9 * * *' } });
    const desired = async () => (await api.database.workflows.get(api.projectId, id))?.scheduleDesired;
    const before = await desired();
    await changed(id, { trigger: { type: 'manual' } });
    expect(await desired()).toBeNull();
    await api.call('POST', `/v1/workflows/${id}/versions/1/restore`);
    expect(await desired()).toBe(before);
  });
});

test('who may only read compares, and restores nothing', async () => {
  const { id } = await created();
  const key = api.readOnlyApiKey;
  expect((await api.call('GET', `/v1/workflows/${id}/versions/diff?from=1&to=1`, { key })).status).toBe(200);
  expect((await api.call('POST', `/v1/workflows/${id}/versions/1/restore`, { key })).status).toBe(403);
  expect((await api.call('PUT', `/v1/workflows/${id}/versions/1`, { key, body: { note: 'x' } })).status).toBe(403);
});
