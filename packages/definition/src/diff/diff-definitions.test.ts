import fc from 'fast-check';
import { canonicalJson } from '../compile/content-hash.ts';
import type { JsonObject, JsonValue } from '../json.ts';
import { type DefinitionDiff, diffDefinitions } from './diff-definitions.ts';
import type { FieldChange } from './values.ts';

const NOTHING: DefinitionDiff = {
  fields: [],
  nodes: { added: [], removed: [], changed: [] },
  edges: { added: [], removed: [] },
};

const step = (id: string, expression: string) => ({ id, type: 'condition', config: { expression } });
const loop = (nodes: JsonValue[], edges: JsonValue[] = []) => ({
  id: 'each',
  type: 'for-each',
  config: { items: 'trigger.data.rooms', body: { nodes, edges } },
});

function state(fields: JsonObject): JsonObject {
  return { name: 'Inspection', description: '', trigger: { type: 'manual' }, nodes: [], edges: [], ...fields };
}

describe('fields', () => {
  test('are told by pointers, what one side lacks without a value of it', () => {
    const before = state({ trigger: { type: 'cron', schedule: '0 9 * * *' }, priority: 2, tags: ['a'] });
    const after = state({
      name: 'Patrol',
      trigger: { type: 'cron', schedule: '0 8 * * *', timezone: 'Asia/Shanghai' },
      concurrency: { limit: 2 },
      tags: ['a', 'b'],
    });
    expect(diffDefinitions(before, after)).toEqual({
      ...NOTHING,
      fields: [
        { path: '/name', from: 'Inspection', to: 'Patrol' },
        { path: '/trigger/schedule', from: '0 9 * * *', to: '0 8 * * *' },
        { path: '/trigger/timezone', to: 'Asia/Shanghai' },
        { path: '/priority', from: 2 },
        { path: '/tags/1', to: 'b' },
        { path: '/concurrency', to: { limit: 2 } },
      ],
    });
  });

  test('have pointers that escape what a pointer means otherwise', () => {
    const before = state({ nodes: [{ id: 'a', config: { headers: { 'a/b~c': '1' } } }] });
    const after = state({ nodes: [{ id: 'a', config: { headers: { 'a/b~c': '2' } } }] });
    expect(diffDefinitions(before, after).nodes.changed).toEqual([
      { id: 'a', fields: [{ path: '/config/headers/a~1b~0c', from: '1', to: '2' }] },
    ]);
  });

  test('that are lists differ as a whole where something came between', () => {
    const change = diffDefinitions(state({ tags: ['a', 'b'] }), state({ tags: ['x', 'a', 'b'] }));
    expect(change.fields).toEqual([{ path: '/tags', from: ['a', 'b'], to: ['x', 'a', 'b'] }]);
  });

  test('null is a value, and zero has no sign', () => {
    const before = state({ nodes: [{ id: 'a', config: { x: null, y: 0 } }] });
    const after = state({ nodes: [{ id: 'a', config: { y: -0 } }] });
    expect(diffDefinitions(before, after).nodes.changed).toEqual([
      { id: 'a', fields: [{ path: '/config/x', from: null }] },
    ]);
  });
});

describe('nodes and edges', () => {
  test('are added, removed and changed; their order alone is no change', () => {
    const before = state({ nodes: [step('a', '1'), step('b', '2'), step('c', '3')], edges: [{ from: 'a', to: 'b' }] });
    const after = state({
      nodes: [step('d', '4'), step('c', '3'), { ...step('a', '5'), name: 'First' }],
      edges: [{ to: 'b', from: 'a', condition: 'true' }],
    });
    expect(diffDefinitions(before, after)).toEqual({
      fields: [],
      nodes: {
        added: [step('d', '4')],
        removed: [step('b', '2')],
        changed: [
          {
            id: 'a',
            fields: [
              { path: '/config/expression', from: '1', to: '5' },
              { path: '/name', to: 'First' },
            ],
          },
        ],
      },
      edges: {
        added: [{ from: 'a', to: 'b', condition: 'true' }],
        removed: [{ from: 'a', to: 'b' }],
      },
    });
  });

  test('an edge that is there twice and then once was removed once', () => {
    const edge = { from: 'a', to: 'b' };
    const { edges } = diffDefinitions(state({ edges: [edge, edge] }), state({ edges: [edge] }));
    expect(edges).toEqual({ added: [], removed: [edge] });
  });

  test('within a loop are compared by id too, and pointed at within the loop', () => {
    const before = state({ nodes: [loop([step('x', '1'), step('y', '2'), step('z', '3')], [{ from: 'x', to: 'y' }])] });
    const after = state({
      nodes: [loop([step('new', '0'), step('z', '3'), step('y', '9')], [{ from: 'z', to: 'y' }])],
    });
    expect(diffDefinitions(before, after).nodes).toEqual({
      added: [],
      removed: [],
      changed: [
        {
          id: 'each',
          fields: [
            { path: '/config/body/nodes/1/config/expression', from: '2', to: '9' },
            { path: '/config/body/nodes/0', from: step('x', '1') },
            { path: '/config/body/nodes/0', to: step('new', '0') },
            { path: '/config/body/edges/0', from: { from: 'x', to: 'y' } },
            { path: '/config/body/edges/0', to: { from: 'z', to: 'y' } },
          ],
        },
      ],
    });
  });

  test('in a loop within a loop are found as well', () => {
    const nested = (expression: string) => loop([{ ...loop([step('deep', expression)]), id: 'inner' }]);
    const { nodes } = diffDefinitions(state({ nodes: [nested('1')] }), state({ nodes: [nested('2')] }));
    const path = '/config/body/nodes/0/config/body/nodes/0/config/expression';
    expect(nodes.changed).toEqual([{ id: 'each', fields: [{ path, from: '1', to: '2' }] }]);
  });

  test('a body that merely looks like a graph is data', () => {
    const request = (body: JsonValue) => ({ id: 'r', type: 'http-request', config: { body } });
    const [one, other] = [step('x', '1'), step('y', '1')];
    const before = state({ nodes: [request({ nodes: [one, other], edges: [] })] });
    const after = state({ nodes: [request({ nodes: [other, one], edges: [] })] });
    expect(diffDefinitions(before, after).nodes.changed[0]?.fields.map(({ path }) => path)).toEqual([
      '/config/body/nodes/0/id',
      '/config/body/nodes/1/id',
    ]);
  });

  test('of a draft that could not be told apart are fields', () => {
    const twice = [step('a', '1'), step('a', '2')];
    const broken = state({ nodes: twice, edges: 'none' });
    expect(diffDefinitions(state({}), broken)).toEqual({
      ...NOTHING,
      fields: [
        { path: '/nodes/0', to: twice[0] },
        { path: '/nodes/1', to: twice[1] },
        { path: '/edges', from: [], to: 'none' },
      ],
    });
  });
});

