import type { FaultCode } from '../faults/messages.ts';
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
  ...{ id, type: 'condition', config: { expression } },
  ...rest,
});
const edge = (from: string, to: string, label?: string) => ({
  from,
  to,
  ...(label !== undefined && { condition: label }),
});
const each = (id: string, nodes: unknown, edges: unknown = [], rest: object = {}) => ({
  ...{ id, type: 'for-each', config: { items: 'trigger.data.list', body: { nodes, edges }, ...rest } },
});
const loop = (id: string, test: string, nodes: unknown, edges: unknown = []) => ({
  ...{ id, type: 'while', config: { condition: test, body: { nodes, edges } } },
});
const inBody = '/nodes/0/config/body';

describe('the body of a loop', () => {
  test('gets its defaults, at any depth', () => {
    const inner = { id: 'in', type: 'while', config: { condition: 'true', body: { nodes: [condition('x')] } } };
    const nodes = [{ id: 'out', type: 'for-each', config: { items: [1], body: { nodes: [inner] } } }];
    const result = validateDefinition({ nodes }, { locale: 'en' });
    const innerBody = { nodes: [condition('x')], edges: [] };
    const filled = { ...inner, config: { condition: 'true', body: innerBody } };
    expect(result).toMatchObject({
      definition: { nodes: [{ config: { items: [1], body: { nodes: [filled], edges: [] } } }] },
    });
  });

  test.each<[string, unknown, FaultCode, string]>([
    ['nothing', undefined, 'REQUIRED', ''],
    ['a list', [], 'WRONG_TYPE', ''],
    ['a text', '{{trigger.data}}', 'WRONG_TYPE', ''],
    ['no nodes', {}, 'BODY_EMPTY', '/nodes'],
    ['an empty list of nodes', { nodes: [], edges: [] }, 'BODY_EMPTY', '/nodes'],
    ['nodes of another kind', { nodes: 5 }, 'WRONG_TYPE', '/nodes'],
    ['edges of another kind', { nodes: [condition('x')], edges: {} }, 'WRONG_TYPE', '/edges'],
    ['a field of its own', { nodes: [condition('x')], name: 'b' }, 'UNKNOWN_FIELD', '/name'],
    ['a node that is none', { nodes: [condition('x'), 5] }, 'WRONG_TYPE', '/nodes/1'],
    [
      'a node without an id',
      { nodes: [{ type: 'transform', config: { expression: '1' } }] },
      'REQUIRED',
      '/nodes/0/id',
    ],
    ['an unknown type', { nodes: [{ id: 'x', type: 'nope' }] }, 'NODE_TYPE_UNKNOWN', '/nodes/0/type'],
    ['a reserved id', { nodes: [condition('item')] }, 'NODE_ID_RESERVED', '/nodes/0/id'],
    ['the id of its loop', { nodes: [condition('l')] }, 'NODE_ID_DUPLICATE', '/nodes/0/id'],
    [
      'a broken config',
      { nodes: [{ id: 'x', type: 'http-request', config: { url: 'ftp://x' } }] },
      'URL_INVALID',
      '/nodes/0/config/url',
    ],
    [
      'retries without sense',
      { nodes: [condition('x', '1', { retry: { initial: 'soon' } })] },
      'DURATION_INVALID',
      '/nodes/0/retry/initial',
    ],
    ['an impossible join', { nodes: [condition('x', '1', { join: 2 })] }, 'JOIN_IMPOSSIBLE', '/nodes/0/join'],
    [
      'an edge to nowhere',
      { nodes: [condition('x')], edges: [edge('x', 'nowhere')] },
      'EDGE_NODE_UNKNOWN',
      '/edges/0/to',
    ],
    [
      'an edge out of it',
      { nodes: [condition('x')], edges: [edge('x', 'after')] },
      'EDGE_CROSSES_LEVELS',
      '/edges/0/to',
    ],
    ['an edge into it', { nodes: [condition('x')], edges: [edge('l', 'x')] }, 'EDGE_CROSSES_LEVELS', '/edges/0/from'],
    ['a self loop', { nodes: [condition('x')], edges: [edge('x', 'x')] }, 'EDGE_SELF_LOOP', '/edges/0'],
    [
      'an edge twice',
      { nodes: [condition('x'), condition('y')], edges: [edge('x', 'y'), edge('x', 'y')] },
      'EDGE_DUPLICATE',
      '/edges/1',
    ],
    [
      'an impossible condition',
      { nodes: [condition('x'), condition('y')], edges: [edge('x', 'y', 'maybe')] },
      'EDGE_CONDITION_IMPOSSIBLE',
      '/edges/0/condition',
    ],
    [
      'a cycle',
      { nodes: [condition('x'), condition('y')], edges: [edge('x', 'y'), edge('y', 'x')] },
      'GRAPH_CYCLE',
      '/edges/1',
    ],
    [
      'broken JavaScript',
      { nodes: [condition('x', '1 ===')] },
      'EXPRESSION_UNTERMINATED',
      '/nodes/0/config/expression',
    ],
  ])('may not have %s', (_what, body, code, pointer) => {
    const nodes = [
      { id: 'l', type: 'for-each', config: { items: [1], ...(body !== undefined && { body }) } },
      condition('after'),
    ];
    expect(find({ nodes, edges: [edge('l', 'after')] })).toEqual([[code, inBody + pointer]]);
  });

  test('has ids that differ from all others, wherever they stand', () => {
    const nodes = [each('a', [condition('x')]), each('b', [condition('y'), loop('c', 'true', [condition('x')])])];
    expect(find({ nodes })).toEqual([['NODE_ID_DUPLICATE', '/nodes/1/config/body/nodes/1/config/body/nodes/0/id']]);
    expect(messages({ nodes })).toEqual([
      'The node id "x" is taken by /nodes/0/config/body/nodes/0 already: expected ids that differ',
    ]);
  });

  test('names tools, connections and workflows that exist', () => {
    const nodes = [
      each('l', [
        { id: 't', type: 'tool-call', config: { tool: 'nope' } },
        { id: 'h', type: 'http-request', config: { url: 'https://x.test', connection: 'mail' } },
        { id: 's', type: 'sub-workflow', config: { workflowId: 'w1' } },
      ]),
    ];
    const known = {
      toolNames: new Set<string>(),
      connections: new Map([['mail', 'smtp']]),
      workflowIds: new Set<string>(),
    };
    expect(find({ nodes }, known)).toEqual([
      ['TOOL_UNKNOWN', `${inBody}/nodes/0/config/tool`],
      ['CONNECTION_TYPE_WRONG', `${inBody}/nodes/1/config/connection`],
      ['WORKFLOW_UNKNOWN', `${inBody}/nodes/2/config/workflowId`],
    ]);
  });

  test('names versions that the workflow has', () => {
    const call = (id: string, version: unknown, workflowId = 'w1') => ({
      ...{ id, type: 'sub-workflow', config: { workflowId, version } },
    });
    const known = { workflowVersions: new Map([['w1', { newest: 3, labels: new Set(['production']) }]]) };
    const sound = [1, 3, '2', 'latest', 'production', '{{trigger.data.version}}'];
    expect(find({ nodes: sound.map((version, at) => call(`n${at}`, version)) }, known)).toEqual([]);
    expect(find({ nodes: [call('a', 9, 'w2'), call('b', 'staging', '{{trigger.data.w}}')] }, known)).toEqual([]);
    const unknown = [4, '4', 'staging', 'draft', 'No label', '1.5'];
    expect(
      find(
        {
          nodes: [
            each(
              'l',
              unknown.map((version, at) => call(`n${at}`, version)),
            ),
          ],
        },
        known,
      ),
    ).toEqual(unknown.map((_, at) => ['VERSION_UNKNOWN', `${inBody}/nodes/${at}/config/version`]));
    const result = validateDefinition({ nodes: [call('a', 4)] }, { locale: 'en', ...known });
    expect(result.ok ? [] : result.faults.map(({ message }) => message)).toEqual([
      'The workflow has no version 4: expected latest, a number from 1 to 3, or a label that it has; known: production',
    ]);
  });

  test('counts towards the limits on nodes and edges', () => {
    const nodes = [each('l', [condition('x'), condition('y')], [edge('x', 'y')]), condition('z')];
    const input = { nodes, edges: [edge('l', 'z')] };
    expect(find(input, { limits: { maxNodes: 4, maxEdges: 2 } })).toEqual([]);
    expect(find(input, { limits: { maxNodes: 3, maxEdges: 2 } })).toContainEqual(['TOO_MANY_NODES', `${inBody}/nodes`]);
    expect(find(input, { limits: { maxNodes: 4, maxEdges: 1 } })).toEqual([['TOO_MANY_EDGES', `${inBody}/edges`]]);
  });

  test('may hold loops, up to eight within each other', () => {
    const nested = (depth: number): object =>
      depth === 0 ? condition('x') : each(`l${depth}`, [nested(depth - 1)], [], { items: 'trigger.data' });
    expect(find({ nodes: [nested(8)] })).toEqual([]);
    expect(find({ nodes: [nested(9)] })).toEqual([['BODY_TOO_DEEP', inBody + '/nodes/0/config/body'.repeat(8)]]);
  });

  test('is read only where a loop has one', () => {
    const request = {
      id: 'h',
      type: 'http-request',
      config: { url: 'https://x.test', body: { nodes: [{ id: 'h' }] } },
    };
    const mail = { id: 'm', type: 'email-send', config: { to: 'a@b.c', subject: 's', body: '{{h.result}}' } };
    expect(find({ nodes: [request, mail], edges: [edge('h', 'm')] })).toEqual([]);
  });

  test('reports all faults of all levels at once, in both languages', () => {
    const nodes = [
      {
        id: 'l',
        type: 'for-each',
        config: { items: '1 +', body: { nodes: [loop('w', 'last >', [condition('x', 'q')])] } },
      },
    ];
    expect(find({ nodes, edges: [edge('x', 'l')] }).sort()).toEqual([
      ['EDGE_CROSSES_LEVELS', '/edges/0/from'],
      ['EXPRESSION_NAME_UNKNOWN', `${inBody}/nodes/0/config/body/nodes/0/config/expression`],
      ['EXPRESSION_UNTERMINATED', `${inBody}/nodes/0/config/condition`],
      ['EXPRESSION_UNTERMINATED', '/nodes/0/config/items'],
    ]);
    const chinese = messages({ nodes, edges: [edge('x', 'l')] }, { locale: 'zh-CN' });
    expect(chinese).toHaveLength(4);
    expect(chinese.every((message) => /\p{Script=Han}/u.test(message) && !/\{\w+\}/.test(message))).toBe(true);
  });
});

