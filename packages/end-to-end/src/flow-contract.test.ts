import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { freePort, type Mailbox, startMailbox } from '@perdura/embedded';
import { type Stack, startStack } from './testing/stack.ts';

const run = promisify(execFile);
const CLIENTS = ['flow_client.py', 'workflows_client.py', 'mcp_client.py'];

const ENTITY = {
  id: expect.stringMatching(/^[0-9A-Za-z]{21}$/),
  created: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
  updated: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
};
const FLOW = words(
  'projectId externalId ownerId folderId status publishedVersionId metadata operationStatus triggerSource version',
);
const VERSION = words(
  'flowId displayName trigger valid state schemaVersion connectionIds agentIds notes backupFiles updatedBy',
);
const RUN = words(
  `projectId flowId flowVersionId flowVersion status environment startTime finishTime failParentOnFailure parentRunId
   tags failedStep stepsCount logsFileId stepNameToTest archivedAt`,
);
const CONNECTION = words(
  `externalId name displayName type pieceName projectId projectIds scope status ownerId owner metadata flowIds
   platformId`,
);
const PIECE = words('id name displayName description logoUrl version categories authors actions triggers');

/** The trigger of the page, with what its clients add. */
const TRIGGER = {
  ...{ name: 'trigger', type: 'PIECE_TRIGGER', valid: true, displayName: 'Webhook' },
  settings: {
    ...{ pieceName: '@activepieces/piece-webhook', pieceVersion: '0.1.24', triggerName: 'catch_webhook' },
    ...{ input: {}, propertySettings: {}, inputUiInfo: {}, packageType: 'REGISTRY', pieceType: 'OFFICIAL' },
  },
};

let stack: Stack;
let mailbox: Mailbox;

beforeAll(async () => {
  mailbox = await startMailbox({ smtpPort: await freePort(), httpPort: await freePort() });
  stack = await startStack({ environment: { FLOW_WAIT_SECONDS: '8', SMTP_URL: mailbox.smtpUrl } });
}, 180_000);

afterAll(async () => {
  await stack?.dispose();
  await mailbox?.close();
});

describe.each(['', '/activepieces'])('the calls of the page about flows, at "%s"', (mount) => {
  const { call, data, gone } = clientAt(mount);

  test('flows are made, changed, published, triggered and told of', async () => {
    const { projectId } = stack;
    const [example] = await data('/flows');
    expectEntity(example, FLOW);
    expect(await call(200, 'GET', '/users/projects/current')).toMatchObject({ id: projectId });

    const flow = await call(201, 'POST', '/flows', { displayName: 'New Lead Notification', projectId });
    expectEntity(flow, FLOW);
    expect(flow).toMatchObject({ projectId, status: 'DISABLED', publishedVersionId: null });
    const { id } = flow;
    const { version } = await call(200, 'POST', `/flows/${id}`, { type: 'UPDATE_TRIGGER', request: TRIGGER });
    expectEntity(version, VERSION);
    expect(version).toMatchObject({ flowId: id, valid: true, state: 'DRAFT' });
    const published = await call(200, 'POST', `/flows/${id}`, { type: 'LOCK_AND_PUBLISH' });
    expect(published).toMatchObject({ status: 'ENABLED', publishedVersionId: published.version.id });
    expect(await call(200, 'GET', `/flows/${id}`)).toEqual(published);

    const lead = { contactId: 'contact_xxx', event: 'lead_qualified' };
    expect(await call(200, 'POST', `/webhooks/${id}`, lead, {})).toEqual({});
    await call(204, 'POST', `/webhooks/${id}/sync`, lead, {});
    const runs = await data(`/flow-runs?flowId=${id}&limit=20`);
    expect(runs).toHaveLength(2);
    for (const listed of runs) expectEntity(listed, RUN);
    const shown = await call(200, 'GET', `/flow-runs/${runs[0]?.id}`);
    expect(shown).toMatchObject({ flowId: id, status: 'SUCCEEDED', environment: 'PRODUCTION' });
    expect(shown.steps.trigger).toMatchObject({ type: 'PIECE_TRIGGER', output: { method: 'POST', body: lead } });

    expect(await call(200, 'GET', '/trigger-runs/status')).toEqual({ pieces: expect.any(Object) });
    const trial = { pieceName: '@activepieces/piece-webhook', flowId: id };
    expect(await call(200, 'POST', '/test-trigger', trial)).toEqual(expect.any(Object));
    await gone(`/flows/${id}`);
    expect(await call(404, 'GET', `/flows/${id}`)).toMatchObject({ status: 404, errors: [] });
  });

  test('folders are made, renamed and gone', async () => {
    const { projectId } = stack;
    const displayName = `CRM Automations${mount}`;
    const folder = await call(200, 'POST', '/folders', { displayName, projectId });
    expect(folder).toEqual({ ...ENTITY, projectId, displayName, displayOrder: expect.any(Number), numberOfFlows: 0 });
    expect(await data('/folders')).toContainEqual(folder);
    expect(await call(200, 'GET', `/folders/${folder.id}`)).toEqual(folder);
    const renamed = await call(200, 'POST', `/folders/${folder.id}`, { displayName: `Updated Name${mount}` });
    expect(renamed).toMatchObject({ id: folder.id, displayName: `Updated Name${mount}` });
    await gone(`/folders/${folder.id}`);
  });

  test('connections are kept without being shown, and pieces are listed', async () => {
    const given = { name: 'slack-integration', type: 'OAUTH2', value: { access_token: 'xoxb-xxx' } };
    const connection = await call(200, 'POST', '/app-connections', given);
    expectEntity(connection, CONNECTION);
    expect(await call(200, 'GET', `/app-connections/${connection.id}`)).toEqual(connection);
    expect(JSON.stringify(await data('/app-connections'))).not.toContain('xoxb');
    await gone(`/app-connections/${connection.id}`);

    const pieces: unknown = await call(200, 'GET', '/pieces?limit=20');
    expect(pieces).toHaveLength(20);
    for (const piece of pieces as object[]) expect(Object.keys(piece)).toEqual(expect.arrayContaining(PIECE));
    const webhook = await call(200, 'GET', '/pieces/%40activepieces%2Fpiece-webhook');
    expect(webhook).toMatchObject({ triggers: { catch_webhook: {} }, actions: { return_response: { props: {} } } });
  });
});

