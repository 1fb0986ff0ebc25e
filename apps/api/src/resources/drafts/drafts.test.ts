import { openTestApi, type TestApi } from '../../testing/test-api.ts';

interface Draft {
  revision: number;
  baseVersion: number;
  outdated: boolean;
  valid: boolean;
  errors: { pointer: string; message: string }[];
}

let api: TestApi;

beforeAll(async () => {
  api = await openTestApi();
});

afterAll(async () => {
  await api.close();
});

const step = (id: string, expression: string) => ({ id, type: 'condition', config: { expression } });

async function created(body: object = {}): Promise<string> {
  const { json } = await api.call('POST', '/v1/workflows', { body: { name: 'one', ...body } });
  return (json as { id: string }).id;
}

function draftOf(id: string) {
  const call = (method: string, body?: object, headers: Record<string, string> = {}) =>
    api.call(method, `/v1/workflows/${id}/draft`, { body, headers });
  return {
    get: () => call('GET'),
    put: (body: object, headers?: Record<string, string>) => call('PUT', body, headers),
    remove: (headers?: Record<string, string>) => call('DELETE', undefined, headers),
    publish: (body?: object, headers: Record<string, string> = {}) =>
      api.call('POST', `/v1/workflows/${id}/publish`, { body, headers }),
  };
}

function codeOf({ status, json }: { status: number; json: unknown }) {
  return [status, (json as { code?: string }).code];
}

const workflow = async (id: string) => (await api.call('GET', `/v1/workflows/${id}`)).json;

describe('saving', () => {
  test('keeps any fields as they were written, and says what is wrong with them', async () => {
    const id = await created({ nodes: [step('a', 'true')] });
    const { put, get } = draftOf(id);
    const content = {
      name: '',
      nodes: [
        { type: 'condition', id: 'b', config: { zz: 1, expression: 'oops +' } },
        { id: 'c', type: 'no-such' },
      ],
      priority: 9,
    };
    const saved = await put(content);
    expect([saved.status, saved.headers.etag]).toEqual([200, '"1"']);
    expect(saved.json).toMatchObject({ ...content, workflowId: id, revision: 1, baseVersion: 1, valid: false });
    expect(JSON.stringify((saved.json as { nodes: unknown }).nodes)).toBe(JSON.stringify(content.nodes));
    const pointers = (saved.json as Draft).errors.map(({ pointer }) => pointer);
    for (const pointer of ['/name', '/nodes/0/config/zz', '/nodes/0/config/expression', '/nodes/1/type', '/priority']) {
      expect(pointers).toContain(pointer);
    }
    expect((await get()).json).toEqual(saved.json);
    expect(await workflow(id)).toMatchObject({ name: 'one', version: 1 });
  });

  test('replaces the whole draft, and raises its revision', async () => {
    const id = await created();
    const { put, get } = draftOf(id);
    await put({ name: 'two', description: 'd' });
    const second = await put({ nodes: [step('a', 'true')] });
    expect(second.json).toMatchObject({ revision: 2, valid: true, errors: [] });
    expect(second.json).not.toHaveProperty('name');
    expect((await get()).headers.etag).toBe('"2"');
  });

  test('honours If-Match', async () => {
    const { put, remove } = draftOf(await created());
    const early = await put({}, { 'If-Match': '"1"' });
    expect(codeOf(early)).toEqual([412, 'PRECONDITION_FAILED']);
    await put({ name: 'first' });
    const answers = await Promise.all(['a', 'b', 'c', 'd'].map((name) => put({ name }, { 'If-Match': '"1"' })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412, 412]);
    expect(codeOf(await remove({ 'If-Match': '"1"' }))).toEqual([412, 'PRECONDITION_FAILED']);
    expect((await remove({ 'If-Match': '"2"' })).json).toEqual({ success: true });
  });

  test('refuses what is no draft at all', async () => {
    const id = await created();
    const { put, get } = draftOf(id);
    for (const body of [[], 'text', { owner: 'me' }, { id }, { baseVersion: 0 }, { baseVersion: 'x' }]) {
      expect((await put(body as object)).status).toBe(400);
    }
    expect(codeOf(await put({ baseVersion: 2 }))).toEqual([404, 'VERSION_NOT_FOUND']);
    expect(codeOf(await get())).toEqual([404, 'DRAFT_NOT_FOUND']);
    expect((await put({ nodes: 'none', edges: 7, trigger: null })).status).toBe(200);
    const large = await put({ description: 'x'.repeat(3 * 1024 * 1024) });
    expect(codeOf(large)).toEqual([413, 'PAYLOAD_TOO_LARGE']);
  });

  test('finds no draft of a workflow that is gone', async () => {
    const id = await created();
    const { put, get, remove, publish } = draftOf(id);
    await put({ name: 'x' });
    await api.call('DELETE', `/v1/workflows/${id}`);
    for (const answer of [await put({}), await get(), await remove(), await publish()]) {
      expect(codeOf(answer)).toEqual([404, 'WORKFLOW_NOT_FOUND']);
    }
  });

  test('who may only read sees a draft and changes none', async () => {
    const id = await created();
    await draftOf(id).put({ name: 'x' });
    const as = (method: string, path: string, body?: object) =>
      api.call(method, `/v1/workflows/${id}/${path}`, { body, key: api.readOnlyApiKey });
    expect((await as('GET', 'draft')).status).toBe(200);
    expect((await as('PUT', 'draft', {})).status).toBe(403);
    expect((await as('DELETE', 'draft')).status).toBe(403);
    expect((await as('POST', 'publish')).status).toBe(403);
  });

  test('keeps the secrets of a webhook to itself', async () => {
    const id = await created();
    const secret = 'super-secret-of-a-hook';
    const trigger = (given: unknown) => ({
      type: 'webhook',
      path: `draft-${id}`,
      signature: { scheme: 'github', secret: given },
    });
    const { put, get, publish } = draftOf(id);
    const answers = [await put({ trigger: trigger(secret) }), await get(), await put({ trigger: trigger('***') })];
    for (const { status, text } of answers) {
      expect(status).toBe(200);
      expect(text).not.toContain(secret);
      expect(text).toContain('"***"');
    }
    expect(answers.map(({ json }) => (json as Draft).valid)).toEqual([true, true, true]);
    const published = await publish();
    expect([published.status, published.text.includes(secret)]).toEqual([200, false]);
    expect(await api.database.webhookTriggers.keptSecrets(api.projectId, id)).toBe(1);
    const { text } = await api.call('GET', `/v1/audit?target=${id}`);
    expect(text).not.toContain(secret);
  });
});

