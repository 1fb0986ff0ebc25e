import { BUILT_IN_TOOLS } from '@perdura/contracts';
import type { JsonObject } from '@perdura/definition';
import { toolCall } from '../nodes/tool-call.ts';
import { answerJson, HttpPeer } from '../testing/http-peer.ts';
import { contextOn, failureOf, openStage, RUN_ID, type Stage, toolContextOn } from '../testing/stage.ts';
import { runTool } from './run-tool.ts';
import { testTool } from './test-tool.ts';
import { toolHandlers } from './tool-handlers.ts';

const CANARY = 'canary-secret-27ae10';

let stage: Stage;
let peer: HttpPeer;

beforeAll(async () => {
  stage = await openStage();
  await stage.dependencies.database.tools.installMissing(stage.projectId, [...BUILT_IN_TOOLS]);
});
afterAll(() => stage.close());

beforeEach(async () => {
  stage.events.length = 0;
  peer = await new HttpPeer().listen();
});
afterEach(() => peer.close());

async function register(execution: JsonObject, inputSchema: JsonObject = { type: 'object' }, name = 'partner') {
  await stage.dependencies.database.tools.upsert(stage.projectId, { name, description: 'x', inputSchema, execution });
}

const run = (name: string, input: JsonObject = {}) => runTool(name, input, toolContextOn(stage));

describe('built-in tools', () => {
  test('run the first example as it is written', async () => {
    const result = await toolCall({ tool: 'iot_get_all_devices', input: {} }, contextOn(stage));
    expect(result).toMatchObject({ total: 12 });
    expect((result as { devices: JsonObject[] }).devices[0]).toMatchObject({
      id: 'dev-001',
      name: '一号冷水机组',
      building: 'A栋',
      status: 'online',
      metrics: { temperature: 7.2 },
    });
  });

  test('filter, and answer the same each time', async () => {
    const offline = await run('iot_get_all_devices', { building: 'B栋', status: 'offline' });
    expect(offline).toMatchObject({ total: 1, devices: [{ id: 'dev-010' }] });
    expect(await run('iot_get_all_devices', { building: 'B栋', status: 'offline' })).toEqual(offline);
    expect(await run('iot_list_alerts', { severity: 'critical' })).toMatchObject({ total: 2 });
    expect(await run('iot_get_device', { deviceId: 'dev-006' })).toMatchObject({ name: '配电室主电表' });
  });

  test('give a command the same id in each attempt', async () => {
    const send = () => run('iot_send_command', { deviceId: 'dev-004', command: 'restart' });
    expect(await send()).toEqual(await send());
  });

  test('say what they do not know', async () => {
    const failure = await failureOf(run('iot_get_device', { deviceId: 'dev-999' }));
    expect(failure).toMatchObject({ code: 'TOOL_FAILED', retryable: false });
    expect(failure.message).toContain('dev-999');
  });

  test('are the ones that the contract registers', () => {
    expect([...toolHandlers.keys()].sort()).toEqual(BUILT_IN_TOOLS.map(({ execution }) => execution.handler).sort());
  });
});

describe('what is checked before the call', () => {
  test('unknown tools', async () => {
    expect(await failureOf(run('nobody'))).toMatchObject({ code: 'TOOL_NOT_FOUND', retryable: false });
  });

  test('input that does not fit the schema', async () => {
    const failure = await failureOf(run('iot_get_all_devices', { building: 7, colour: 'red' }));
    expect(failure).toMatchObject({ code: 'TOOL_INPUT_INVALID', retryable: false });
    expect(failure.message).toContain('/building must be string');
    expect(failure.message).toContain('/colour is not expected');
  });

  test('input that is no object', async () => {
    for (const input of [null, 'x', [1]]) {
      expect(await failureOf(runTool('iot_get_all_devices', input, toolContextOn(stage)))).toMatchObject({
        code: 'TOOL_INPUT_INVALID',
      });
    }
  });

  test.each([
    [{ type: 'http' }, { type: 'object' }],
    [{ type: 'shell', command: 'ls' }, { type: 'object' }],
    [{ type: 'handler', handler: 'constructor' }, { type: 'object' }],
    [
      { type: 'handler', handler: 'iot_get_device' },
      { type: 'object', properties: { a: { $ref: 'https://x/y' } } },
    ],
  ])('registrations that cannot be carried out: %j', async (execution, schema) => {
    await register(execution, schema);
    expect(await failureOf(run('partner'))).toMatchObject({ code: 'TOOL_DEFINITION_INVALID', retryable: false });
  });
});

