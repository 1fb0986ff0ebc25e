import { randomBytes } from 'node:crypto';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { CallToolResult, Progress } from '@modelcontextprotocol/sdk/types.js';
import { storedId } from '@perdura/definition';
import { eventually, testTemporal } from '@perdura/testkit';
import fc from 'fast-check';
import { startApi } from '../testing/api-process.ts';
import { catchWebhook, flowCalls } from '../testing/flow-calls.ts';
import { send } from '../testing/http-client.ts';
import { personOfRole } from '../testing/people-by-role.ts';
import { openTestApi, type TestApi } from '../testing/test-api.ts';
import { requireOwnPage } from './own-page.ts';
import { toolNames } from './tool-names.ts';

let api: TestApi;
const { published, drafted } = flowCalls(() => api);
const clients: Client[] = [];

beforeAll(async () => {
  api = await openTestApi({ worker: true, settings: { bodyLimitBytes: 100_000, mcpWaitSeconds: 20 } });
});

afterAll(async () => {
  await Promise.all(clients.map((client) => client.close()));
  await api.close();
});

interface McpServer {
  id: string;
  token: string;
  url: string;
  externalId: string;
  tools: { type: string; toolName: string | null; id: string }[];
}

async function newServer(tools: object[] = [], name = 'Assistants'): Promise<McpServer> {
  const { status, json } = await api.call('POST', '/v1/mcp-servers', { body: { name, tools } });
  expect(status).toBe(200);
  return json as McpServer;
}

function transportTo(url: string, headers: Record<string, string>) {
  return new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } });
}

async function connected(url: string, token: string, headers: Record<string, string> = {}): Promise<Client> {
  const client = new Client({ name: 'test', version: '1.0.0' });
  clients.push(client);
  await client.connect(transportTo(url, { authorization: `Bearer ${token}`, 'accept-language': 'en', ...headers }));
  return client;
}

/** Calls a tool as a client without a library does. */
async function post(server: McpServer, message: unknown, headers: Record<string, string> = {}) {
  return await fetch(server.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      authorization: `Bearer ${server.token}`,
      ...headers,
    },
    body: typeof message === 'string' ? message : JSON.stringify(message),
  });
}

const callOf = (name: string, args: object, id: number | string = 1) => ({
  ...{ jsonrpc: '2.0', id, method: 'tools/call' },
  params: { name, arguments: args },
});

async function resultOf(answer: Response): Promise<CallToolResult> {
  const data = (await answer.text()).split('\n').filter((line) => line.startsWith('data: '));
  return (JSON.parse(data.at(-1)?.slice(6) ?? '{}') as { result: CallToolResult }).result;
}

async function runOf(result: unknown): Promise<{ status: string; triggeredBy: string; _id: string }> {
  const id = (result as { _meta: Record<string, string> })._meta['perdura/runId'];
  return (await api.call('GET', `/v1/runs/${id}`)).json as never;
}

async function newWorkflow(name: string, tool: object) {
  const nodes = [{ id: 'fetch', type: 'condition', name: 'Fetch it', config: { expression: 'true' } }];
  const { status, json } = await api.call('POST', '/v1/workflows', { body: { name, nodes, tool } });
  expect(status).toBe(201);
  return json as { id: string };
}

async function runsOf(workflowId: string): Promise<{ _id: string; status: string }[]> {
  const { json } = await api.call('GET', `/v1/runs?workflowId=${storedId(workflowId)}&limit=100`);
  return (json as { runs: { _id: string; status: string }[] }).runs;
}

/** A flow that answers its caller with what it was given, and a server that lists it. */
async function echo() {
  const flow = await published(catchWebhook());
  const server = await newServer([{ type: 'FLOW', flowId: flow.id, toolName: 'echo it' }]);
  return { flow, server };
}

