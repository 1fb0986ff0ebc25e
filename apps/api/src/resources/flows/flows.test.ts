import { storedId, wireId } from '@perdura/definition';
import { openTestApi, type TestApi } from '../../testing/test-api.ts';

let api: TestApi;

beforeAll(async () => {
  api = await openTestApi();
});

afterAll(async () => {
  await api.close();
});

interface Flow {
  id: string;
  status: string;
  folderId: string | null;
  publishedVersionId: string | null;
  externalId: string;
  metadata: unknown;
  timeSavedPerRun: number | null;
  triggerSource: unknown;
  version: {
    id: string;
    state: string;
    valid: boolean;
    displayName: string;
    trigger: Step;
    notes: { id: string; content: string }[];
    connectionIds: string[];
  };
}

interface Step {
  name: string;
  type: string;
  valid: boolean;
  displayName: string;
  settings: { pieceVersion?: string; sampleData?: Record<string, string>; input?: object };
  nextAction?: Step;
}

const WEBHOOK = {
  name: 'trigger',
  type: 'PIECE_TRIGGER',
  valid: true,
  displayName: 'Webhook',
  settings: {
    pieceName: '@activepieces/piece-webhook',
    pieceVersion: '0.1.24',
    triggerName: 'catch_webhook',
    input: {},
    propertySettings: {},
    inputUiInfo: {},
    packageType: 'REGISTRY',
  },
};

function code(name: string, more: object = {}) {
  const sourceCode = { code: 'export const code = async () => 1;', packageJson: '{}' };
  return { name, type: 'CODE', valid: true, displayName: name, settings: { sourceCode, input: {} }, ...more };
}

async function newFlow(body: object = {}): Promise<Flow> {
  const { status, json } = await api.call('POST', '/v1/flows', { body: { displayName: 'Lead', ...body } });
  expect(status).toBe(201);
  return json as Flow;
}

async function operate(id: string, type: string, request?: unknown, expected = 200): Promise<Flow> {
  const { status, json } = await api.call('POST', `/v1/flows/${id}`, { body: { type, request } });
  if (status !== expected) throw new Error(`${type}: ${status} ${JSON.stringify(json)}`);
  return json as Flow;
}

function namesOf(flow: Flow): string[] {
  const names = [];
  for (let step: Step | undefined = flow.version.trigger; step; step = step.nextAction) names.push(step.name);
  return names;
}

test('a flow is made, read, listed and deleted, under either mount', async () => {
  const flow = await newFlow({ projectId: api.projectId, metadata: { a: 1 }, unknown: true });
  expect(flow).toMatchObject({
    projectId: api.projectId,
    status: 'DISABLED',
    publishedVersionId: null,
    operationStatus: 'NONE',
    metadata: { a: 1 },
    externalId: flow.id,
    version: { state: 'DRAFT', valid: false, displayName: 'Lead', trigger: { type: 'EMPTY', name: 'trigger' } },
  });
  for (const mount of ['', '/activepieces']) {
    expect((await api.call('GET', `${mount}/v1/flows/${flow.id}`)).json).toEqual(flow);
    const { json } = await api.call('GET', `${mount}/v1/flows?projectId=${api.projectId}&limit=1&whatever=1`);
    expect(json).toMatchObject({ data: [flow], previous: null });
  }
  const gone = await api.call('DELETE', `/activepieces/v1/flows/${flow.id}`);
  expect([gone.status, gone.headers['content-length'], gone.text]).toEqual([204, '0', '']);
  expect((await api.call('GET', `/v1/flows/${flow.id}`)).status).toBe(404);
  expect((await api.call('DELETE', `/v1/flows/${flow.id}`)).status).toBe(404);
});

test('the seed’s trigger is valid, with the nearest version that there is, and publishing is in force at once', async () => {
  const { id } = await newFlow();
  const drafted = await operate(id, 'UPDATE_TRIGGER', WEBHOOK);
  expect(drafted.version).toMatchObject({
    valid: true,
    trigger: { valid: true, settings: { pieceVersion: '0.1.29' } },
  });
  const added = await operate(id, 'ADD_ACTION', { parentStep: 'trigger', action: code('step_1') });
  expect(namesOf(added)).toEqual(['trigger', 'step_1']);
  const published = await operate(id, 'LOCK_AND_PUBLISH');
  expect(published).toMatchObject({
    status: 'ENABLED',
    publishedVersionId: drafted.version.id,
    version: { state: 'LOCKED' },
  });
  expect(await api.database.flowTargets.published(api.projectId, idOf(id))).toMatchObject({
    version: { version: 1, plan: { nodes: [{ id: 'step_1', type: 'code-step' }] } },
  });
});