describe('events', () => {
  test('tell of a call, once however often it is repeated', async () => {
    await run('iot_list_alerts');
    expect(stage.events).toMatchObject([
      {
        projectId: stage.projectId,
        type: 'tool.executed',
        data: { tool: 'iot_list_alerts', runId: RUN_ID, nodeId: 'fetch' },
        externalId: `tool.executed/${RUN_ID}/fetch/0`,
        depth: 0,
      },
    ]);
  });

  test('tell of a failure', async () => {
    await failureOf(run('iot_get_device', { deviceId: 'x' }));
    expect(stage.events).toMatchObject([{ type: 'tool.failed', data: { error: { code: 'TOOL_FAILED' } } }]);
  });

  test('that cannot be stored do not fail a call that is done', async () => {
    const dependencies = { ...stage.dependencies, emit: () => Promise.reject(new Error('database away')) };
    const result = await runTool('iot_list_alerts', {}, toolContextOn(stage, { dependencies }));
    expect(result).toMatchObject({ total: 4 });
    expect(stage.logged.at(-1)).toContain('could not be stored');
  });
});

describe('http tools', () => {
  const schema = {
    type: 'object',
    properties: { id: { type: 'string' }, value: {}, note: { type: 'string' } },
    required: ['id'],
  };

  test('fill address, params and body, and answer the body alone', async () => {
    peer.answer = answerJson({ done: true });
    await register(
      {
        type: 'http',
        method: 'POST',
        url: `${peer.url}/devices/{id}/commands`,
        headers: { 'X-Source': 'perdura' },
        params: { verbose: true, note: '{note}' },
        body: { value: '{value}', text: 'set {id} to {value}', note: '{note}' },
      },
      schema,
    );
    expect(await run('partner', { id: 'a/b', value: 21.5 })).toEqual({ done: true });
    expect(peer.last).toMatchObject({ method: 'POST', path: '/devices/a%2Fb/commands?verbose=true' });
    expect(JSON.parse(peer.last.body)).toEqual({ value: 21.5, text: 'set a/b to 21.5' });
    expect(peer.last.headers).toMatchObject({ 'x-source': 'perdura', 'idempotency-key': `${RUN_ID}/fetch/0` });
  });

  test('send what the address does not use as body where none is written', async () => {
    await register({ type: 'http', method: 'PUT', url: `${peer.url}/{id}` }, schema);
    await run('partner', { id: 'x', value: [1] });
    expect(peer.last).toMatchObject({ path: '/x', body: '{"value":[1]}' });
  });

  test('answer text as text, and fail as http-request does', async () => {
    await register({ type: 'http', url: `${peer.url}/{id}` }, schema);
    expect(await run('partner', { id: 'x' })).toBe('ok');
    peer.answer = (_, response) => response.writeHead(503, { 'retry-after': '3' }).end('busy');
    expect(await failureOf(run('partner', { id: 'x' }))).toMatchObject({
      code: 'HTTP_STATUS',
      retryable: true,
      retryAfterMs: 3000,
    });
  });

  test('keep the input within its segment of the path', async () => {
    await register({ type: 'http', url: `${peer.url}/devices/{id}/state` }, schema);
    expect(await failureOf(run('partner', { id: '..' }))).toMatchObject({ code: 'TOOL_INPUT_INVALID' });
    expect(peer.seen).toHaveLength(0);
  });

  test('are guarded', async () => {
    const guarded = stage.with({ allowHosts: [] });
    await register({ type: 'http', url: `${peer.url}/` });
    expect(await failureOf(runTool('partner', {}, toolContextOn(guarded)))).toMatchObject({ code: 'BLOCKED_ADDRESS' });
  });

  test('lend a connection only where its host is settled', async () => {
    const { connections } = stage.dependencies.database;
    await connections.create(stage.projectId, { name: 'key', type: 'header', value: { name: 'X-Key', value: CANARY } });
    await register({ type: 'http', url: `${peer.url}/{id}`, connection: 'key' }, schema);
    peer.answer = ({ headers }, response) => answerJson({ headers })({} as never, response);
    const result = await run('partner', { id: 'x' });
    expect(peer.last.headers['x-key']).toBe(CANARY);
    expect(JSON.stringify(result)).not.toContain(CANARY);
    await register({ type: 'http', url: '{id}/x', connection: 'key' }, schema);
    expect(await failureOf(run('partner', { id: peer.url }))).toMatchObject({ code: 'CONNECTION_HOST_NOT_ALLOWED' });
  });
});

test('a tool can be tried out outside of runs', async () => {
  await register({ type: 'http', method: 'POST', url: `${peer.url}/`, body: '{value}' });
  const call = { testId: 'test-1', signal: new AbortController().signal };
  const input = { projectId: stage.projectId, tool: 'partner', input: { value: { a: 1 } } };
  expect(await testTool(input, call, stage.dependencies)).toBe('ok');
  expect(peer.last).toMatchObject({ body: '{"a":1}' });
  expect(peer.last.headers['idempotency-key']).toBe('test/test-1');
});

test('tools of another project are not found', async () => {
  const other = await stage.dependencies.database.projects.create({ name: 'other' });
  expect(await failureOf(runTool('iot_list_alerts', {}, toolContextOn(stage, { projectId: other.id })))).toMatchObject({
    code: 'TOOL_NOT_FOUND',
  });
});
