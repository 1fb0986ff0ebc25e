import { BUILT_IN_TOOLS } from '@perdura/contracts';
import type { JsonObject } from '@perdura/definition';
import { answerJson, HttpPeer, type PeerAnswer } from '../testing/http-peer.ts';
import { contextOn, failureOf, openStage, RUN_ID, type Stage } from '../testing/stage.ts';
import { type AiGenerateConfig, aiGenerate } from './ai-generate.ts';

const CANARY = 'sk-canary-secret-44b1e0';
const SCHEMA = {
  type: 'object',
  properties: { summary: { type: 'string' }, offline: { type: 'integer' } },
  required: ['summary', 'offline'],
  additionalProperties: false,
};

let stage: Stage;
let peer: HttpPeer;

beforeAll(async () => {
  stage = await openStage();
  const { tools, connections } = stage.dependencies.database;
  await tools.installMissing(stage.projectId, [...BUILT_IN_TOOLS]);
  await connections.create(stage.projectId, { name: 'mail', type: 'smtp', value: { url: 'smtp://x' } });
});
afterAll(() => stage.close());

beforeEach(async () => {
  peer = await new HttpPeer().listen();
});
afterEach(() => peer.close());

const run = (config: Partial<AiGenerateConfig> = {}, context = contextOn(stage)) =>
  aiGenerate({ prompt: 'Say hello', ...config }, context);

const sent = (index = -1): JsonObject => JSON.parse(peer.seen.at(index)?.body ?? '{}');

/** Answers one after another as an OpenAI-compatible server does. */
function chat(...messages: JsonObject[]): PeerAnswer {
  let next = 0;
  return (request, response) => {
    const message = messages[Math.min(next, messages.length - 1)] ?? {};
    next += 1;
    answerJson({
      id: 'chatcmpl-1',
      object: 'chat.completion',
      created: 1,
      model: 'test',
      choices: [
        {
          index: 0,
          message: { role: 'assistant', ...message },
          finish_reason: message.tool_calls ? 'tool_calls' : 'stop',
        },
      ],
      usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
    })(request, response);
  };
}

/** Answers as Anthropic's API does. */
function anthropicText(text: string): PeerAnswer {
  return answerJson({
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: 'test',
    content: [{ type: 'text', text }],
    stop_reason: 'end_turn',
    stop_sequence: null,
    usage: { input_tokens: 1, output_tokens: 1 },
  });
}

async function connect(type: 'openai-compatible' | 'anthropic', allowedHosts: string[] = []): Promise<string> {
  const { connections } = stage.dependencies.database;
  const name = `${type} ${peer.port} ${allowedHosts.join()}`;
  await connections.create(stage.projectId, {
    name,
    type,
    value: { baseUrl: `${peer.url}/v1`, apiKey: CANARY },
    allowedHosts,
  });
  return name;
}