test('a flow that is not complete is not published, and the answer names the steps', async () => {
  const { id } = await newFlow();
  await operate(id, 'ADD_ACTION', { parentStep: 'trigger', action: slack('send', {}) });
  await operate(id, 'ADD_ACTION', { parentStep: 'send', action: slack('gone', {}, { actionName: 'nothing' }) });
  await operate(id, 'ADD_ACTION', { parentStep: 'send', action: unknownPiece('odd') });
  const { status, json } = await api.call('POST', `/v1/flows/${id}`, {
    body: { type: 'LOCK_AND_PUBLISH', request: {} },
  });
  expect([status, json]).toMatchObject([
    400,
    {
      code: 'FLOW_INVALID',
      errors: [
        { pointer: '/trigger', message: 'no trigger is chosen' },
        { pointer: '/send', message: expect.stringContaining('input.auth') },
        { pointer: '/odd', message: expect.stringContaining('there is no piece') },
        { pointer: '/gone', message: expect.stringContaining('no action "nothing"') },
      ],
    },
  ]);
  await operate(id, 'UPDATE_TRIGGER', WEBHOOK);
  await operate(id, 'SET_SKIP_ACTION', { names: ['gone', 'odd'], skip: true });
  const auth = "{{connections['slack-integration']}}";
  await operate(id, 'UPDATE_ACTION', slack('send', { auth, text: 'hi' }));
  await operate(id, 'CHANGE_STATUS', { status: 'ENABLED' }, 400);
  const whole = await operate(id, 'UPDATE_ACTION', slack('send', { auth, text: 'hi', channel: '#a' }));
  expect(whole.version).toMatchObject({ valid: true, connectionIds: ['slack-integration'] });
  expect((await operate(id, 'CHANGE_STATUS', { status: 'ENABLED' })).status).toBe('ENABLED');
});

test('a locked version stays as it is: an edit makes a draft, which can be thrown away', async () => {
  const { id } = await newFlow();
  await operate(id, 'UPDATE_TRIGGER', WEBHOOK);
  const published = await operate(id, 'LOCK_AND_PUBLISH', { status: 'DISABLED' });
  expect(published.status).toBe('DISABLED');
  const edited = await operate(id, 'ADD_ACTION', { parentStep: 'trigger', action: code('step_1') });
  expect(edited.version).toMatchObject({ state: 'DRAFT' });
  expect(edited.version.id).not.toBe(published.version.id);
  const { json } = await api.call('GET', `/v1/flows/${id}/versions`);
  expect((json as { data: { id: string }[] }).data.map((version) => version.id)).toEqual([
    edited.version.id,
    published.version.id,
  ]);
  const old = await api.call('GET', `/v1/flows/${id}?versionId=${published.version.id}`);
  expect(old.json).toMatchObject({ version: { id: published.version.id, state: 'LOCKED' } });
  const back = await operate(id, 'USE_AS_DRAFT', { versionId: published.version.id });
  expect(namesOf(back)).toEqual(['trigger']);
  expect((await operate(id, 'LOCK_FLOW')).version.state).toBe('LOCKED');
  await operate(id, 'USE_AS_DRAFT', { versionId: id }, 404);
});

test('operations at once are all applied', async () => {
  const { id } = await newFlow();
  await operate(id, 'LOCK_FLOW');
  const names = Array.from({ length: 12 }, (_, index) => `step_${index}`);
  await Promise.all(names.map((name) => operate(id, 'ADD_ACTION', { parentStep: 'trigger', action: code(name) })));
  const { json } = await api.call('GET', `/v1/flows/${id}`);
  expect(namesOf(json as Flow).sort()).toEqual(['trigger', ...names].sort());
  const versions = (await api.call('GET', `/v1/flows/${id}/versions`)).json as { data: unknown[] };
  expect(versions.data).toHaveLength(2);
});

test('changes of processes beside each other are all kept', async () => {
  const flow = await newFlow();
  const { version } = (await api.database.flows.getVersioned(api.projectId, idOf(flow.id))) ?? { version: null };
  if (version === null) throw new Error('the flow is gone');
  const content = { ...version, updatedBy: null };
  const [first, second] = await Promise.all(
    [1, 2].map(() => api.database.flowVersions.save(api.projectId, version, content)),
  );
  expect([first, second].filter((saved) => saved === null)).toHaveLength(1);
});

