import { type FaultCode, faultMessage } from '../faults/messages.ts';
import { type ValidateOptions, validateDefinition } from './validate-definition.ts';

const find = (input: unknown, options: Partial<ValidateOptions> = {}) => {
  const result = validateDefinition(input, { locale: 'en', ...options });
  return result.ok ? [] : result.faults.map(({ code, pointer }) => [code, pointer]);
};
const messages = (input: unknown, options: Partial<ValidateOptions> = {}) => {
  const result = validateDefinition(input, { locale: 'en', ...options });
  return result.ok ? [] : result.faults.map(({ message }) => message);
};

const condition = (id: string, expression: unknown = 'true', rest: object = {}) => ({
  id,
  type: 'condition',
  config: { expression },
  ...rest,
});
const ask = (id: string, prompt: string) => ({ id, type: 'ai-generate', config: { prompt } });
const edge = (from: string, to: string, label?: string) => ({
  from,
  to,
  ...(label !== undefined && { condition: label }),
});
const ids = (...names: string[]) => names.map((name) => condition(name));

describe('a sound definition', () => {
  test('gets its defaults', () => {
    expect(validateDefinition({}, { locale: 'en' })).toEqual({
      ok: true,
      definition: { trigger: { type: 'manual' }, nodes: [], edges: [] },
      warnings: [],
    });
    const empty = { trigger: {}, nodes: [{ id: 'a', type: 'tool-call', config: { tool: 't' } }], timeoutMs: 5 };
    expect(validateDefinition(empty, { locale: 'en' })).toMatchObject({
      definition: { trigger: { type: 'manual' }, edges: [], timeoutMs: 5 },
    });
  });

  test.each([
    [
      'a cron trigger',
      {
        trigger: {
          type: 'cron',
          schedule: '0 9 * * *',
          timezone: 'Asia/Shanghai',
          overlap: 'queue',
          catchupWindow: 'PT10M',
          jitter: '30s',
          startAt: '2026-01-01T00:00:00Z',
          endAt: '2027-01-01T00:00:00+08:00',
        },
      },
    ],
    [
      'an event trigger',
      { trigger: { type: 'event', event: 'alert.triggered', filter: 'event.data.level > 2 && {{trigger.data.x}}' } },
    ],
    [
      'branches and joins',
      {
        nodes: [
          condition('a'),
          ...ids('b', 'c'),
          condition('d', 'a.result && b.result', { join: 2, onError: 'continue' }),
        ],
        edges: [
          edge('a', 'b', 'true'),
          edge('a', 'c', 'false'),
          edge('a', 'c', 'error'),
          edge('a', 'd'),
          edge('b', 'd'),
          edge('c', 'd'),
        ],
      },
    ],
    [
      'policies',
      {
        nodes: [
          condition('a', '1', {
            name: 'A',
            retry: { attempts: 3, initial: '1s', factor: 1.5, maximum: 'PT1M', nonRetryable: ['X'] },
            timeoutMs: 1000,
            totalTimeoutMs: 5000,
          }),
        ],
      },
    ],
    [
      'ids with dashes',
      {
        nodes: [condition('my-id'), ask('b', '{{my-id.result}} {{ nodes["my-id"].result + 1 }}')],
        edges: [edge('my-id', 'b')],
      },
    ],
    [
      'any upstream node',
      {
        nodes: [condition('a'), condition('b'), ask('c', '{{ a.result }} {{ nodes[trigger.data.which] }}')],
        edges: [edge('a', 'b'), edge('b', 'c')],
      },
    ],
  ])('may have %s', (_what, input) => {
    expect(find(input)).toEqual([]);
  });
});