describe('publishing', () => {
  test('makes the next version of the draft, which goes with it', async () => {
    const id = await created({ nodes: [step('a', 'true')], tags: ['old'], priority: 1 });
    const { put, get, publish } = draftOf(id);
    await put({ name: 'two', nodes: [step('b', 'true')], tags: ['new'], priority: null, note: 'of the draft' });
    const published = await publish({ note: 'warn earlier' });
    expect([published.status, published.headers.etag]).toEqual([200, '"2"']);
    expect(published.json).toMatchObject({ name: 'two', nodes: [step('b', 'true')], tags: ['new'], version: 2 });
    expect(published.json).not.toHaveProperty('priority');
    expect((await api.call('GET', `/v1/workflows/${id}/versions/2`)).json).toMatchObject({ note: 'warn earlier' });
    expect(codeOf(await get())).toEqual([404, 'DRAFT_NOT_FOUND']);
    expect(codeOf(await publish())).toEqual([404, 'DRAFT_NOT_FOUND']);
  });

  test('is refused with every fault, and keeps the draft', async () => {
    const id = await created();
    const { put, get, publish } = draftOf(id);
    await put({ name: '', nodes: [step('a', 'oops +'), { id: 'a', type: 'no-such' }] });
    const refused = await publish();
    expect(codeOf(refused)).toEqual([400, 'VALIDATION_FAILED']);
    const pointers = (refused.json as Draft).errors.map(({ pointer }) => pointer);
    expect(pointers).toEqual(expect.arrayContaining(['/name', '/nodes/0/config/expression', '/nodes/1/type']));
    expect((await get()).json).toMatchObject({ revision: 1 });
    expect(await workflow(id)).toMatchObject({ version: 1 });
  });

  test('a draft that is based on an older state is held back, unless it is forced', async () => {
    const id = await created({ nodes: [step('a', 'true')] });
    const { put, get, publish } = draftOf(id);
    await put({ nodes: [step('b', 'true')] });
    await api.call('PUT', `/v1/workflows/${id}`, { body: { description: 'meanwhile' } });
    expect((await get()).json).toMatchObject({ baseVersion: 1, outdated: true });
    expect(codeOf(await publish())).toEqual([409, 'DRAFT_OUTDATED']);
    expect((await put({ nodes: [step('b', 'true')] })).json).toMatchObject({ outdated: true });
    expect((await publish({ force: true })).json).toMatchObject({ version: 3, description: 'meanwhile' });
    await put({ name: 'three', baseVersion: 1 });
    expect((await put({ name: 'three', baseVersion: 3 })).json).toMatchObject({ baseVersion: 3, outdated: false });
    expect((await publish()).json).toMatchObject({ name: 'three', version: 4 });
  });

  test('a newer version that says the same holds nothing back', async () => {
    const id = await created();
    const { put, get, publish } = draftOf(id);
    await put({ name: 'two' });
    await api.call('PUT', `/v1/workflows/${id}`, { body: { enabled: false } });
    expect((await get()).json).toMatchObject({ outdated: false });
    expect((await publish()).json).toMatchObject({ name: 'two', version: 3, enabled: false });
  });

  test('a draft that says nothing new just goes', async () => {
    const id = await created({ nodes: [step('a', 'true')] });
    const { put, get, publish } = draftOf(id);
    await put({ nodes: [step('a', 'true')] });
    expect((await publish()).json).toMatchObject({ version: 1 });
    expect((await get()).status).toBe(404);
  });

  test('of many at once one makes the version', async () => {
    const id = await created();
    const { put, publish } = draftOf(id);
    await put({ name: 'two' });
    const answers = await Promise.all(Array.from({ length: 8 }, () => publish({ note: 'x' })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array.from({ length: 7 }, () => 404)]);
    expect(await workflow(id)).toMatchObject({ version: 2 });
  });

  test('a draft that was saved meanwhile is not published unseen', async () => {
    const id = await created();
    const { put, publish } = draftOf(id);
    await put({ name: 'seen' });
    await put({ name: 'unseen' });
    expect(codeOf(await publish({}, { 'If-Match': '"1"' }))).toEqual([412, 'PRECONDITION_FAILED']);
    expect((await publish({}, { 'If-Match': '"2"' })).json).toMatchObject({ name: 'unseen' });
  });

  test('saving and publishing at once lose nothing: each draft is published, or still there', async () => {
    const id = await created();
    const { put, get, publish } = draftOf(id);
    const names = Array.from({ length: 12 }, (_, index) => `draft ${index}`);
    const saved = await Promise.all(
      names.flatMap((name, index) => [put({ name }), ...(index % 3 === 0 ? [publish({ force: true })] : [])]),
    );
    expect(saved.filter(({ status }) => ![200, 404].includes(status))).toEqual([]);
    const left = await get();
    const versions = (await workflow(id)) as { version: number };
    const published = saved.filter(({ status, json }) => status === 200 && 'enabled' in (json as object)).length;
    expect(versions.version).toBe(1 + published);
    expect(left.status === 200 || published > 0).toBe(true);
  });

  test('a path that another workflow took meanwhile holds it back', async () => {
    const id = await created();
    const { put, get, publish } = draftOf(id);
    const trigger = { type: 'webhook', path: `taken-${id}`, signature: { scheme: 'none' } };
    await put({ trigger });
    await created({ trigger });
    expect(codeOf(await publish())).toEqual([409, 'PATH_TAKEN']);
    expect((await get()).json).toMatchObject({ revision: 1 });
  });
});

test('the audit log tells of each change of a draft', async () => {
  const id = await created();
  const { put, remove, publish } = draftOf(id);
  await put({ name: 'two' });
  await put({ name: 'three' });
  await remove();
  await put({ name: 'four' });
  await publish();
  const { json } = await api.call('GET', `/v1/audit?target=${id}`);
  const { entries } = json as { entries: { action: string }[] };
  expect(entries.map(({ action }) => action)).toEqual([
    ...['workflow.publish', 'draft.save', 'draft.delete', 'draft.save', 'draft.save', 'workflow.create'],
  ]);
});