test('flows are found by folder, status, name and connection; unknown values find nothing', async () => {
  const folder = (await api.call('POST', '/v1/folders', { body: { displayName: 'Found' } })).json as { id: string };
  const flow = await newFlow({ displayName: 'Findable', folderId: folder.id });
  const data = async (query: string) => {
    const { status, json } = await api.call('GET', `/v1/flows?${query}`);
    expect(status).toBe(200);
    return (json as { data: Flow[] }).data.map(({ id }) => id);
  };
  expect(await data(`folderId=${folder.id}`)).toEqual([flow.id]);
  expect(await data('name=findAB')).toEqual([flow.id]);
  expect(await data(`externalIds[]=${flow.externalId}&externalIds[]=x`)).toEqual([flow.id]);
  expect(await data(`folderId=NULL&name=Findable`)).toEqual([]);
  expect(await data('status=STOPPED')).toEqual([]);
  expect(await data('status=STOPPED,DISABLED&name=Findable')).toEqual([flow.id]);
  expect(await data('status=ENABLED&status=DISABLED&name=Findable')).toEqual([flow.id]);
  expect(await data('folderId=nonsense')).toEqual([]);
  expect((await api.call('GET', '/v1/flows/count?name=Findable')).json).toBe(1);
  const moved = await operate(flow.id, 'CHANGE_FOLDER', { folderId: null });
  expect(moved.folderId).toBeNull();
  await operate(flow.id, 'CHANGE_FOLDER', { folderId: flow.id }, 404);
});

test('a list can be walked in both directions', async () => {
  const made: string[] = [];
  for (let count = 0; count < 5; count += 1) made.unshift((await newFlow({ displayName: 'Paged' })).id);
  interface Page {
    data: Flow[];
    next: string | null;
    previous: string | null;
  }
  const page = async (cursor: string | null) => {
    const rest = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    return (await api.call('GET', `/v1/flows?name=Paged&limit=2${rest}`)).json as Page;
  };
  const ids = ({ data }: Page) => data.map(({ id }) => id);
  const first = await page(null);
  const second = await page(first.next);
  const third = await page(second.next);
  expect([ids(first), ids(second), ids(third)]).toEqual([made.slice(0, 2), made.slice(2, 4), made.slice(4)]);
  expect([first.previous, third.next]).toEqual([null, null]);
  const back = await page(third.previous);
  expect(ids(back)).toEqual(ids(second));
  expect(await page(back.previous)).toEqual(first);
  expect((await api.call('GET', '/v1/flows?cursor=nonsense')).status).toBe(400);
});

test('samples, notes, metadata and what else is of a flow', async () => {
  const { id } = await newFlow();
  await operate(id, 'ADD_ACTION', { parentStep: 'trigger', action: code('step_1') });
  await operate(id, 'SAVE_SAMPLE_DATA', { stepName: 'step_1', payload: { a: 1 }, type: 'OUTPUT' });
  const sampled = await operate(id, 'SAVE_SAMPLE_DATA', { stepName: 'step_1', payload: [2], type: 'INPUT' });
  const kept = sampled.version.trigger.nextAction?.settings.sampleData ?? {};
  expect(Object.keys(kept).sort()).toEqual(['lastTestDate', 'sampleDataFileId', 'sampleDataInputFileId']);
  const sample = await api.database.flowSamples.get(api.projectId, idOf(kept.sampleDataFileId ?? ''));
  expect(sample).toMatchObject({ stepName: 'step_1', payload: { a: 1 } });
  await operate(id, 'SAVE_SAMPLE_DATA', { stepName: 'none', payload: 1, type: 'INPUT' }, 400);
  const noted = await operate(id, 'ADD_NOTE', { id: 'n1', content: 'look', color: 'blue' });
  expect(noted.version.notes).toMatchObject([{ id: 'n1', content: 'look' }]);
  await operate(id, 'UPDATE_NOTE', { id: 'n1', content: 'there' });
  expect((await operate(id, 'DELETE_NOTE', { id: 'n1' })).version.notes).toEqual([]);
  expect((await operate(id, 'UPDATE_METADATA', { metadata: { b: 2 } })).metadata).toEqual({ b: 2 });
  expect((await operate(id, 'UPDATE_MINUTES_SAVED', { timeSavedPerRun: 4 })).timeSavedPerRun).toBe(4);
  const { json } = await api.call('GET', '/v1/me');
  const { user } = json as { user: { id: string } };
  expect(await operate(id, 'UPDATE_OWNER', { ownerId: user.id })).toMatchObject({ ownerId: wireId(user.id) });
  await operate(id, 'UPDATE_OWNER', { ownerId: id }, 400);
  expect((await operate(id, 'CHANGE_NAME', { displayName: 'Renamed' })).version.displayName).toBe('Renamed');
});