describe('shape', () => {
  test.each<[unknown]>([[null], [5], ['text'], [[]], [true], [undefined], [() => 1]])(
    'refuses %p as a definition',
    (input) => {
      expect(find(input)).toHaveLength(1);
    },
  );

  test.each<[object, FaultCode, string]>([
    [{ nodes: {} }, 'WRONG_TYPE', '/nodes'],
    [{ edges: 'x' }, 'WRONG_TYPE', '/edges'],
    [{ trigger: [] }, 'WRONG_TYPE', '/trigger'],
    [{ trigger: null }, 'WRONG_TYPE', '/trigger'],
    [{ nodes: null }, 'WRONG_TYPE', '/nodes'],
    [{ timeoutMs: null }, 'WRONG_TYPE', '/timeoutMs'],
    [{ steps: [] }, 'UNKNOWN_FIELD', '/steps'],
    [{ timeoutMs: 0 }, 'OUT_OF_RANGE', '/timeoutMs'],
    [{ nodes: [null] }, 'WRONG_TYPE', '/nodes/0'],
    [{ nodes: [{ type: 'condition', config: { expression: '1' } }] }, 'REQUIRED', '/nodes/0/id'],
    [{ nodes: [{ id: 'a' }] }, 'REQUIRED', '/nodes/0/type'],
    [{ nodes: [condition('a', '1', { config: [] })] }, 'WRONG_TYPE', '/nodes/0/config'],
    [{ nodes: [condition('a', '1', { 'x/y~z': 1 })] }, 'UNKNOWN_FIELD', '/nodes/0/x~1y~0z'],
    [{ nodes: [condition('a', '1', { retry: { attempts: 101 } })] }, 'OUT_OF_RANGE', '/nodes/0/retry/attempts'],
    [{ nodes: [condition('a', '1', { retry: { attempts: 1.5 } })] }, 'WRONG_TYPE', '/nodes/0/retry/attempts'],
    [{ nodes: [condition('a', '1', { retry: { initial: 'soon' } })] }, 'DURATION_INVALID', '/nodes/0/retry/initial'],
    [{ nodes: [condition('a', '1', { retry: { maximum: '25h' } })] }, 'DURATION_INVALID', '/nodes/0/retry/maximum'],
    [
      { nodes: [condition('a', '1', { retry: { initial: '5s', maximum: '1s' } })] },
      'RETRY_INTERVALS',
      '/nodes/0/retry/maximum',
    ],
    [{ nodes: [condition('a', '1', { timeoutMs: 86_400_001 })] }, 'OUT_OF_RANGE', '/nodes/0/timeoutMs'],
    [{ nodes: [condition('a', '1', { totalTimeoutMs: '5' })] }, 'WRONG_TYPE', '/nodes/0/totalTimeoutMs'],
    [{ nodes: [condition('a', '1', { join: 'most' })] }, 'NOT_ALLOWED_VALUE', '/nodes/0/join'],
    [{ nodes: [condition('a', '1', { onError: 'retry' })] }, 'NOT_ALLOWED_VALUE', '/nodes/0/onError'],
    [{ nodes: ids('a', 'b'), edges: [{ from: 'a' }] }, 'REQUIRED', '/edges/0/to'],
    [{ nodes: ids('a', 'b'), edges: [{ from: 'a', to: 'b', condition: true }] }, 'WRONG_TYPE', '/edges/0/condition'],
    [{ nodes: ids('a', 'b'), edges: [{ from: 'a', to: 'b', label: 'x' }] }, 'UNKNOWN_FIELD', '/edges/0/label'],
  ])('%j', (input, code, pointer) => {
    expect(find(input)).toEqual([[code, pointer]]);
  });
});