describe('names', () => {
  test.each<[string, object]>([
    ['item and index inside for-each', each('l', [condition('x', 'item.ok && index > 0 && {{ item.n }} > 1')])],
    ['index and last inside while', loop('l', 'index < 3 && last == null', [condition('x', 'index + last')])],
    ['both, when they are nested', each('l', [loop('w', 'item && last', [condition('x', 'item && last && index')])])],
    [
      'any node of a while body',
      loop('l', 'x.result || nodes.y.result', [condition('x', 'y.result && x.result'), condition('y')]),
    ],
    [
      'that of a while around it',
      loop('l', 'true', [each('m', [condition('x', 'y.result && m.result')]), condition('y')]),
    ],
    [
      'event in a filter',
      { id: 'w', type: 'wait-for-event', config: { event: 'a.b', filter: 'event.data.id == trigger.data.id' } },
    ],
    [
      'its own result in what undoes it',
      condition('a', '1', { compensate: { type: 'code', config: { code: 'return 1', input: '{{a.result}}' } } }),
    ],
  ])('%s', (_what, node) => {
    expect(find({ nodes: [node] })).toEqual([]);
  });

  test('of nodes upstream of the loops around', () => {
    const body = [each('m', [condition('x', 'before.result && first.result')]), condition('first')];
    const nodes = [condition('before'), each('l', body, [edge('first', 'm')])];
    expect(find({ nodes, edges: [edge('before', 'l')] })).toEqual([]);
  });

  test.each<[string, object[], FaultCode, string]>([
    ['item outside a loop', [condition('a', 'item.x')], 'EXPRESSION_NAME_UNKNOWN', '/nodes/0/config/expression'],
    [
      'item in the items',
      [each('l', [condition('x')], [], { items: 'item' })],
      'EXPRESSION_NAME_UNKNOWN',
      '/nodes/0/config/items',
    ],
    [
      'item in a while',
      [loop('l', 'true', [condition('x', 'item')])],
      'EXPRESSION_NAME_UNKNOWN',
      `${inBody}/nodes/0/config/expression`,
    ],
    [
      'last in a for-each',
      [each('l', [condition('x', 'last')])],
      'EXPRESSION_NAME_UNKNOWN',
      `${inBody}/nodes/0/config/expression`,
    ],
    ['event elsewhere', [condition('a', 'event.data')], 'EXPRESSION_NAME_UNKNOWN', '/nodes/0/config/expression'],
    [
      'event in another field',
      [{ id: 'w', type: 'wait-for-event', config: { event: 'a.b', correlationKey: '{{event.id}}' } }],
      'EXPRESSION_NAME_UNKNOWN',
      '/nodes/0/config/correlationKey',
    ],
    ['input', [condition('a', 'input.x')], 'EXPRESSION_NAME_UNKNOWN', '/nodes/0/config/expression'],
    [
      'the loop inside it',
      [each('l', [condition('x', 'l.result')])],
      'EXPRESSION_LOOP_RESULT',
      `${inBody}/nodes/0/config/expression`,
    ],
    [
      'its own result',
      [each('l', [condition('x', 'x.result')])],
      'EXPRESSION_OWN_RESULT',
      `${inBody}/nodes/0/config/expression`,
    ],
    [
      'a sibling that comes not before',
      [each('l', [condition('x', 'y.result'), condition('y')])],
      'EXPRESSION_NODE_NOT_UPSTREAM',
      `${inBody}/nodes/0/config/expression`,
    ],
    [
      'a node beside the loop',
      [each('l', [condition('x', 'z.result')]), condition('z')],
      'EXPRESSION_NODE_NOT_UPSTREAM',
      `${inBody}/nodes/0/config/expression`,
    ],
    [
      'a node inside a loop',
      [condition('a', 'x.result'), each('l', [condition('x')])],
      'EXPRESSION_NODE_IN_BODY',
      '/nodes/0/config/expression',
    ],
    [
      'the body of a for-each in its config',
      [each('l', [condition('x')], [], { items: 'x.result' })],
      'EXPRESSION_NODE_IN_BODY',
      '/nodes/0/config/items',
    ],
    ['its own result in skip', [condition('a', '1', { skip: 'a.result' })], 'EXPRESSION_OWN_RESULT', '/nodes/0/skip'],
    [
      'a stranger in what undoes it',
      [
        condition('a', '1', { compensate: { type: 'http-request', config: { url: 'https://x.test/{{b.result}}' } } }),
        condition('b'),
      ],
      'EXPRESSION_NODE_NOT_UPSTREAM',
      '/nodes/0/compensate/config/url',
    ],
  ])('may not be %s', (_what, nodes, code, pointer) => {
    expect(find({ nodes })).toEqual([[code, pointer]]);
  });

  test('used out of place are told where they exist', () => {
    expect(messages({ nodes: [condition('a', 'item.x')] })[0]).toBe(
      'The name "item" means nothing here; known names: trigger, run, nodes; item exists only inside the body of a for-each',
    );
    expect(messages({ nodes: [condition('a', 'x.result'), each('l', [condition('x')])] })[0]).toBe(
      'The node "x" exists only inside the body of the loop "l": outside it the result of "l" can be used',
    );
    expect(messages({ nodes: [each('l', [each('m', [condition('x', 'z.result')])]), condition('z')] })[0]).toBe(
      'The node "z" does not come before "l": expected a node from which edges lead here',
    );
  });
});