test('a sample of a step that there is not leaves the flow as it was', async () => {
  const { id } = await newFlow();
  await operate(id, 'IMPORT_FLOW', { displayName: 'Lead', trigger: { ...WEBHOOK, nextAction: code('step_1') } });
  const { version } = await operate(id, 'LOCK_AND_PUBLISH', {});
  await operate(id, 'SAVE_SAMPLE_DATA', { stepName: 'nope', payload: 1, type: 'OUTPUT' }, 400);
  const flow = (await api.call('GET', `/v1/flows/${id}`)).json;
  expect(flow).toMatchObject({ version: { id: version.id, state: 'LOCKED' } });
});

test('a template imports elsewhere, without connections and samples', async () => {
  const { id } = await newFlow({ displayName: 'Origin' });
  await operate(id, 'UPDATE_TRIGGER', WEBHOOK);
  const auth = "{{connections['mine']}}";
  const action = slack('send', { auth, text: 'hi', channel: '#a' });
  await operate(id, 'ADD_ACTION', { parentStep: 'trigger', action });
  await operate(id, 'SAVE_SAMPLE_DATA', { stepName: 'send', payload: 'private', type: 'OUTPUT' });
  const { json, text } = await api.call('GET', `/v1/flows/${id}/template`);
  expect(text).not.toMatch(/mine|sampleData/);
  const { flows, pieces } = json as { flows: [object]; pieces: string[] };
  expect(pieces).toEqual(['@activepieces/piece-webhook', '@activepieces/piece-slack']);
  const other = await newFlow();
  const imported = await operate(other.id, 'IMPORT_FLOW', flows[0]);
  expect(namesOf(imported)).toEqual(['trigger', 'send']);
  expect(imported.version).toMatchObject({ displayName: 'Origin', valid: false });
});

test('a chain of 600 steps can be imported, and read again', async () => {
  const { id } = await newFlow();
  let nextAction: object | undefined;
  for (let index = 600; index > 0; index -= 1) nextAction = code(`step_${index}`, { nextAction });
  const flow = await operate(id, 'IMPORT_FLOW', { displayName: 'Long', trigger: { ...WEBHOOK, nextAction } });
  expect(namesOf(flow)).toHaveLength(601);
  expect((await operate(id, 'LOCK_AND_PUBLISH', {})).status).toBe('ENABLED');
});

test('a piece that cannot be told of makes its step invalid, and fails nothing', async () => {
  const { id } = await newFlow();
  const away = { ...unknownPiece('away').settings, pieceName: '@activepieces/piece-away' };
  const action = { ...unknownPiece('away'), settings: away };
  const flow = await operate(id, 'ADD_ACTION', { parentStep: 'trigger', action });
  expect(flow.version.trigger.nextAction).toMatchObject({ name: 'away', valid: false });
});

test('who publishes, enables and disables at once waits for the others', async () => {
  const { id } = await newFlow();
  await operate(id, 'UPDATE_TRIGGER', WEBHOOK);
  await Promise.all([
    operate(id, 'LOCK_AND_PUBLISH'),
    operate(id, 'CHANGE_STATUS', { status: 'DISABLED' }),
    operate(id, 'CHANGE_STATUS', { status: 'ENABLED' }),
    operate(id, 'ADD_ACTION', { parentStep: 'trigger', action: code('step_1') }),
  ]);
  const { flow } = (await api.database.flows.getVersioned(api.projectId, idOf(id))) ?? {};
  const workflow = await api.database.flowTargets.find(idOf(id), 'published');
  expect([workflow?.isEnabled, workflow?.state]).toEqual([flow?.status === 'ENABLED', 'LOCKED']);
});

test('a body needs no content type', async () => {
  const body = Buffer.from(JSON.stringify({ displayName: 'Untyped' }));
  expect((await api.call('POST', '/v1/flows', { body })).status).toBe(201);
});

