import { openTestApi, type TestApi } from '../../testing/test-api.ts';

let api: TestApi;

beforeAll(async () => {
  api = await openTestApi();
});

afterAll(async () => {
  await api.close();
});

/** A workflow of three versions. */
async function created(): Promise<string> {
  const { json } = await api.call('POST', '/v1/workflows', { body: { name: 'one' } });
  const { id } = json as { id: string };
  for (const name of ['two', 'three']) await api.call('PUT', `/v1/workflows/${id}`, { body: { name } });
  return id;
}

const label = (id: string, name: string, version: unknown) =>
  api.call('PUT', `/v1/workflows/${id}/labels/${name}`, { body: { version } });

function codeOf({ status, json }: { status: number; json: unknown }) {
  return [status, (json as { code?: string }).code];
}

async function versionOfRun(id: string, version: unknown): Promise<unknown> {
  const { status, json } = await api.call('POST', `/v1/workflows/${id}/run`, { body: { version } });
  if (status !== 202) return (json as { code: string }).code;
  const { runId } = json as { runId: string };
  return ((await api.call('GET', `/v1/runs/${runId}`)).json as { version: number }).version;
}

describe('a label', () => {
  test('points at a version, and is moved to another', async () => {
    const id = await created();
    const made = await label(id, 'production', 1);
    expect(made.status).toBe(200);
    expect(made.json).toEqual({
      label: 'production',
      version: 1,
      updatedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      by: expect.stringMatching(/^[0-9a-f]{24}$/),
    });
    expect((await label(id, 'production', 1)).json).toEqual(made.json);
    expect((await label(id, 'production', 2)).json).toMatchObject({ version: 2 });
    expect((await label(id, 'staging', 'latest')).json).toMatchObject({ version: 3 });
    expect((await label(id, 'canary', 'production')).json).toMatchObject({ version: 2 });
    const { json } = await api.call('GET', `/v1/workflows/${id}/labels?limit=2`);
    expect(json).toMatchObject({
      labels: [
        { label: 'canary', version: 2 },
        { label: 'production', version: 2 },
      ],
      total: 3,
      nextCursor: 'production',
    });
    const next = await api.call('GET', `/v1/workflows/${id}/labels?limit=2&cursor=production`);
    expect(next.json).toMatchObject({ labels: [{ label: 'staging' }], total: 3, nextCursor: null });
    const gone = await api.call('DELETE', `/v1/workflows/${id}/labels/staging`);
    expect([gone.status, gone.json]).toEqual([200, { success: true }]);
    expect(codeOf(await api.call('DELETE', `/v1/workflows/${id}/labels/staging`))).toEqual([404, 'LABEL_NOT_FOUND']);
  });

  test.each(['latest', 'draft', '3', 'Production', '-a', 'a_b', 'a.b', 'a'.repeat(65), '%E6%A0%87'])(
    'cannot be called %s',
    async (name) => {
      const id = await created();
      const refused = await label(id, name, 1);
      expect(codeOf(refused)).toEqual([400, 'VALIDATION_FAILED']);
      expect(refused.json).toMatchObject({ errors: [{ pointer: '/label' }] });
    },
  );

  test('points at nothing that is not there', async () => {
    const id = await created();
    expect(codeOf(await label(id, 'production', 4))).toEqual([404, 'VERSION_NOT_FOUND']);
    expect(codeOf(await label(id, 'production', 'staging'))).toEqual([404, 'VERSION_NOT_FOUND']);
    expect(codeOf(await label('f'.repeat(24), 'production', 1))).toEqual([404, 'WORKFLOW_NOT_FOUND']);
    for (const version of [0, 1.5, null, true, '', {}]) {
      expect((await label(id, 'production', version)).status).toBe(400);
    }
    expect((await api.call('GET', `/v1/workflows/${id}/labels`)).json).toMatchObject({ total: 0 });
    await label(id, 'production', 1);
    await api.call('DELETE', `/v1/workflows/${id}`);
    expect(codeOf(await label(id, 'production', 2))).toEqual([404, 'WORKFLOW_NOT_FOUND']);
    expect((await api.call('DELETE', `/v1/workflows/${id}/labels/production`)).status).toBe(404);
    expect((await api.call('GET', `/v1/workflows/${id}/labels`)).json).toMatchObject({ total: 1 });
  });

  test('is made once, however many make it at once', async () => {
    const id = await created();
    const answers = await Promise.all(Array.from({ length: 12 }, (_, index) => label(id, 'busy', 1 + (index % 3))));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    const { json } = await api.call('GET', `/v1/workflows/${id}/labels`);
    expect(json).toMatchObject({ total: 1, labels: [{ label: 'busy' }] });
  });

  test('is changed by nobody who may only read', async () => {
    const id = await created();
    const options = { key: api.readOnlyApiKey, body: { version: 1 } };
    expect((await api.call('PUT', `/v1/workflows/${id}/labels/x`, options)).status).toBe(403);
    expect((await api.call('DELETE', `/v1/workflows/${id}/labels/x`, { key: api.readOnlyApiKey })).status).toBe(403);
    expect((await api.call('GET', `/v1/workflows/${id}/labels`, { key: api.readOnlyApiKey })).status).toBe(200);
  });

  test('leaves a trace in the audit log when it moves, and none when it stays', async () => {
    const id = await created();
    for (const version of [1, 1, 2]) await label(id, 'production', version);
    await api.call('DELETE', `/v1/workflows/${id}/labels/production`);
    const { json } = await api.call('GET', `/v1/audit?target=${id}`);
    const { entries } = json as { entries: { action: string; before: unknown; after: unknown }[] };
    expect(entries.map(({ action }) => action).slice(0, 3)).toEqual(['label.delete', 'label.put', 'label.put']);
    expect(entries[1]).toMatchObject({ before: { version: 1 }, after: { version: 2 } });
  });
});