describe('servers', () => {
  test('are made, listed, changed, rotated and deleted; tools keep their ids by external id', async () => {
    const flow = await drafted();
    const piece = { pieceName: '@activepieces/piece-slack', pieceVersion: '~0.10.0', actionName: 'send' };
    const server = await newServer([
      { type: 'FLOW', flowId: flow.id, toolName: 'orders', externalId: 'a' },
      { type: 'PIECE', pieceMetadata: { ...piece, connectionExternalId: 'slack' } },
    ]);
    expect(server).toMatchObject({
      token: expect.stringMatching(/^[0-9A-Za-z]{21}$/),
      externalId: expect.stringMatching(/^[0-9A-Za-z]{21}$/),
      url: `http://127.0.0.1:${api.port}/v1/mcp/${server.externalId}`,
      tools: [
        { type: 'FLOW', flowId: flow.id, flow: { id: flow.id }, toolName: 'orders', mcpId: server.id },
        { type: 'PIECE', pieceMetadata: { ...piece, actionDisplayName: 'send', connectionExternalId: 'slack' } },
      ],
    });
    const path = `/v1/mcp-servers/${server.id}`;
    const tools = [{ flowId: flow.id, externalId: 'a', toolName: 'renamed' }];
    const changed = (await api.call('POST', path, { body: { tools } })).json as McpServer;
    expect(changed.tools).toMatchObject([{ id: server.tools[0]?.id, toolName: 'renamed' }]);
    const listed = await api.call('GET', '/activepieces/v1/mcp-servers?name=ASSIST&limit=1');
    expect(listed.json).toMatchObject({ data: [{ id: server.id, name: 'Assistants' }] });
    const seen = await api.call('GET', path, { key: api.readOnlyApiKey });
    expect(seen.json).toMatchObject({ token: '***' });

    const rotated = (await api.call('POST', `${path}/rotate`)).json as McpServer;
    expect(rotated.token).not.toBe(server.token);
    const gone = await api.call('DELETE', path);
    expect([gone.status, gone.headers['content-length']]).toEqual([204, '0']);
    expect((await api.call('GET', path)).status).toBe(404);
    const unknown = { tools: [{ flowId: '6F3vRY0G2Xq9Lk4Tn8Qwe' }] };
    expect((await api.call('POST', '/v1/mcp-servers', { body: { name: 'x', ...unknown } })).status).toBe(404);
    expect((await api.call('POST', '/v1/mcp-servers', { body: { name: 'x', tools: [{}] } })).status).toBe(400);
    for (const secret of [server.token, rotated.token]) expect(api.logs.join('')).not.toContain(secret);
    const { text } = await api.call('GET', '/v1/audit');
    for (const secret of [server.token, rotated.token]) expect(text).not.toContain(secret);
  });
});

describe('who may come in', () => {
  test('a token is good for its own server, until it is rotated', async () => {
    const [server, other] = [await newServer(), await newServer()];
    const list = { jsonrpc: '2.0', id: 1, method: 'tools/list' };
    expect((await post(server, list)).status).toBe(200);
    const strangers: Record<string, string>[] = [
      { authorization: `Bearer ${other.token}` },
      { authorization: 'Bearer ' },
      { authorization: '', 'x-api-key': api.apiKey },
      { authorization: `Bearer ${api.apiKey}` },
    ];
    for (const headers of strangers) expect((await post(server, list, headers)).status).toBe(401);
    const archived = await api.database.projects.create({ name: 'Archived' });
    const { externalId, token } = await api.database.mcpServers.create(archived.id, { name: 'x', tools: [] });
    const rest = { ...server, url: server.url.replace(/[^/]+$/, externalId), token };
    expect((await post(rest, list)).status).toBe(200);
    await api.database.projects.archive(archived.id);
    expect((await post(rest, list)).status).toBe(404);
    await api.call('POST', `/v1/mcp-servers/${server.id}/rotate`);
    expect((await post(server, list)).status).toBe(401);
    await api.call('DELETE', `/v1/mcp-servers/${other.id}`);
    expect((await post(other, list)).status).toBe(404);
  });

  test('pages of strangers are refused, and so is a name that is not the installation’s', async () => {
    const server = await newServer();
    const list = { jsonrpc: '2.0', id: 1, method: 'tools/list' };
    const refused = await post(server, list, { origin: 'https://evil.example' });
    expect([refused.status, await refused.json()]).toMatchObject([403, { code: 'ORIGIN_REFUSED' }]);
    expect((await post(server, list, { origin: 'null' })).status).toBe(403);
    expect((await post(server, list, { origin: 'http://localhost:6274' })).status).toBe(200);
  });

  test('what is no message of the protocol is refused, and starts nothing', async () => {
    const server = await newServer();
    const list = { jsonrpc: '2.0', id: 1, method: 'tools/list' };
    const bodies: unknown[] = ['', '{', '[]', {}, { jsonrpc: '1.0', id: 1, method: 'x' }, Array(51).fill(list)];
    bodies.push('{"jsonrpc":"2.0","id":1,"method":"x","params":{"__proto__":{"a":1}}}', `"${'x'.repeat(100_001)}"`);
    bodies.push(`{"jsonrpc":"2.0","id":1,"method":"x","params":{"a":${'['.repeat(200)}${']'.repeat(200)}}}`);
    for (const body of bodies) {
      const { status, headers } = await post(server, body);
      expect([400, 413]).toContain(status);
      expect(headers.get('content-type')).toContain('application/problem+json');
    }
    expect((await post(server, list, { accept: 'application/json' })).status).toBe(400);
    expect((await post(server, list, { 'mcp-protocol-version': '1999-01-01' })).status).toBe(400);
    expect((await post(server, list, { 'mcp-session-id': 'x'.repeat(101) })).status).toBe(400);
    const { pathname: path } = new URL(server.url);
    const headers = { authorization: `Bearer ${server.token}` };
    expect((await send(api.port, { method: 'GET', path, headers })).status).toBe(405);
    expect((await send(api.port, { method: 'DELETE', path, headers })).status).toBe(204);
  });
});