const text = fc.constantFrom('', 'a', 'b', 'a/b', '~', '0', 'nodes');
const json = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    fc.constantFrom<JsonValue>(null, true, 0, 1, 'x', 'y'),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(text, tie('value'), { maxKeys: 3 }) as fc.Arbitrary<JsonValue>,
  ),
})).value;

interface Tied {
  node: JsonObject;
  graph: { nodes: JsonObject[]; edges: JsonObject[] };
}

const edge = fc.record(
  { from: text, to: text, condition: fc.constantFrom('true', 'false') },
  { requiredKeys: ['from', 'to'] },
) as fc.Arbitrary<JsonObject>;

const { graph } = fc.letrec<Tied>((tie) => ({
  node: fc.oneof(
    { maxDepth: 3, depthSize: 'medium' },
    fc.record({ id: text, type: fc.constantFrom('condition', 'code'), config: json }) as fc.Arbitrary<JsonObject>,
    fc.record({
      id: text,
      type: fc.constantFrom('for-each', 'while', 'http-request'),
      config: fc.record({ body: tie('graph'), items: json }),
    }) as unknown as fc.Arbitrary<JsonObject>,
  ),
  graph: fc.record({
    nodes: fc.uniqueArray<JsonObject, unknown>(tie('node') as fc.Arbitrary<JsonObject>, {
      maxLength: 4,
      selector: (node: JsonObject) => node.id,
    }),
    edges: fc.array(edge, { maxLength: 4 }),
  }),
}));

const workflow = fc
  .tuple(graph, fc.record({ name: text, trigger: json, tags: json, priority: json }, { requiredKeys: ['name'] }))
  .map(([lists, fields]) => ({ ...fields, ...lists }) as unknown as JsonObject);

/** Two states that share much, as versions do. */
const pair = fc.oneof(
  fc.tuple(workflow, workflow),
  fc.tuple(workflow, workflow, workflow).map(([one, other, third]) => [
    { ...one, nodes: [...list(one, 'nodes'), ...withoutIds(list(third, 'nodes'), list(one, 'nodes'))] },
    {
      ...one,
      ...other,
      nodes: [...list(one, 'nodes').toReversed(), ...withoutIds(list(other, 'nodes'), list(one, 'nodes'))],
    },
  ]),
) as fc.Arbitrary<[JsonObject, JsonObject]>;

describe('whatever the states are', () => {
  test('a state does not differ from itself, whatever the order of its nodes, edges and keys', () => {
    fc.assert(
      fc.property(workflow, (one) => {
        expect(diffDefinitions(one, one)).toEqual(NOTHING);
        expect(diffDefinitions(one, JSON.parse(canonicalJson(shuffled(one))) as JsonObject)).toEqual(NOTHING);
      }),
    );
  });

  test('the differences lead from one to the other', () => {
    fc.assert(
      fc.property(pair, ([one, other]) => {
        const reached = applyDiff(one, diffDefinitions(one, other));
        expect(canonicalJson(sorted(reached))).toBe(canonicalJson(sorted(other)));
      }),
      { numRuns: 1_000 },
    );
  });

  test('the way back is the same the other way round', () => {
    fc.assert(
      fc.property(pair, ([one, other]) => {
        expect(placeless(diffDefinitions(other, one))).toEqual(placeless(turned(diffDefinitions(one, other))));
      }),
      { numRuns: 1_000 },
    );
  });
});