describe('a run', () => {
  test('starts with the version that a number, a label or latest names when it starts', async () => {
    const id = await created();
    await label(id, 'production', 1);
    expect(await versionOfRun(id, 'production')).toBe(1);
    await label(id, 'production', 2);
    expect(await versionOfRun(id, 'production')).toBe(2);
    expect(await versionOfRun(id, 'latest')).toBe(3);
    expect(await versionOfRun(id, undefined)).toBe(3);
    expect(await versionOfRun(id, 1)).toBe(1);
    for (const unknown of [4, 'staging', 'draft', 'No label']) {
      expect(await versionOfRun(id, unknown)).toBe('VERSION_NOT_FOUND');
    }
    for (const wrong of [0, -1, 1.5, '', null, []]) expect(await versionOfRun(id, wrong)).toBe('VALIDATION_FAILED');
  });

  test('repeated by its idempotency key stays at the version of the first time', async () => {
    const id = await created();
    await label(id, 'production', 1);
    const start = () =>
      api.call('POST', `/v1/workflows/${id}/run`, {
        body: { version: 'production' },
        headers: { 'Idempotency-Key': 'labelled' },
      });
    const first = (await start()).json as { runId: string };
    await label(id, 'production', 2);
    expect((await start()).json).toMatchObject({ runId: first.runId });
    expect((await api.call('GET', `/v1/runs/${first.runId}`)).json).toMatchObject({ version: 1 });
  });
});

describe('a sub-workflow', () => {
  const calling = (workflowId: string, version: unknown) => ({
    name: 'parent',
    nodes: [{ id: 's', type: 'sub-workflow', config: { workflowId, version } }],
  });

  test('names a version that exists when its workflow is saved', async () => {
    const id = await created();
    await label(id, 'production', 2);
    for (const version of [1, 3, '2', 'latest', 'production', '{{trigger.data.version}}']) {
      expect((await api.call('POST', '/v1/workflows', { body: calling(id, version) })).status).toBe(201);
    }
    for (const version of [4, '4', 'staging', 'draft']) {
      const { status, json } = await api.call('POST', '/v1/workflows', { body: calling(id, version) });
      expect([status, json]).toMatchObject([400, { errors: [{ pointer: '/nodes/0/config/version' }] }]);
    }
  });
});