test('behind a public address, neither strange origins nor strange names come in', () => {
  const settings = { publicUrl: 'https://perdura.example.com', allowedOrigins: ['https://desk.example.com'] };
  const comesIn = (headers: { host: string; origin?: string }) => {
    try {
      requireOwnPage({ headers }, settings);
      return true;
    } catch {
      return false;
    }
  };
  const hosts = ['perdura.example.com', 'desk.example.com', 'localhost:8080', '10.0.0.7:8080', '[::1]:8080'];
  for (const host of hosts) expect([host, comesIn({ host })]).toEqual([host, true]);
  for (const host of ['rebound.example', 'perdura.example.com.evil.example', '']) {
    expect([host, comesIn({ host })]).toEqual([host, false]);
  }
  const host = 'perdura.example.com';
  for (const origin of ['https://perdura.example.com', 'https://desk.example.com']) {
    expect([origin, comesIn({ host, origin })]).toEqual([origin, true]);
  }
  for (const origin of ['http://perdura.example.com', 'http://localhost', 'null', 'https://evil.example']) {
    expect([origin, comesIn({ host, origin })]).toEqual([origin, false]);
  }
});

test('whatever tools are called, their names are fit and unlike each other', () => {
  const wish = fc.oneof(fc.constantFrom('same', 'same!', '查询', ''), fc.string({ maxLength: 100, unit: 'grapheme' }));
  fc.assert(
    fc.property(fc.array(wish, { maxLength: 20 }), (wishes) => {
      const wanted = wishes.map((each, index) => ({
        id: index.toString(16).padStart(24, '0'),
        wish: each,
        kind: 'flow',
      }));
      const names = toolNames(wanted);
      expect(new Set(names).size).toBe(wishes.length);
      for (const name of names) expect(name).toMatch(/^[a-zA-Z0-9_-]{1,64}$/);
      // Who comes later takes nobody's name.
      expect(toolNames(wanted.slice(0, -1))).toEqual(names.slice(0, -1));
    }),
  );
});