describe('JSON that cannot be kept', () => {
  const deep = (levels: number) => JSON.parse(`${'['.repeat(levels)}1${']'.repeat(levels)}`);
  const tool = (input: unknown) => ({
    nodes: [{ id: 'a', type: 'tool-call', config: { tool: 't', input: { input } } }],
  });

  test.each<[unknown, FaultCode, string]>([
    [tool(JSON.parse('{"__proto__": {"x": 1}}')), 'FORBIDDEN_KEY', '/nodes/0/config/input/input/__proto__'],
    [tool({ constructor: 1 }), 'FORBIDDEN_KEY', '/nodes/0/config/input/input/constructor'],
    [tool([{ prototype: 1 }]), 'FORBIDDEN_KEY', '/nodes/0/config/input/input/0/prototype'],
    [tool('a\0b'), 'NUL_CHARACTER', '/nodes/0/config/input/input'],
    [tool({ 'a\0': 1 }), 'NUL_CHARACTER', '/nodes/0/config/input/input/a\0'],
    [tool('\ud800'), 'LONE_SURROGATE', '/nodes/0/config/input/input'],
    [tool(Number.POSITIVE_INFINITY), 'NOT_JSON', '/nodes/0/config/input/input'],
    [tool('x'.repeat(1_100_000)), 'DEFINITION_TOO_LARGE', ''],
    [tool('好'.repeat(400_000)), 'DEFINITION_TOO_LARGE', ''],
    [tool(Array.from({ length: 300_000 }, () => 1)), 'TOO_MANY_VALUES', ''],
    [
      tool(Object.fromEntries(Array.from({ length: 10_001 }, (_, i) => [`k${i}`, 1]))),
      'TOO_MANY_KEYS',
      '/nodes/0/config/input/input',
    ],
    [{ nodes: ids(...Array.from({ length: 1001 }, (_, i) => `n${i}`)) }, 'TOO_MANY_NODES', '/nodes'],
  ])('is refused (%#)', (input, code, pointer) => {
    expect(find(input)).toEqual([[code, pointer]]);
  });

  test('is refused when nested more deeply than 64 levels, at any depth', () => {
    expect(find(tool(deep(50)))).toEqual([]);
    expect(find(tool(deep(60)))[0]?.[0]).toBe('TOO_DEEP');
    expect(find(tool(deep(5_000)))[0]?.[0]).toBe('TOO_DEEP');
  });

  test('may be limited by settings', () => {
    expect(find({ nodes: ids('a', 'b', 'c') }, { limits: { maxNodes: 2 } })).toEqual([['TOO_MANY_NODES', '/nodes']]);
    expect(find({ nodes: 3, edges: [edge('a', 'b')] })).toEqual([['WRONG_TYPE', '/nodes']]);
    expect(find({ nodes: ids('a') }, { limits: { maxBytes: 20 } })).toEqual([['DEFINITION_TOO_LARGE', '']]);
    const edges = [edge('a', 'b'), edge('a', 'b', 'true'), edge('a', 'b', 'false')];
    expect(find({ nodes: ids('a', 'b'), edges }, { limits: { maxEdges: 2 } })).toEqual([['TOO_MANY_EDGES', '/edges']]);
  });
});

describe('nodes', () => {
  test('have known types', () => {
    const input = { nodes: [{ id: 'a', type: 'toString', config: {} }] };
    expect(find(input)).toEqual([['NODE_TYPE_UNKNOWN', '/nodes/0/type']]);
    expect(messages(input)[0]).toContain('ai-generate, tool-call, http-request, condition, email-send');
  });

  test('may have ids that start with a digit, which lead paths too', () => {
    const nodes = [
      condition('1', 'trigger.data.a'),
      condition('2-b', '1.result'),
      condition('3', 'nodes["1"].result && {{2-b.result}} > 1.5'),
    ];
    expect(find({ nodes, edges: [edge('1', '2-b'), edge('2-b', '3')] })).toEqual([]);
  });

  test.each(['', 'a b', 'a.b', '-a', 'é', 'a'.repeat(65)])('may not have the id %j', (id) => {
    expect(find({ nodes: ids(id) })).toEqual([['NODE_ID_INVALID', '/nodes/0/id']]);
  });

  test.each([
    'trigger',
    'run',
    'nodes',
    'item',
    'index',
    'last',
    'event',
    'input',
    'env',
    '__proto__',
    'constructor',
    'prototype',
    'Math',
    'undefined',
    'eval',
    'true',
    'null',
  ])('may not have the reserved id %s', (id) => {
    expect(find({ nodes: ids(id) })).toEqual([['NODE_ID_RESERVED', '/nodes/0/id']]);
  });

  test('have ids that differ', () => {
    expect(find({ nodes: ids('a', 'b', 'a', 'a') })).toEqual([
      ['NODE_ID_DUPLICATE', '/nodes/2/id'],
      ['NODE_ID_DUPLICATE', '/nodes/3/id'],
    ]);
  });

  test('wait for no more edges than they have', () => {
    const nodes = [...ids('a', 'b'), condition('c', '1', { join: 3 })];
    expect(find({ nodes, edges: [edge('a', 'c'), edge('b', 'c')] })).toEqual([['JOIN_IMPOSSIBLE', '/nodes/2/join']]);
  });

  test('name tools and connections that exist, unless a template names them', () => {
    const nodes = [
      { id: 'a', type: 'tool-call', config: { tool: 'nope' } },
      {
        id: 'b',
        type: 'ai-generate',
        config: { prompt: 'x', tools: ['known', 'nope', '{{trigger.data.tool}}'], connection: 'nope' },
      },
      { id: 'c', type: 'http-request', config: { url: 'https://x.test', connection: '{{trigger.data.connection}}' } },
    ];
    expect(find({ nodes }, { toolNames: new Set(['known']), connections: new Map() })).toEqual([
      ['TOOL_UNKNOWN', '/nodes/0/config/tool'],
      ['TOOL_UNKNOWN', '/nodes/1/config/tools/1'],
      ['CONNECTION_UNKNOWN', '/nodes/1/config/connection'],
    ]);
    expect(find({ nodes })).toEqual([]);
  });
});

