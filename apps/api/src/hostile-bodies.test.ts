import { ROUTES } from '@perdura/contracts';
import fc from 'fast-check';
import { type BrokenBody, brokenBodies } from './testing/broken-bodies.ts';
import { flowCalls } from './testing/flow-calls.ts';
import type { RawAnswer } from './testing/http-client.ts';
import { openTask } from './testing/open-task.ts';
import { openTestApi, type TestApi } from './testing/test-api.ts';
import { WRITE_CASES } from './testing/valid-bodies.ts';
import type { Targets, WriteCase } from './testing/write-case.ts';

const COUNT = 200;
const TOGETHER = 12;

/** Each test sends hundreds of requests; a busy machine takes its time. */
jest.setTimeout(240_000);

let api: TestApi;
let targets: Targets;

beforeAll(async () => {
  api = await openTestApi({ worker: true, cheapPasswords: true });
  targets = await makeTargets();
});

afterAll(async () => {
  await api.close();
});

/** Makes one of each thing that a route acts on, through the API. */
async function makeTargets(): Promise<Targets> {
  const made = async (path: string, body: unknown) => (await api.call('POST', path, { body })).json;
  const workflow = (await made('/v1/workflows', { name: 'target' })) as { id: string };
  const started = (await made(`/v1/workflows/${workflow.id}/run`, { data: { wait: true } })) as { runId: string };
  const value = { name: 'target', type: 'bearer', value: { token: 't' } };
  const connection = (await made('/v1/connections', value)) as { id: string };
  const saved = (await made('/v1/searches', { name: 'target', filter: {} })) as { id: string };
  const job = (await made('/v1/runs/bulk', { action: 'cancel', filter: {} })) as { jobId: string };
  const hook = { event: 'custom.target', url: 'https://example.com/hook' };
  const subscription = (await made('/v1/events/webhooks', hook)) as { id: string };
  const project = (await made('/v1/projects', { name: 'target' })) as { id: string };
  const user = (await made('/v1/users', { name: 'target', email: 'target@example.com' })) as { id: string };
  const flow = (await made('/v1/flows', { displayName: 'target' })) as { id: string };
  const folder = (await made('/v1/folders', { displayName: 'target' })) as { id: string };
  const table = (await made('/v1/tables', { name: 'target', fields: [{ name: 'Name', type: 'TEXT' }] })) as {
    id: string;
  };
  const [field] = (await api.call('GET', `/v1/fields?tableId=${table.id}`)).json as { id: string }[];
  const records = [[{ fieldId: field?.id, value: 'target' }]];
  const [record] = (await made('/v1/records', { tableId: table.id, records })) as { id: string }[];
  const channel = (await made('/v1/channels', { name: 'target', type: 'web' })) as { id: string; secret: string };
  const mcpServer = (await made('/v1/mcp-servers', { name: 'target' })) as { id: string };
  const bare = { name: 'bare', type: 'NO_AUTH' };
  const appConnection = (await made('/v1/app-connections', bare)) as { id: string };
  const key = (await made('/v1/api-keys', { name: 'target', scopes: ['read'] })) as { id: string };
  await made('/v1/events', { type: 'custom.target', data: {} });
  const people = ['admin@example.com', 'boss@example.com', 'silent@example.com'];
  const approval = await openTask(api, { runId: started.runId, people });
  const token = await api.database.approvals.issueToken(api.projectId, approval.id, {
    by: 'boss@example.com',
    level: 1,
  });
  const { json } = await api.call('GET', `/v1/events/webhooks/${subscription.id}/deliveries`);
  const [delivery] = (json as { deliveries: { id: string }[] }).deliveries;
  return {
    workflowId: workflow.id,
    runId: started.runId,
    connectionId: connection.id,
    searchId: saved.id,
    jobId: job.jobId,
    subscriptionId: subscription.id,
    deliveryId: delivery?.id ?? '',
    apiKeyId: key.id,
    approvalId: approval.id,
    approvalToken: token ?? '',
    projectId: project.id,
    userId: user.id,
    flowId: flow.id,
    folderId: folder.id,
    tableId: table.id,
    fieldId: field?.id ?? '',
    recordId: record?.id ?? '',
    mcpServerId: mcpServer.id,
    channelId: channel.id,
    channelSecret: channel.secret,
    appConnectionId: appConnection.id,
    flowRunId: await flowCalls(() => api).run(flow.id),
  };
}

/** A body that has to be signed goes as its very bytes. */
async function send(write: WriteCase, method: string, body: unknown, headers: Record<string, string> = {}) {
  if (write.headers === undefined) return await api.call(method, write.path(targets), { body, headers });
  const isRaw = typeof body === 'string' || body instanceof Uint8Array;
  const bytes = Buffer.from(isRaw ? body : JSON.stringify(body));
  const signed = { 'content-type': 'application/json', ...write.headers(targets, bytes), ...headers };
  return await api.call(method, write.path(targets), { body: bytes, headers: signed });
}

async function eachTogether<Item>(items: Item[], work: (item: Item) => Promise<void>): Promise<void> {
  const queue = [...items];
  const lane = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: TOGETHER }, lane));
}

test('every route that takes a body is here', () => {
  const withBody = ROUTES.filter((route) => route.body !== undefined).map((route) => route.operationId);
  expect(WRITE_CASES.map((each) => each.operationId).sort()).toEqual(withBody.sort());
});

describe.each(WRITE_CASES.map((each) => [each.operationId, each] as const))('%s', (_name, write: WriteCase) => {
  const route = ROUTES.find(({ operationId }) => operationId === write.operationId);
  const method = route?.method.toUpperCase() ?? '';

  test(`takes ${COUNT} valid bodies`, async () => {
    await eachTogether(fc.sample(write.body, COUNT), async (body) => {
      const { status, text } = await send(write, method, body);
      if (!write.answers.includes(status)) throw new Error(`${status} for ${JSON.stringify(body)}: ${text}`);
    });
  });

  test(`refuses broken bodies, ${COUNT} of them, and says where`, async () => {
    await eachTogether(fc.sample(brokenBodies(write.body), COUNT), async (broken) => {
      const answer = await send(write, method, broken.body, { 'content-type': 'application/json' });
      // Routes of the flow engine pass over what they do not know.
      judge(broken.unknown && route?.engine ? { ...broken, refused: false } : broken, answer);
    });
  });
});

function judge({ how, body, refused }: BrokenBody, { status, json, text }: RawAnswer): void {
  const told = `${how}: ${status} for ${String(body).slice(0, 300)}: ${text.slice(0, 500)}`;
  if (status >= 500) throw new Error(told);
  if (refused && status < 400) throw new Error(told);
  if (status !== 400) return;
  const { errors } = json as { errors: { pointer: string; message: string }[] };
  if (errors.length === 0 || errors.some(({ message }) => message === '')) throw new Error(told);
}

test('nothing of it reached a prototype', () => {
  expect(({} as Record<string, unknown>).admin).toBeUndefined();
});