describe('policies of a node', () => {
  const undone = (compensate: unknown) => ({ nodes: [condition('a', '1', { compensate })] });

  test.each<[object, FaultCode, string]>([
    [undone({ type: 'approval', config: {} }), 'NOT_ALLOWED_VALUE', '/nodes/0/compensate/type'],
    [undone({ config: {} }), 'REQUIRED', '/nodes/0/compensate/type'],
    [undone('http-request'), 'WRONG_TYPE', '/nodes/0/compensate'],
    [undone({ type: 'http-request', config: {} }), 'REQUIRED', '/nodes/0/compensate/config/url'],
    [undone({ type: 'http-request' }), 'REQUIRED', '/nodes/0/compensate/config/url'],
    [undone({ type: 'code', config: { code: 'return (' } }), 'CODE_SYNTAX', '/nodes/0/compensate/config/code'],
    [undone({ type: 'code', config: { code: '1' }, retry: {} }), 'UNKNOWN_FIELD', '/nodes/0/compensate/retry'],
    [{ nodes: [condition('a', '1', { skip: 5 })] }, 'WRONG_TYPE', '/nodes/0/skip'],
    [{ nodes: [condition('a', '1', { skip: '' })] }, 'EXPRESSION_EMPTY', '/nodes/0/skip'],
    [{ nodes: [condition('a', '1', { skip: '1 +' })] }, 'EXPRESSION_UNTERMINATED', '/nodes/0/skip'],
    [{ nodes: [condition('a', '1', { onError: 'ignore' })] }, 'NOT_ALLOWED_VALUE', '/nodes/0/onError'],
  ])('%j', (input, code, pointer) => {
    expect(find(input)).toEqual([[code, pointer]]);
  });

  test('may be what the language has', () => {
    const rest = {
      ...{ skip: '{{trigger.data.off}}', onError: 'park' },
      compensate: { type: 'http-request', config: { url: 'https://x.test/{{a.result.id}}', method: 'DELETE' } },
    };
    const nodes = [
      condition('a', '1', rest),
      condition('b', '1', { skip: true }),
      condition('c', '1', { skip: 'a.result' }),
    ];
    expect(find({ nodes, edges: [edge('a', 'c')] })).toEqual([]);
  });
});