describe('tools', () => {
  test('are the listed ones, with names that are unlike each other, and workflows that are marked', async () => {
    const flow = await published(catchWebhook());
    const disabled = await drafted();
    const piece = { pieceName: '@activepieces/piece-slack', pieceVersion: '~0.10.0', actionName: 'send' };
    const server = await newServer([
      { flowId: flow.id, toolName: 'same' },
      { flowId: disabled.id, toolName: 'same' },
      { flowId: flow.id, toolName: '查询' },
      { pieceMetadata: piece },
    ]);
    const inputSchema = { type: 'object', properties: { n: { type: 'integer' } }, required: ['n'] };
    const workflow = await newWorkflow('Marked as a tool', { description: 'Adds', inputSchema });
    const client = await connected(server.url, server.token);
    const { tools } = await client.listTools();
    const names = tools.map(({ name }) => name);
    expect(names.slice(0, 4)).toEqual(['same', expect.stringMatching(/^same_\w{6}$/), 'flow', 'send']);
    for (const name of names) expect(name).toMatch(/^[a-zA-Z0-9_-]{1,64}$/);
    expect(new Set(names).size).toBe(names.length);
    expect(tools[3]?.inputSchema).toMatchObject({
      properties: { text: { type: 'string' }, channel: {} },
      required: ['text', 'channel'],
      additionalProperties: false,
    });
    expect(tools.at(-1)).toMatchObject({ name: 'Marked_as_a_tool', description: 'Adds', inputSchema });
    const off = (await client.callTool({ name: String(names[1]) })) as CallToolResult;
    expect(off).toMatchObject({ isError: true, content: [{ text: expect.stringContaining('FLOW_DISABLED') }] });
    const misfit = await client.callTool({ name: 'Marked_as_a_tool', arguments: { n: 'x' } });
    expect(misfit).toMatchObject({ isError: true, content: [{ text: expect.stringContaining('/n must be integer') }] });
    expect(await runsOf(workflow.id)).toEqual([]);
    expect(await client.callTool({ name: 'nobody' })).toMatchObject({ isError: true });
  });

  test('answer with what their runs respond or end with, and say why they failed', async () => {
    const { server } = await echo();
    const client = await connected(server.url, server.token);
    const responded = await client.callTool({
      name: 'echo_it',
      arguments: { respond: { status: 200, body: { a: 1 } } },
    });
    expect(responded).toMatchObject({ content: [{ type: 'text', text: '{"a":1}' }], structuredContent: { a: 1 } });
    expect(responded.isError).toBeUndefined();
    expect(await runOf(responded)).toMatchObject({ triggeredBy: 'mcp', status: 'completed' });
    const text = await client.callTool({ name: 'echo_it', arguments: { respond: { body: 'plain' } } });
    expect(text).toMatchObject({ content: [{ text: 'plain' }] });
    const refused = await client.callTool({ name: 'echo_it', arguments: { respond: { status: 422, body: {} } } });
    expect(refused.isError).toBe(true);
    const ended = await client.callTool({ name: 'echo_it', arguments: { result: { b: 2 } } });
    expect(ended).toMatchObject({ structuredContent: { b: 2 } });
    const failed = await client.callTool({ name: 'echo_it', arguments: { fail: 'NO_LUCK' } });
    expect(failed).toMatchObject({
      isError: true,
      structuredContent: { status: 'failed', error: { code: 'NO_LUCK' } },
    });
    expect(failed).toMatchObject({ content: [{ text: expect.stringContaining(String((await runOf(failed))._id)) }] });
  });

  test('that are actions of pieces run durably: with a history, and one version for the same arguments', async () => {
    const pieceMetadata = { pieceName: '@activepieces/piece-slack', pieceVersion: '~0.10.0', actionName: 'send' };
    const server = await newServer([{ pieceMetadata, toolName: 'say' }]);
    const client = await connected(server.url, server.token);
    const results: unknown[] = [];
    for (const text of ['one', 'two']) {
      results.push(await client.callTool({ name: 'say', arguments: { text, channel: 'general' } }));
    }
    const runs = await Promise.all(results.map(runOf));
    expect(runs).toMatchObject([{ version: 1 }, { version: 1, triggerData: { text: 'two', channel: 'general' } }]);
    expect((await api.call('GET', '/v1/workflows?limit=100')).text).not.toContain('"say"');
    const again = () => api.call('POST', `/v1/runs/${runs[0]?._id}/rerun`);
    const rerun = (await again()).json as { runId: string };
    expect((await api.call('GET', `/v1/runs/${rerun.runId}`)).json).toMatchObject({
      ...{ version: 1, triggerData: { text: 'one', channel: 'general' } },
    });
    expect((await api.call('DELETE', `/v1/mcp-servers/${server.id}`)).status).toBe(204);
    expect((await again()).json).toMatchObject({ code: 'RUN_STATE', detail: expect.stringContaining('deleted') });
    expect(await runOf(results[0])).toEqual(runs[0]);
  });

  test('tell how far their runs are to those who ask', async () => {
    await newWorkflow('Watched', { name: 'watched' });
    const server = await newServer();
    const client = await connected(server.url, server.token);
    const told: Progress[] = [];
    await client.callTool({ name: 'watched', arguments: {} }, undefined, { onprogress: (each) => told.push(each) });
    expect(told).toEqual([{ progress: 1, total: 1, message: 'Fetch it' }]);
  });
});

