import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import type { JsonObject } from '@perdura/definition';
import { eventually } from '@perdura/testkit';
import { z } from 'zod';
import { answerJson, HttpPeer } from '../testing/http-peer.ts';
import { failureOf, openStage, RUN_ID, type Stage, toolContextOn } from '../testing/stage.ts';
import { runTool } from './run-tool.ts';

const CANARY = 'canary-secret-c01d77';

interface Call {
  headers: IncomingHttpHeaders;
  meta: JsonObject | undefined;
}

/** A real MCP server over Streamable HTTP; each request gets a server of its own, with or without sessions. */
class McpPeer {
  readonly calls: Call[] = [];
  readonly methods: string[] = [];
  sessions = false;
  jsonAnswers = true;
  #sessions = new Map<string, StreamableHTTPServerTransport>();
  readonly #server: Server = createServer(async (request, response) => {
    this.methods.push(request.method ?? '');
    const known = this.#sessions.get(String(request.headers['mcp-session-id']));
    if (known !== undefined) return known.handleRequest(request, response);
    const transport = new StreamableHTTPServerTransport({
      sessionIdGenerator: this.sessions ? () => 'session-1' : undefined,
      enableJsonResponse: this.jsonAnswers,
      onsessioninitialized: (id) => void this.#sessions.set(id, transport),
    });
    await this.#tools(request.headers).connect(transport);
    return transport.handleRequest(request, response);
  });

  async listen(): Promise<this> {
    await new Promise<void>((done) => this.#server.listen(0, '127.0.0.1', done));
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/mcp`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
  }

  #tools(headers: IncomingHttpHeaders): McpServer {
    const server = new McpServer({ name: 'peer', version: '1.0.0' });
    server.registerTool('add', { inputSchema: { a: z.number(), b: z.number() } }, async ({ a, b }, { _meta }) => {
      this.calls.push({ headers, meta: _meta as JsonObject | undefined });
      return { content: [{ type: 'text', text: `${a + b}` }], structuredContent: { sum: a + b } };
    });
    server.registerTool('say', { inputSchema: {} }, async () => ({
      content: [
        { type: 'text', text: '第一行' },
        { type: 'text', text: 'second' },
      ],
    }));
    server.registerTool('draw', { inputSchema: {} }, async () => ({
      content: [
        { type: 'text', text: 'a dot' },
        { type: 'image', data: 'AA==', mimeType: 'image/png' },
      ],
    }));
    server.registerTool('fail', { inputSchema: {} }, async () => ({
      content: [{ type: 'text', text: 'the boiler is cold' }],
      isError: true,
    }));
    server.registerTool('echo', { inputSchema: {} }, async () => ({
      content: [{ type: 'text', text: JSON.stringify(headers) }],
    }));
    server.registerTool('hang', { inputSchema: {} }, () => new Promise(() => undefined));
    return server;
  }
}

let stage: Stage;
let peer: McpPeer;

beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

beforeEach(async () => {
  peer = await new McpPeer().listen();
});
afterEach(() => peer.close());

async function call(
  tool: string,
  input: JsonObject = {},
  more: JsonObject = {},
  signal = new AbortController().signal,
) {
  await stage.dependencies.database.tools.upsert(stage.projectId, {
    name: 'remote',
    description: 'x',
    inputSchema: { type: 'object' },
    execution: { type: 'mcp', url: peer.url, tool, ...more },
  });
  return runTool('remote', input, toolContextOn(stage, { signal }));
}

test.each([
  [true, true],
  [true, false],
  [false, true],
  [false, false],
])('answers structured content (sessions: %s, JSON: %s)', async (sessions, json) => {
  peer.sessions = sessions;
  peer.jsonAnswers = json;
  expect(await call('add', { a: 1, b: 2 })).toEqual({ sum: 3 });
  expect(peer.methods.includes('DELETE')).toBe(sessions);
});

test('answers text as text, and content that is more as it is', async () => {
  expect(await call('say')).toBe('第一行\nsecond');
  expect(await call('draw')).toEqual([
    { type: 'text', text: 'a dot' },
    { type: 'image', data: 'AA==', mimeType: 'image/png' },
  ]);
});

test('carries the idempotency key in header and _meta, and the headers of the registration', async () => {
  await call('add', { a: 1, b: 2 }, { headers: { 'X-Site': 'A' } });
  expect(peer.calls[0]?.meta).toMatchObject({ idempotencyKey: `${RUN_ID}/fetch/0` });
  expect(peer.calls[0]?.headers).toMatchObject({ 'idempotency-key': `${RUN_ID}/fetch/0`, 'x-site': 'A' });
});

test('fails when the tool says so', async () => {
  const failure = await failureOf(call('fail'));
  expect(failure).toMatchObject({ code: 'TOOL_FAILED', retryable: true });
  expect(failure.message).toContain('the boiler is cold');
});

test('fails for good on a tool or an input that the server does not know', async () => {
  expect(await failureOf(call('nobody'))).toMatchObject({ code: 'TOOL_FAILED' });
  expect(await failureOf(call('add', { a: 'x' }))).toMatchObject({ code: 'TOOL_FAILED' });
});

test('lends a connection, whose secret does not come back', async () => {
  await stage.dependencies.database.connections.create(stage.projectId, {
    name: 'mcp',
    type: 'bearer',
    value: { token: CANARY },
  });
  const result = await call('echo', {}, { connection: 'mcp' });
  expect(result).toContain('Bearer [redacted]');
  expect(result).not.toContain(CANARY);
});

test('an answer with the digits of a secret is a good answer', async () => {
  const value = { username: 'amy', password: '123456' };
  await stage.dependencies.database.connections.create(stage.projectId, { name: 'pin', type: 'basic', value });
  expect(await call('add', { a: 123_450, b: 6 }, { connection: 'pin' })).toEqual({ sum: '[redacted]' });
});

test('stops when the step is cancelled', async () => {
  const controller = new AbortController();
  const work = call('hang', {}, {}, controller.signal);
  const cancelled = expect(work).rejects.toThrow('cancelled');
  await eventually(() => peer.methods.length >= 3);
  controller.abort(new Error('cancelled'));
  await cancelled;
});

test.each([
  [503, true],
  [401, false],
  [404, false],
])('a server that answers %i: another attempt %s', async (status, retryable) => {
  const http = await new HttpPeer().listen();
  http.answer = answerJson({ error: 'no' }, status);
  expect(await failureOf(call('add', {}, { url: http.url }))).toMatchObject({ code: 'HTTP_STATUS', retryable });
  await http.close();
});

test('a server that is not there, or does not speak MCP', async () => {
  const http = await new HttpPeer().listen();
  const { url } = http;
  http.answer = answerJson({ hello: 'world' });
  expect(await failureOf(call('add', {}, { url }))).toMatchObject({ code: 'NETWORK_ERROR', retryable: true });
  await http.close();
  expect(await failureOf(call('add', {}, { url }))).toMatchObject({ code: 'NETWORK_ERROR', retryable: true });
});

test('is guarded, also when it redirects', async () => {
  const guarded = stage.with({ allowHosts: [] });
  await call('say');
  expect(await failureOf(runTool('remote', {}, toolContextOn(guarded)))).toMatchObject({ code: 'BLOCKED_ADDRESS' });
});