describe('edges', () => {
  test('connect two different nodes that exist, once', () => {
    const edges = [
      edge('a', 'b'),
      edge('a', 'nowhere'),
      edge('ghost', 'b'),
      edge('a', 'a'),
      edge('a', 'b'),
      edge('a', 'b', 'true'),
    ];
    expect(find({ nodes: ids('a', 'b'), edges })).toEqual([
      ['EDGE_NODE_UNKNOWN', '/edges/1/to'],
      ['EDGE_NODE_UNKNOWN', '/edges/2/from'],
      ['EDGE_SELF_LOOP', '/edges/3'],
      ['EDGE_DUPLICATE', '/edges/4'],
    ]);
  });

  test('carry conditions that their node can have', () => {
    const nodes = [condition('a'), ask('b', 'x'), ask('c', 'x')];
    const edges = [edge('a', 'b', 'maybe'), edge('b', 'c', 'true'), edge('b', 'c', 'error'), edge('a', 'c', '')];
    expect(find({ nodes, edges })).toEqual([
      ['EDGE_CONDITION_IMPOSSIBLE', '/edges/0/condition'],
      ['EDGE_CONDITION_IMPOSSIBLE', '/edges/1/condition'],
      ['EDGE_CONDITION_IMPOSSIBLE', '/edges/3/condition'],
    ]);
  });

  test('form no cycle; what hangs on one is reported once, what is in one is not reported as unreachable', () => {
    const edges = [
      edge('a', 'b'),
      edge('b', 'c'),
      edge('c', 'a'),
      edge('c', 'd'),
      edge('d', 'e'),
      edge('f', 'g'),
      edge('g', 'f', 'true'),
    ];
    const input = { nodes: ids('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'), edges };
    expect(find(input)).toEqual(
      expect.arrayContaining([
        ['GRAPH_CYCLE', '/edges/2'],
        ['GRAPH_CYCLE', '/edges/6'],
        ['NODE_UNREACHABLE', '/nodes/3'],
        ['NODE_UNREACHABLE', '/nodes/4'],
      ]),
    );
    expect(find(input)).toHaveLength(4);
    expect(messages(input)).toContain('The edges form a cycle: a → b → c → a');
  });

  test('that lead into a cycle from outside make its nodes no less a cycle', () => {
    const edges = [edge('r', 'a'), edge('a', 'b'), edge('b', 'a'), edge('b', 'c')];
    expect(find({ nodes: ids('r', 'a', 'b', 'c'), edges })).toEqual([['GRAPH_CYCLE', '/edges/2']]);
  });
});