/** The state that the differences lead to, but for the order of nodes and edges. */
function applyDiff(state: JsonObject, { fields, nodes, edges }: DefinitionDiff): JsonObject {
  const copy = structuredClone(state);
  applyFields(copy, fields);
  const gone = new Set(nodes.removed.map(({ id }) => id));
  const kept = list(copy, 'nodes').filter(({ id }) => !gone.has(id as string));
  for (const { id, fields: changes } of nodes.changed) {
    applyFields(kept.find((node) => node.id === id) as JsonObject, changes);
  }
  const left = list(copy, 'edges').map((each) => canonicalJson(each));
  for (const each of edges.removed) left.splice(left.indexOf(canonicalJson(each)), 1);
  const parsed = left.map((each) => JSON.parse(each) as JsonObject);
  return { ...copy, nodes: [...kept, ...nodes.added], edges: [...parsed, ...edges.added] };
}

/** Pointers have places of the older state, so lists change their length last. */
function applyFields(target: JsonObject, changes: FieldChange[]): void {
  const steps = changes.map((change) => ({ change, ...placeOf(target, change.path) }));
  for (const { change, holder, key } of steps) {
    if (change.from !== undefined && change.to !== undefined) holder[key] = change.to;
    else if (!Array.isArray(holder)) {
      if (change.to === undefined) delete holder[key];
      else holder[key] = change.to;
    }
  }
  const inLists = steps.filter(({ holder }) => Array.isArray(holder));
  for (const { change, holder, key } of inLists.toReversed().sort((a, b) => Number(b.key) - Number(a.key))) {
    if (change.to === undefined) (holder as unknown as JsonValue[]).splice(Number(key), 1);
  }
  for (const { change, holder } of inLists) {
    if (change.from === undefined) (holder as unknown as JsonValue[]).push(change.to as JsonValue);
  }
}

function placeOf(target: JsonObject, path: string): { holder: Record<string, JsonValue>; key: string } {
  const keys = path.split('/').slice(1);
  const names = keys.map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
  const key = names.pop() ?? '';
  const holder = names.reduce<JsonValue>((value, name) => (value as JsonObject)[name] as JsonValue, target);
  return { holder: holder as JsonObject, key };
}

function turned({ fields, nodes, edges }: DefinitionDiff): DefinitionDiff {
  const swap = ({ path, ...change }: FieldChange) => ({
    path,
    ...('to' in change ? { from: change.to } : {}),
    ...('from' in change ? { to: change.from } : {}),
  });
  return {
    fields: fields.map(swap) as FieldChange[],
    nodes: {
      added: nodes.removed,
      removed: nodes.added,
      changed: nodes.changed.map(({ id, fields: changes }) => ({ id, fields: changes.map(swap) as FieldChange[] })),
    },
    edges: { added: edges.removed, removed: edges.added },
  };
}

/** Without what depends on the order of lists: pointers into lists of nodes and edges, and the order of what is told. */
function placeless({ fields, nodes, edges }: DefinitionDiff) {
  const told = (changes: FieldChange[]) =>
    changes
      .map(({ path, ...change }) => {
        const place = path.replaceAll(/(\/config\/body\/(?:nodes|edges))\/\d+/g, '$1/#');
        return canonicalJson({ path: place, ...change } as JsonObject);
      })
      .sort();
  const texts = (values: JsonObject[]) => values.map(canonicalJson).sort();
  return {
    fields: told(fields),
    nodes: [texts(nodes.added), texts(nodes.removed)],
    changed: nodes.changed.map(({ id, fields: changes }) => canonicalJson([id, ...told(changes)])).sort(),
    edges: [texts(edges.added), texts(edges.removed)],
  };
}

/** A graph with its lists in an order that depends on nothing but their content. */
function sorted(value: JsonObject): JsonObject {
  const nodes = list(value, 'nodes').map((node) => {
    const { config } = node as { config: JsonObject };
    const isLoop = node.type === 'for-each' || node.type === 'while';
    return isLoop ? { ...node, config: { ...config, body: sorted(config.body as JsonObject) } } : node;
  });
  return { ...value, nodes: inOrder(nodes), edges: inOrder(list(value, 'edges')) };
}

function shuffled(value: JsonObject): JsonObject {
  return { ...sorted(value), nodes: list(sorted(value), 'nodes').toReversed() };
}

function inOrder(values: JsonObject[]): JsonObject[] {
  return values
    .map(canonicalJson)
    .sort()
    .map((each) => JSON.parse(each) as JsonObject);
}

function list(value: JsonObject, name: string): JsonObject[] {
  return value[name] as unknown as JsonObject[];
}

function withoutIds(nodes: JsonObject[], others: JsonObject[]): JsonObject[] {
  const taken = new Set(others.map(({ id }) => id));
  return nodes.filter(({ id }) => !taken.has(id as string));
}