describe('an OpenAI-compatible server', () => {
  test('gets the prompt and the settings, and its text is the result', async () => {
    peer.answer = chat({ content: '所有设备运行正常' });
    const connection = await connect('openai-compatible');
    const result = await run({
      prompt: '分析设备数据',
      systemPrompt: 'Be brief',
      model: 'qwen-max',
      temperature: 0.2,
      maxTokens: 99,
      connection,
    });
    expect(result).toBe('所有设备运行正常');
    expect(peer.last).toMatchObject({ method: 'POST', path: '/v1/chat/completions' });
    expect(peer.last.headers.authorization).toBe(`Bearer ${CANARY}`);
    expect(sent()).toMatchObject({
      model: 'qwen-max',
      temperature: 0.2,
      max_tokens: 99,
      messages: [
        { role: 'system', content: 'Be brief' },
        { role: 'user', content: '分析设备数据' },
      ],
    });
  });

  test('is asked for JSON, which is checked', async () => {
    peer.answer = chat({ content: 'Sure:\n```json\n{"summary":"fine","offline":0}\n```' });
    const connection = await connect('openai-compatible');
    expect(await run({ responseSchema: SCHEMA, connection })).toEqual({ summary: 'fine', offline: 0 });
    expect(sent()).toMatchObject({ response_format: { type: 'json_object' } });
    expect(JSON.stringify(sent().messages)).toContain('additionalProperties');
  });

  test('may repair an answer once', async () => {
    peer.answer = chat({ content: '{"summary":1}' }, { content: '{"summary":"fine","offline":2}' });
    const context = contextOn(stage);
    const connection = await connect('openai-compatible');
    expect(await run({ responseSchema: SCHEMA, connection }, context)).toEqual({ summary: 'fine', offline: 2 });
    expect(JSON.stringify(sent().messages)).toContain('/offline is missing');
    expect(context.warnings).toHaveLength(1);
  });

  test('fails the step when it cannot', async () => {
    peer.answer = chat({ content: 'no idea' });
    const connection = await connect('openai-compatible');
    const failure = await failureOf(run({ responseSchema: SCHEMA, connection }));
    expect(failure).toMatchObject({ code: 'AI_INVALID_OUTPUT', retryable: false });
    expect(peer.seen).toHaveLength(2);
  });

  test('calls the tools that it is offered', async () => {
    const call = {
      id: 'call-1',
      type: 'function',
      function: { name: 'iot_get_device', arguments: '{"deviceId":"dev-002"}' },
    };
    peer.answer = chat({ content: null, tool_calls: [call] }, { content: '二号冷水机组离线' });
    const connection = await connect('openai-compatible');
    stage.events.length = 0;
    expect(await run({ tools: ['iot_get_device', 'iot_list_alerts'], connection })).toBe('二号冷水机组离线');
    expect(JSON.stringify(sent(0).tools)).toContain('iot_list_alerts');
    expect(JSON.stringify(sent().messages)).toContain('dev-002');
    expect(stage.events).toMatchObject([{ type: 'tool.executed', data: { tool: 'iot_get_device', runId: RUN_ID } }]);
    expect(stage.events[0]?.externalId).toMatch(
      new RegExp(`^tool\\.executed/${RUN_ID}/fetch/0/tools/[0-9a-f]{16}\\.0$`),
    );
  });

  test('hears of a tool that failed, and cannot go on for ever', async () => {
    const call = {
      id: 'call-1',
      type: 'function',
      function: { name: 'iot_get_device', arguments: '{"deviceId":"nobody"}' },
    };
    peer.answer = chat({ content: null, tool_calls: [call] });
    const context = contextOn(stage.with({ ai: { maxSteps: 3 } }));
    const connection = await connect('openai-compatible');
    await run({ tools: ['iot_get_device'], connection }, context);
    expect(peer.seen).toHaveLength(3);
    expect(JSON.stringify(sent().messages)).toContain('There is no device');
    expect(context.warnings.join()).toContain('after 3 answers');
  });

  test.each([
    [400, false],
    [401, false],
    [403, false],
    [404, false],
    [429, true],
    [500, true],
    [503, true],
    [529, true],
  ])('that answers %i: another attempt %s, made by the engine', async (status, retryable) => {
    peer.answer = answerJson({ error: { message: `wrong key ${CANARY}`, type: 'x' } }, status, { 'retry-after': '9' });
    const connection = await connect('openai-compatible');
    const failure = await failureOf(run({ connection }));
    expect(failure).toMatchObject({ code: 'AI_PROVIDER_ERROR', retryable, retryAfterMs: retryable ? 9000 : undefined });
    expect(failure.message).toContain(`${status}: wrong key [redacted]`);
    expect(JSON.stringify([failure.message, failure.stack, stage.logged])).not.toContain(CANARY);
    expect(peer.seen).toHaveLength(1);
  });

  test('that answers nonsense may do better next time', async () => {
    peer.answer = (_, response) => response.setHeader('content-type', 'application/json').end('{"choices":');
    const connection = await connect('openai-compatible');
    expect(await failureOf(run({ connection }))).toMatchObject({ code: 'AI_PROVIDER_ERROR', retryable: true });
  });

  test('that is gone may come back', async () => {
    const connection = await connect('openai-compatible');
    await peer.close();
    expect(await failureOf(run({ connection }))).toMatchObject({ code: 'NETWORK_ERROR', retryable: true });
    await peer.listen();
  });

  test('is left when the step is cancelled', async () => {
    const controller = new AbortController();
    peer.answer = () => controller.abort(new Error('cancelled'));
    const connection = await connect('openai-compatible');
    await expect(run({ connection }, contextOn(stage, { signal: controller.signal }))).rejects.toThrow('cancelled');
  });

  test('does not get its own key back into a result', async () => {
    peer.answer = chat({ content: `your key is ${CANARY}` });
    const connection = await connect('openai-compatible');
    expect(await run({ connection })).toBe('your key is [redacted]');
  });
});