test('bodies that name no operation, or a wrong one, are refused with their place', async () => {
  const { id } = await newFlow();
  const fault = async (body: unknown) => {
    const { status, json } = await api.call('POST', `/v1/flows/${id}`, { body });
    const { code: found, errors } = json as { code: string; errors: { pointer: string }[] };
    return [status, found, errors[0]?.pointer];
  };
  expect(await fault({ type: 'EXPLODE' })).toEqual([400, 'VALIDATION_FAILED', '/type']);
  expect(await fault({ type: 'CHANGE_NAME', request: {} })).toEqual([400, 'VALIDATION_FAILED', '/request/displayName']);
  expect(await fault({ type: 'CHANGE_NAME' })).toEqual([400, 'VALIDATION_FAILED', '/request']);
  const action = { ...code('1 bad'), settings: {} };
  expect((await fault({ type: 'ADD_ACTION', request: { parentStep: 'trigger', action } }))[0]).toBe(400);
  const unplaced = { parentStep: 'nowhere', action: code('step_1') };
  expect(await fault({ type: 'ADD_ACTION', request: unplaced })).toEqual([400, 'FLOW_OPERATION_INVALID', '/request']);
  expect((await api.call('POST', '/v1/flows', {})).json).toMatchObject({ errors: [{ pointer: '/displayName' }] });
});

test('the workflow API leaves flows out', async () => {
  const flow = await newFlow({ displayName: 'Hidden' });
  await operate(flow.id, 'UPDATE_TRIGGER', WEBHOOK);
  await operate(flow.id, 'LOCK_AND_PUBLISH', {});
  const id = idOf(flow.id);
  expect((await api.call('GET', '/v1/workflows?q=Hidden')).json).toMatchObject({ total: 0 });
  const writes: [string, string, object?][] = [
    ['GET', ''],
    ['PUT', '', { name: 'x' }],
    ['DELETE', ''],
    ['POST', '/run', {}],
    ['GET', '/runs'],
    ['GET', '/versions'],
    ['GET', '/versions/1'],
    ['PUT', '/versions/1', { note: 'x' }],
    ['PUT', '/labels/production', { version: 1 }],
    ['PUT', '/draft', { name: 'x' }],
    ['GET', '/draft'],
    ['GET', '/schedule'],
  ];
  for (const [method, path, body] of writes) {
    const { status } = await api.call(method, `/v1/workflows/${id}${path}`, { body });
    expect([method, path, status]).toEqual([method, path, 404]);
  }
  expect((await api.call('GET', `/v1/flows/${flow.id}`)).status).toBe(200);
});

test('another project finds none of it, and names no other one', async () => {
  const other = await api.otherProject();
  const flow = await newFlow();
  const folder = (await api.call('POST', '/v1/folders', { body: { displayName: 'Mine' } })).json as { id: string };
  const call = (method: string, path: string, body?: object) => api.call(method, path, { body, key: other.apiKey });
  expect((await call('POST', '/v1/flows', { displayName: 'x', projectId: api.projectId })).status).toBe(403);
  expect((await call('GET', `/v1/flows?projectId=${wireId(api.projectId)}`)).status).toBe(403);
  expect((await call('POST', '/v1/flows', { displayName: 'x', folderId: folder.id })).status).toBe(404);
  const own = (await call('POST', '/v1/flows', { displayName: 'own' })).json as Flow;
  expect((await call('GET', '/v1/flows')).json).toMatchObject({ data: [{ id: own.id }], next: null });
  const foreign = { type: 'USE_AS_DRAFT', request: { versionId: flow.version.id } };
  expect((await call('POST', `/v1/flows/${own.id}`, foreign)).status).toBe(404);
  const moved = { type: 'CHANGE_FOLDER', request: { folderId: folder.id } };
  expect((await call('POST', `/v1/flows/${own.id}`, moved)).status).toBe(404);
});

function slack(name: string, input: object, more: object = {}) {
  const settings = {
    pieceName: '@activepieces/piece-slack',
    pieceVersion: '~0.10.0',
    actionName: 'send',
    input,
    ...more,
  };
  return { name, type: 'PIECE', displayName: name, valid: true, settings };
}

function unknownPiece(name: string) {
  const settings = { pieceName: '@activepieces/piece-none', pieceVersion: '1.0.0', actionName: 'x', input: {} };
  return { name, type: 'PIECE', displayName: name, valid: true, settings };
}

function idOf(text: string): string {
  const id = storedId(text);
  if (id === null) throw new Error(`${text} is no id`);
  return id;
}