describe('templates and expressions', () => {
  const after = (expression: string) => ({
    nodes: [condition('a'), condition('b', expression), condition('z')],
    edges: [edge('a', 'b')],
  });

  test.each<[string, FaultCode]>([
    ['b.result', 'EXPRESSION_OWN_RESULT'],
    ['z.result > 1', 'EXPRESSION_NODE_NOT_UPSTREAM'],
    ['nodes.z.result', 'EXPRESSION_NODE_NOT_UPSTREAM'],
    ['nodes["q"].result', 'EXPRESSION_NODE_UNKNOWN'],
    ['ghost.result', 'EXPRESSION_NAME_UNKNOWN'],
    ['item.x', 'EXPRESSION_NAME_UNKNOWN'],
    ['a.result + window.x', 'EXPRESSION_NAME_UNKNOWN'],
    ['{{ghost.result}} > 5', 'EXPRESSION_NAME_UNKNOWN'],
    ['"{{ghost.result}}" == "x"', 'EXPRESSION_NAME_UNKNOWN'],
    ['a.result >', 'EXPRESSION_UNTERMINATED'],
    ['a.result ==== 1', 'EXPRESSION_SYNTAX'],
    ['a.result = 1, x = 2', 'EXPRESSION_ASSIGNMENT'],
    ['process.exit()', 'EXPRESSION_NAME_UNKNOWN'],
    ['await', 'EXPRESSION_NAME_UNKNOWN'],
    ['', 'EXPRESSION_EMPTY'],
  ])('refuses %j', (expression, code) => {
    expect(find(after(expression))).toEqual([[code, '/nodes/1/config/expression']]);
  });

  test('are looked at wherever a text stands, with line and column', () => {
    const config = {
      url: 'https://x.test/{{a.result}}',
      headers: { 'X-A': '{{nope.x}}' },
      body: [{ deep: 'line\n  {{ 1 + }} {{q}}' }],
    };
    const result = validateDefinition(
      { nodes: [condition('a'), { id: 'b', type: 'http-request', config }], edges: [edge('a', 'b')] },
      { locale: 'en' },
    );
    expect(result).toMatchObject({ ok: false });
    expect(result.ok ? [] : result.faults).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          code: 'EXPRESSION_NAME_UNKNOWN',
          pointer: '/nodes/1/config/headers/X-A',
          position: { line: 1, column: 3 },
        }),
        expect.objectContaining({
          code: 'EXPRESSION_SYNTAX',
          pointer: '/nodes/1/config/body/0/deep',
          position: { line: 2, column: 10 },
        }),
        expect.objectContaining({
          code: 'EXPRESSION_NAME_UNKNOWN',
          pointer: '/nodes/1/config/body/0/deep',
          position: { line: 2, column: 15 },
        }),
      ]),
    );
  });

  test('say how to write an id with dashes inside JavaScript', () => {
    const input = { nodes: [condition('my-id'), condition('b', 'my-id.result > 1')], edges: [edge('my-id', 'b')] };
    expect(messages(input).join()).toContain('write nodes["my-id"]');
  });

  test('are bounded in number and in size together', () => {
    const texts = Array.from({ length: 12 }, () => '{{trigger.data}}'.repeat(1_000));
    const input = { nodes: [{ id: 'a', type: 'tool-call', config: { tool: 't', input: { texts } } }] };
    expect(find(input)).toEqual([['EXPRESSION_TOO_MANY', '/nodes/0/config']]);
  });
});