describe("Anthropic's API", () => {
  test('is spoken as it is', async () => {
    peer.answer = anthropicText('all well');
    const connection = await connect('anthropic');
    expect(await run({ systemPrompt: 'Be brief', connection, maxTokens: 50 })).toBe('all well');
    expect(peer.last).toMatchObject({ method: 'POST', path: '/v1/messages' });
    expect(peer.last.headers).toMatchObject({ 'x-api-key': CANARY, 'anthropic-version': '2023-06-01' });
    expect(sent()).toMatchObject({
      model: 'claude-sonnet-4-5',
      max_tokens: 50,
      system: [{ type: 'text', text: 'Be brief' }],
      messages: [{ role: 'user', content: [{ type: 'text', text: 'Say hello' }] }],
    });
  });

  test('gives objects that fit a schema', async () => {
    peer.answer = anthropicText('{"summary":"fine","offline":0}');
    const connection = await connect('anthropic');
    expect(await run({ responseSchema: SCHEMA, connection })).toEqual({ summary: 'fine', offline: 0 });
  });

  test('may be overloaded', async () => {
    peer.answer = answerJson({ type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } }, 529);
    const connection = await connect('anthropic');
    expect(await failureOf(run({ connection }))).toMatchObject({ code: 'AI_PROVIDER_ERROR', retryable: true });
  });
});

describe('which provider answers', () => {
  test('that of the settings, which is trusted since the operator named it', async () => {
    peer.answer = chat({ content: 'from the settings' });
    const on = stage.with({ allowHosts: [], ai: { baseUrl: `${peer.url}/v1`, apiKey: CANARY, model: 'house-model' } });
    expect(await run({}, contextOn(on))).toBe('from the settings');
    expect(sent()).toMatchObject({ model: 'house-model' });
    peer.answer = anthropicText('from Anthropic');
    const anthropic = stage.with({ ai: { anthropicApiKey: CANARY, anthropicBaseUrl: `${peer.url}/v1` } });
    expect(await run({}, contextOn(anthropic))).toBe('from Anthropic');
  });

  test('never one of the environment of the process', async () => {
    const before = process.env.ANTHROPIC_BASE_URL;
    process.env.ANTHROPIC_BASE_URL = 'http://127.0.0.1:1';
    peer.answer = anthropicText('right');
    expect(await run({ connection: await connect('anthropic') })).toBe('right');
    if (before === undefined) delete process.env.ANTHROPIC_BASE_URL;
    else process.env.ANTHROPIC_BASE_URL = before;
  });

  test('a connection of its kind, and of its hosts', async () => {
    expect(await failureOf(run({ connection: 'mail' }))).toMatchObject({ code: 'CONNECTION_TYPE_MISMATCH' });
    expect(await failureOf(run({ connection: 'nobody' }))).toMatchObject({ code: 'CONNECTION_NOT_FOUND' });
    const bound = await connect('openai-compatible', ['api.openai.com']);
    expect(await failureOf(run({ connection: bound }))).toMatchObject({ code: 'CONNECTION_HOST_NOT_ALLOWED' });
    const guarded = stage.with({ allowHosts: [] });
    const connection = await connect('openai-compatible');
    expect(await failureOf(run({ connection }, contextOn(guarded)))).toMatchObject({ code: 'BLOCKED_ADDRESS' });
    expect(peer.seen).toHaveLength(0);
  });
});

describe('the demo model', () => {
  test('answers when no provider is configured', async () => {
    const data = JSON.stringify({ devices: [{ name: '一号', status: 'offline' }] });
    const result = await run({ prompt: `分析设备数据：${data}` });
    expect(result).toContain('demo');
    expect(result).toContain('共 1 台设备');
  });

  test('gives objects that fit a schema', async () => {
    const prompt = '分析：{"devices":[{"status":"offline"},{"status":"online"}]}';
    expect(await run({ prompt, responseSchema: SCHEMA })).toMatchObject({ offline: 1 });
  });

  test('calls tools that need no input, and counts what they answer', async () => {
    const result = await run({ prompt: '设备情况如何？', tools: ['iot_get_all_devices', 'iot_get_device'] });
    expect(result).toContain('共 12 台设备');
    expect(result).toContain('离线 2');
  });
});

test('a schema or a tool that cannot be used is found before the first call', async () => {
  expect(await failureOf(run({ responseSchema: { $ref: 'https://example.com/x' } }))).toMatchObject({
    code: 'AI_SCHEMA_INVALID',
    retryable: false,
  });
  expect(await failureOf(run({ tools: ['nobody'] }))).toMatchObject({ code: 'TOOL_NOT_FOUND', retryable: false });
});