test('credentials and organizations are told apart as gateways send them', async () => {
  const { apiKey, projectId, readOnlyApiKey } = stack;
  const statusOf = async (headers: Record<string, string>, init: RequestInit = {}, path = '/v1/flows') =>
    (await fetch(`${stack.api.url}/activepieces${path}`, { ...init, headers })).status;
  const other = `${projectId.slice(0, -1)}${projectId.endsWith('2') ? 3 : 2}`;
  const asked = await Promise.all([
    statusOf({ 'x-access-token': apiKey }),
    statusOf({ authorization: `Bearer ${apiKey}` }),
    statusOf({ 'x-api-key': apiKey, authorization: 'Bearer stale', 'x-organization-id': projectId }),
    statusOf({ 'x-api-key': apiKey, 'x-organization-id': other }),
    statusOf({ 'x-api-key': apiKey }, {}, `/v1/flows?projectId=${other}`),
    statusOf({ 'x-api-key': readOnlyApiKey }, { method: 'POST', body: '{"displayName":"x"}' }),
    statusOf({ 'x-api-key': 'nonsense' }),
    statusOf({}),
    statusOf({}, {}, '/'),
  ]);
  expect(asked).toEqual([200, 200, 200, 403, 403, 403, 401, 401, 200]);
});

test('clients in another language, which know the wire alone, find nothing wrong', async () => {
  const env = {
    ...{ PATH: process.env.PATH ?? '', PYTHONDONTWRITEBYTECODE: '1', PROJECT_ID: stack.projectId },
    ...{ API_URL: stack.api.url, API_KEY: stack.apiKey, READ_KEY: stack.readOnlyApiKey },
    ...{ MAILBOX_URL: mailbox.url, SMTP_URL: mailbox.smtpUrl },
  };
  const faultsOf = async (name: string) => {
    const client = fileURLToPath(new URL(`./fixtures/${name}`, import.meta.url));
    const found = await run('python3', [client], { env, timeout: 150_000 }).catch((failed) => failed);
    return `${found.stdout}${found.stderr}`.trim();
  };
  expect(await Promise.all(CLIENTS.map(faultsOf))).toEqual(CLIENTS.map(() => ''));
});

function words(text: string): string[] {
  return text.split(/\s+/);
}

/** Members may be null, but they are there. */
function expectEntity(document: object | undefined, members: string[]): void {
  expect(document).toMatchObject(ENTITY);
  expect(Object.keys(document ?? {})).toEqual(expect.arrayContaining(members));
}

/** The members of answers that are looked into one by one. */
interface Shown {
  id: string;
  version: { id: string };
  steps: Record<string, object>;
}

/** Calls routes below a mount with the stack's key, or with other headers, and holds them to a status. */
function clientAt(mount: string) {
  const call = async (status: number, method: string, path: string, body?: object, headers = keyOfStack()) => {
    const response = await fetch(`${stack.api.url}${mount}/v1${path}`, {
      method,
      headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    // The text tells the reason where the status is another.
    expect([method, path, response.status, text]).toEqual([method, path, status, expect.any(String)]);
    if (status === 204) expect([response.headers.get('content-length'), text]).toEqual(['0', '']);
    return (text === '' ? {} : JSON.parse(text)) as Shown;
  };
  return {
    call,
    /** The entries of a page. */
    async data(path: string): Promise<Shown[]> {
      const page = (await call(200, 'GET', path)) as unknown as { data: Shown[] };
      expect(Object.keys(page).sort()).toEqual(['data', 'next', 'previous']);
      return page.data;
    },
    gone: (path: string) => call(204, 'DELETE', path),
  };
}

function keyOfStack(): Record<string, string> {
  return { 'x-api-key': stack.apiKey };
}