describe('runs of calls', () => {
  test('a repeat of a call of one session is the same run; without a session it is another', async () => {
    const { flow, server } = await echo();
    const session = { 'mcp-session-id': 'one-session' };
    const call = callOf('echo_it', { result: { n: 1 } });
    const first = await resultOf(await post(server, call, session));
    expect(await resultOf(await post(server, call, session))).toEqual(first);
    expect(await runsOf(flow.id)).toHaveLength(1);
    await resultOf(await post(server, call, { 'mcp-session-id': 'another' }));
    await Promise.all([1, 2].map(async () => resultOf(await post(server, call))));
    expect(await runsOf(flow.id)).toHaveLength(4);
    const other = await resultOf(await post(server, callOf('echo_it', { result: { n: 2 } }), session));
    expect(other).toMatchObject({ isError: true, content: [{ text: expect.stringContaining('IDEMPOTENCY') }] });
  });

  test('a client that cancels a call cancels its run; one that hangs up does not', async () => {
    const { flow, server } = await echo();
    const client = await connected(server.url, server.token);
    const aborting = new AbortController();
    const call = { name: 'echo_it', arguments: { wait: true } };
    const cancelled = client.callTool(call, undefined, { signal: aborting.signal });
    cancelled.catch(() => undefined);
    await eventually(async () => (await runsOf(flow.id)).length === 1);
    aborting.abort('enough');
    await expect(cancelled).rejects.toThrow();
    await eventually(async () => (await runsOf(flow.id))[0]?.status === 'cancelled');

    const hanging = new AbortController();
    const { pathname } = new URL(server.url);
    const hung = fetch(`http://127.0.0.1:${api.port}${pathname}`, {
      ...{ method: 'POST', signal: hanging.signal, body: JSON.stringify(callOf('echo_it', { wait: true }, 'x y')) },
      headers: {
        ...{ 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
        ...{ authorization: `Bearer ${server.token}`, 'mcp-session-id': 'hung' },
      },
    }).then((answer) => answer.text());
    hung.catch(() => undefined);
    await eventually(async () => (await runsOf(flow.id)).length === 2);
    hanging.abort();
    await expect(hung).rejects.toThrow();
    const params = { requestId: 'x y' };
    expect((await runsOf(flow.id))[0]).not.toMatchObject({ status: 'cancelled' });
    const cancel = { jsonrpc: '2.0', method: 'notifications/cancelled', params };
    expect((await post(server, cancel, { 'mcp-session-id': 'hung' })).status).toBe(202);
    await eventually(async () => (await runsOf(flow.id))[0]?.status === 'cancelled');

    // A call that was cancelled before it came starts nothing, however long its id is.
    const requestId = randomBytes(4_000).toString('base64');
    const early = { ...cancel, params: { requestId } };
    expect((await post(server, early, { 'mcp-session-id': 'hung' })).status).toBe(202);
    const late = await resultOf(await post(server, callOf('echo_it', {}, requestId), { 'mcp-session-id': 'hung' }));
    expect(late.isError).toBe(true);
    expect(await runsOf(flow.id)).toHaveLength(2);
  });

  test('a call whose server dies is the same run when it is repeated, and any process finds it to cancel it', async () => {
    const { flow, server } = await echo();
    const mortal = await startApi(api.databaseUrl, (await testTemporal()).address, api.taskQueue);
    const there = { ...server, url: server.url.replace(`:${api.port}`, `:${mortal.port}`) };
    const session = { 'mcp-session-id': 'moving' };
    const call = callOf('echo_it', { wait: true });
    const cut = post(there, call, session).then(resultOf);
    cut.catch(() => undefined);
    await eventually(async () => (await runsOf(flow.id)).length === 1);
    await mortal.kill();
    await expect(cut).rejects.toThrow();
    await mortal.start();
    const repeated = post(there, call, session).then(resultOf);
    const cancel = { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 1 } };
    expect((await post(server, cancel, session)).status).toBe(202);
    expect(await repeated).toMatchObject({ isError: true, structuredContent: { status: 'cancelled' } });
    expect(await runsOf(flow.id)).toHaveLength(1);
    await mortal.kill();
  });

  test('a run that takes longer than its client waits goes on, and is told by its id', async () => {
    const { flow, server } = await echo();
    const hasty = await openTestApi({ databaseUrl: api.databaseUrl, settings: { mcpWaitSeconds: 1 } });
    try {
      const session = { 'mcp-session-id': 'hasty' };
      const waiting = post(server, callOf('echo_it', { wait: true }), session);
      waiting.catch(() => undefined);
      await eventually(async () => (await runsOf(flow.id)).length === 1);
      const there = { ...server, url: server.url.replace(`:${api.port}`, `:${hasty.port}`) };
      const { isError, structuredContent } = await resultOf(
        await post(there, callOf('echo_it', { wait: true }), session),
      );
      const [run] = await runsOf(flow.id);
      expect([isError, structuredContent]).toMatchObject([undefined, { runId: run?._id, url: expect.any(String) }]);
      await api.call('POST', `/v1/runs/${run?._id}/cancel`);
      await waiting;
    } finally {
      await hasty.close();
    }
  });

  test('fifty clients at once each get their own answer', async () => {
    const { flow, server } = await echo();
    const numbers = Array.from({ length: 50 }, (_, index) => index);
    const answers = await Promise.all(
      numbers.map(async (n) => {
        const client = await connected(server.url, server.token);
        return (await client.callTool({ name: 'echo_it', arguments: { respond: { body: { n } } } })).structuredContent;
      }),
    );
    expect(answers).toEqual(numbers.map((n) => ({ n })));
    expect(await runsOf(flow.id)).toHaveLength(50);
  });
});