describe('edges of the types', () => {
  const after = (node: object, label: string) => ({
    nodes: [{ id: 'a', ...node }, condition('b')],
    edges: [edge('a', 'b', label)],
  });
  const approval = { type: 'approval', config: { approvers: ['a@b.c'], timeout: '1d' } };
  const branching = { type: 'approval', config: { ...approval.config, onTimeout: 'branch' } };
  const wait = { type: 'wait-for-event', config: { event: 'a.b', timeout: '1d' } };

  test.each([
    [{ type: 'switch', config: { expression: 'trigger.data.x' } }, 'anything at all'],
    [{ type: 'switch', config: { expression: 'trigger.data.x' } }, 'default'],
    [approval, 'approved'],
    [approval, 'rejected'],
    [approval, 'error'],
    [branching, 'timeout'],
    [{ ...wait, config: { ...wait.config, onTimeout: 'branch' } }, 'timeout'],
    [{ ...wait, config: { ...wait.config, onTimeout: '{{trigger.data.x}}' } }, 'timeout'],
  ])('may be taken: %j %s', (node, label) => {
    expect(find(after(node, label))).toEqual([]);
  });

  test.each<[object, string, FaultCode]>([
    [approval, 'timeout', 'EDGE_CONDITION_NEEDS_FIELD'],
    [wait, 'timeout', 'EDGE_CONDITION_NEEDS_FIELD'],
    [approval, 'maybe', 'EDGE_CONDITION_IMPOSSIBLE'],
    [{ type: 'delay', config: { duration: '5s' } }, 'timeout', 'EDGE_CONDITION_IMPOSSIBLE'],
  ])('are never taken: %j %s', (node, label, code) => {
    expect(find(after(node, label))).toEqual([[code, '/edges/0/condition']]);
  });
});