describe('triggers', () => {
  test.each<[object, FaultCode, string]>([
    [{ type: 'telepathy' }, 'NOT_ALLOWED_VALUE', '/trigger/type'],
    [{ schedule: '0 9 * * *' }, 'REQUIRED', '/trigger/type'],
    [{ type: 'manual', schedule: '0 9 * * *' }, 'UNKNOWN_FIELD', '/trigger/schedule'],
    [{ type: 'cron' }, 'REQUIRED', '/trigger/schedule'],
    [{ type: 'cron', schedule: '* * * *' }, 'CRON_FIELD_COUNT', '/trigger/schedule'],
    [{ type: 'cron', schedule: '0 25 * * *' }, 'CRON_FIELD_INVALID', '/trigger/schedule'],
    [{ type: 'cron', schedule: '@reboot' }, 'CRON_FIELD_INVALID', '/trigger/schedule'],
    [{ type: 'cron', schedule: '0 0 30 2 *' }, 'CRON_NEVER_FIRES', '/trigger/schedule'],
    [
      { type: 'cron', schedule: '0 0 1 1 *', startAt: '2026-02-01T00:00:00Z', endAt: '2026-03-01T00:00:00Z' },
      'CRON_NEVER_FIRES',
      '/trigger/schedule',
    ],
    [{ type: 'cron', schedule: '@daily', timezone: 'Mars/Base' }, 'TIMEZONE_UNKNOWN', '/trigger/timezone'],
    [{ type: 'cron', schedule: '@daily', overlap: 'maybe' }, 'NOT_ALLOWED_VALUE', '/trigger/overlap'],
    [{ type: 'cron', schedule: '@daily', catchupWindow: '1s' }, 'DURATION_INVALID', '/trigger/catchupWindow'],
    [{ type: 'cron', schedule: '@daily', jitter: '2d' }, 'DURATION_INVALID', '/trigger/jitter'],
    [{ type: 'cron', schedule: '@daily', startAt: '2026-02-30' }, 'TIME_INVALID', '/trigger/startAt'],
    [
      { type: 'cron', schedule: '@daily', startAt: '2026-02-02T00:00:00Z', endAt: '2026-02-01T00:00:00Z' },
      'TIME_WINDOW_EMPTY',
      '/trigger/endAt',
    ],
    [{ type: 'cron', schedule: '* '.repeat(300) }, 'OUT_OF_RANGE', '/trigger/schedule'],
    [{ type: 'event' }, 'REQUIRED', '/trigger/event'],
    [{ type: 'event', event: 'nodots' }, 'EVENT_TYPE_INVALID', '/trigger/event'],
    [{ type: 'event', event: 'a..b' }, 'EVENT_TYPE_INVALID', '/trigger/event'],
    [{ type: 'event', event: 'a.b', filter: 'event.data >' }, 'EXPRESSION_UNTERMINATED', '/trigger/filter'],
    [{ type: 'event', event: 'a.b', filter: 'run.id == 1' }, 'EXPRESSION_NAME_UNKNOWN', '/trigger/filter'],
  ])('%j', (trigger, code, pointer) => {
    expect(find({ trigger })).toEqual([[code, pointer]]);
  });

  test('names each field of a schedule at fault', () => {
    expect(messages({ trigger: { type: 'cron', schedule: '61 25 * * *' } })).toEqual([
      'The field minute of the schedule holds "61": expected 0–59, *, ranges a-b, steps /n and lists',
      'The field hour of the schedule holds "25": expected 0–23, *, ranges a-b, steps /n and lists',
    ]);
  });
});

describe('reports', () => {
  const broken = {
    trigger: { type: 'cron', schedule: 'x' },
    nodes: [
      { id: 'a', type: 'nope' },
      condition('b', 'ghost +'),
      { id: 'b', type: 'http-request', config: { url: 'ftp://x' } },
    ],
    edges: [edge('a', 'nowhere')],
    bogus: 1,
  };

  test('hold every fault at once, of shape and of meaning', () => {
    expect(find(broken).map(([code]) => code)).toEqual(
      expect.arrayContaining([
        'UNKNOWN_FIELD',
        'CRON_FIELD_COUNT',
        'NODE_TYPE_UNKNOWN',
        'NODE_ID_DUPLICATE',
        'URL_INVALID',
        'EDGE_NODE_UNKNOWN',
        'EXPRESSION_UNTERMINATED',
      ]),
    );
  });

  test('are told in both languages, with the same codes and places', () => {
    expect(find(broken, { locale: 'zh-CN' })).toEqual(find(broken));
    expect(messages(broken, { locale: 'zh-CN' }).every((message) => /\p{Script=Han}/u.test(message))).toBe(true);
    expect(messages(broken).some((message) => /\p{Script=Han}|\{\w+\}/u.test(message))).toBe(false);
  });

  test('say how long a list is that is too short', () => {
    const nodes = [{ id: 'a', type: 'approval', config: { approvers: [] } }];
    expect(messages({ nodes })).toEqual(['approvers is a list of 0: expected at least 1 entries']);
  });

  test('stop at a hundred faults and count the rest', () => {
    const result = validateDefinition({ nodes: Array.from({ length: 300 }, () => 5) }, { locale: 'en' });
    const faults = result.ok ? [] : result.faults;
    expect(faults).toHaveLength(101);
    expect(faults.at(-1)).toMatchObject({ code: 'TOO_MANY_FAULTS', pointer: '' });
  });

  test('fill in the values of a message', () => {
    expect(faultMessage('EDGE_SELF_LOOP', { id: 'x' }, 'en')).toBe(
      'The edge leads from "x" back to itself: expected two different nodes',
    );
  });
});