describe('the platform’s own server', () => {
  const url = (query = '') => `http://127.0.0.1:${api.port}/v1/mcp${query}`;

  test('reads with a key; acts only where the address asks for it and the key may', async () => {
    const workflow = await newWorkflow('Of the platform', {});
    const reader = await connected(url(), api.apiKey);
    const names = (await reader.listTools()).tools.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['list_workflows', 'get_run', 'watch_run', 'list_flows']));
    expect(names).not.toContain('run_workflow');
    expect(await reader.callTool({ name: 'run_workflow', arguments: { id: workflow.id } })).toMatchObject({
      isError: true,
    });
    const shown = await reader.callTool({ name: 'get_workflow', arguments: { id: workflow.id } });
    expect(shown).toMatchObject({ structuredContent: { name: 'Of the platform' } });
    const other = await connected(url('?access=write'), (await api.otherProject()).apiKey);
    expect(await other.callTool({ name: 'get_workflow', arguments: { id: workflow.id } })).toMatchObject({
      isError: true,
      content: [{ text: expect.stringContaining('WORKFLOW_NOT_FOUND') }],
    });
    const readOnly = await connected(url('?access=write'), api.readOnlyApiKey);
    expect((await readOnly.listTools()).tools.map(({ name }) => name)).not.toContain('run_workflow');

    const writer = await connected(url('?access=write'), api.apiKey);
    const started = await writer.callTool({
      name: 'run_workflow',
      arguments: { id: workflow.id, data: { wait: true } },
    });
    const { runId } = started.structuredContent as { runId: string };
    expect(await writer.callTool({ name: 'cancel_run', arguments: { id: runId } })).toMatchObject({
      structuredContent: { runId },
    });
    const watched = await reader.callTool({ name: 'watch_run', arguments: { id: runId } });
    expect(watched).toMatchObject({ structuredContent: { status: 'cancelled' } });
    expect(await writer.callTool({ name: 'get_run', arguments: {} })).toMatchObject({ isError: true });
    const { text } = await api.call('GET', '/v1/audit');
    expect(text).toContain(runId);
    const flow = await published(catchWebhook());
    const triggered = await writer.callTool({ name: 'trigger_flow', arguments: { id: flow.id, data: {} } });
    expect(triggered.structuredContent).toMatchObject({ runId: expect.any(String) });
    await expect(connected(url(), 'nonsense')).rejects.toThrow();
  });

  test('lets nobody in who was removed from the project, or disabled, not even by a session that goes on', async () => {
    const { projectId, database } = api;
    const gone = await personOfRole(database, projectId, 'editor');
    const away = await personOfRole(database, projectId, 'owner');
    const clients = await Promise.all([gone, away].map(({ key }) => connected(url('?access=write'), key)));
    for (const client of clients) expect((await client.listTools()).tools.length).toBeGreaterThan(0);
    await api.call('DELETE', `/v1/members/${gone.userId}`);
    await api.call('PATCH', `/v1/users/${away.userId}`, { body: { disabled: true } });
    for (const client of clients) await expect(client.listTools()).rejects.toMatchObject({ code: 401 });
  });
});
