import fc from 'fast-check';
import type { Definition } from '../definition.ts';
import type { JsonValue } from '../json.ts';
import type { PlanNode } from '../plan.ts';
import { validateDefinition } from '../validate/validate-definition.ts';
import { compile } from './compile.ts';
import { canonicalJson, contentHash, definitionHash } from './content-hash.ts';

const sound = (input: unknown): Definition => {
  const result = validateDefinition(input, { locale: 'en' });
  if (!result.ok) throw new Error(JSON.stringify(result.faults));
  return result.definition;
};
const planOf = (input: unknown) => compile(sound(input));
const condition = (id: string, expression = 'true', rest: object = {}) => ({
  id,
  type: 'condition',
  config: { expression },
  ...rest,
});

const retry = { attempts: 5, initialMs: 1_000, factor: 2, maximumMs: 60_000, nonRetryable: [] };
const defaults: Omit<
  PlanNode,
  'id' | 'type' | 'name' | 'config' | 'incoming' | 'outgoing' | 'uses' | 'lane' | 'timeoutMs'
> = {
  usesTrigger: false,
  retry,
  totalTimeoutMs: null,
  join: 'all',
  onError: 'fail',
  exclusiveLabels: [],
  skip: null,
  compensate: null,
  usesPrevious: [],
  usesLocals: [],
  body: null,
};

test('compiles the daily inspection', () => {
  const fetch = { tool: 'iot_get_all_devices', input: {} };
  const analyze = { prompt: '分析设备数据:{{fetch.result}}' };
  const notify = { to: 'ops@example.com', subject: '巡检报告', body: '{{analyze.result}}' };
  const plan = planOf({
    trigger: { type: 'cron', schedule: '0 9 * * *' },
    nodes: [
      { id: 'fetch', type: 'tool-call', config: fetch },
      { id: 'analyze', type: 'ai-generate', config: analyze },
      { id: 'notify', type: 'email-send', config: notify },
    ],
    edges: [
      { from: 'fetch', to: 'analyze' },
      { from: 'analyze', to: 'notify' },
    ],
  });
  const nodes: PlanNode[] = [
    {
      ...defaults,
      id: 'fetch',
      type: 'tool-call',
      name: 'fetch',
      config: fetch,
      incoming: [],
      outgoing: [0],
      uses: [],
      lane: 'remote',
      timeoutMs: 60_000,
    },
    {
      ...defaults,
      id: 'analyze',
      type: 'ai-generate',
      name: 'analyze',
      config: analyze,
      incoming: [0],
      outgoing: [1],
      uses: ['fetch'],
      lane: 'remote',
      timeoutMs: 300_000,
    },
    {
      ...defaults,
      id: 'notify',
      type: 'email-send',
      name: 'notify',
      config: notify,
      incoming: [1],
      outgoing: [],
      uses: ['analyze'],
      lane: 'remote',
      timeoutMs: 60_000,
    },
  ];
  const edges = [
    { from: 0, to: 1, condition: null },
    { from: 1, to: 2, condition: null },
  ];
  expect(plan).toEqual({ format: 1, nodes, edges, timeoutMs: null });
  expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
});

test('keeps what the author set', () => {
  const policies = {
    name: 'Check',
    retry: { attempts: 2, initial: '5m', factor: 3, nonRetryable: ['X'] },
    timeoutMs: 7,
    totalTimeoutMs: 9,
    join: 'any',
    onError: 'continue',
  };
  const { nodes, timeoutMs } = planOf({ nodes: [condition('a', '1', policies)], timeoutMs: 1_000 });
  expect(timeoutMs).toBe(1_000);
  expect(nodes[0]).toMatchObject({
    ...{ name: 'Check', lane: 'local', timeoutMs: 7, totalTimeoutMs: 9, join: 'any', onError: 'continue' },
    retry: { attempts: 2, initialMs: 300_000, factor: 3, maximumMs: 300_000, nonRetryable: ['X'] },
  });
});

test('does not wait longer at first than at most', () => {
  const { nodes } = planOf({ nodes: [condition('a', '1', { retry: { maximum: '200ms' } })] });
  expect(nodes[0]?.retry).toMatchObject({ initialMs: 200, maximumMs: 200 });
});

test('names the nodes that each node reads, however they are written', () => {
  const { nodes } = planOf({
    nodes: [
      condition('a'),
      condition('my-id'),
      condition('c', '{{my-id.result}} > a.result && "{{trigger.data.x}}"'),
      condition('d', 'nodes[trigger.data.which].result'),
      condition('e', '[1].map((a) => a + run.id.length)'),
    ],
    edges: [
      { from: 'a', to: 'my-id' },
      { from: 'my-id', to: 'c' },
      { from: 'c', to: 'd' },
      { from: 'd', to: 'e' },
    ],
  });
  expect(nodes.map(({ uses, usesTrigger }) => [uses, usesTrigger])).toEqual([
    [[], false],
    [[], false],
    [['a', 'my-id'], true],
    [['a', 'my-id', 'c'], true],
    [[], false],
  ]);
});

test('connects nodes and edges by position', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.tuple(fc.nat(9), fc.nat(9)), { selector: String, maxLength: 20 }), (pairs) => {
      const links = pairs.filter(([from, to]) => from < to);
      const nodes = Array.from({ length: 10 }, (_, index) => condition(`n${index}`));
      const plan = planOf({
        nodes,
        edges: links.map(([from, to]) => ({ from: `n${from}`, to: `n${to}`, condition: 'true' })),
      });
      expect(plan.edges).toEqual(links.map(([from, to]) => ({ from, to, condition: 'true' })));
      for (const [position, node] of plan.nodes.entries()) {
        const positions = [...links.keys()];
        expect(node.outgoing).toEqual(positions.filter((edge) => links[edge]?.[0] === position));
        expect(node.incoming).toEqual(positions.filter((edge) => links[edge]?.[1] === position));
      }
    }),
  );
});

test('hashes content, not the order of keys', () => {
  const definition = sound({ nodes: [condition('a', '1', { timeoutMs: 5, name: 'A' })] });
  const [node] = definition.nodes;
  const turned = {
    nodes: [{ name: 'A', timeoutMs: 5, ...node }],
    edges: [],
    trigger: { type: 'manual' },
  } as unknown as Definition;
  expect(definitionHash(turned)).toBe(definitionHash(definition));
  expect(definitionHash({ ...definition, timeoutMs: 6 })).not.toBe(definitionHash(definition));
  // The SHA-256 of `{}`.
  expect(contentHash({})).toBe('44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a');
});

test('canonical JSON reads back to the same value', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      // JSON has no negative zero.
      const plain = JSON.parse(JSON.stringify(value)) as JsonValue;
      expect(JSON.parse(canonicalJson(plain))).toEqual(plain);
    }),
  );
});
