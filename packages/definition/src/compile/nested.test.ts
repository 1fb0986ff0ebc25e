import fc from 'fast-check';
import type { Definition } from '../definition.ts';
import type { Plan, PlanNode } from '../plan.ts';
import { validateDefinition } from '../validate/validate-definition.ts';
import { compile } from './compile.ts';

const sound = (input: unknown): Definition => {
  const result = validateDefinition(input, { locale: 'en' });
  if (!result.ok) throw new Error(JSON.stringify(result.faults));
  return result.definition;
};
const condition = (id: string, expression = 'true', rest: object = {}) => ({
  ...{ id, type: 'condition', config: { expression } },
  ...rest,
});
const edge = (from: string, to: string) => ({ from, to });
const all = (plan: Plan): PlanNode[] =>
  plan.nodes.flatMap((node) => [node, ...(node.body === null ? [] : all(node.body))]);
const node = (plan: Plan, id: string): PlanNode => {
  const found = all(plan).find((each) => each.id === id);
  if (found === undefined) throw new Error(`no node ${id}`);
  return found;
};

test('a body compiles to a plan of its own, apart from the config', () => {
  const body = { nodes: [condition('x', 'item > 1'), condition('y', 'x.result')], edges: [edge('x', 'y')] };
  const nodes = [{ id: 'l', type: 'for-each', config: { items: 'trigger.data.list', concurrency: 2, body } }];
  const plan = compile(sound({ nodes, timeoutMs: 5 }));
  expect(plan.nodes[0]).toMatchObject({ config: { items: 'trigger.data.list', concurrency: 2 }, lane: 'local' });
  expect(plan.nodes[0]?.config).not.toHaveProperty('body');
  expect(plan.nodes[0]?.body).toMatchObject({
    format: 1,
    timeoutMs: null,
    edges: [{ from: 0, to: 1, condition: null }],
  });
  expect(plan.nodes[0]?.body?.nodes.map(({ id, incoming, outgoing }) => ({ id, incoming, outgoing }))).toEqual([
    { id: 'x', incoming: [], outgoing: [0] },
    { id: 'y', incoming: [0], outgoing: [] },
  ]);
  expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
});

test('each node names what it reads, of its graph and those around; a loop nothing of its body', () => {
  const inner = {
    id: 'w',
    type: 'while',
    config: {
      condition: 'c.result || last || a.result || index < item.n',
      body: {
        nodes: [
          condition('c', 'd.result && a.result && b.result && item && trigger.data'),
          condition('d', 'c.result && last'),
        ],
        edges: [edge('c', 'd')],
      },
    },
  };
  const outer = {
    id: 'l',
    type: 'for-each',
    config: { items: 'a.result', body: { nodes: [condition('b'), inner], edges: [edge('b', 'w')] } },
  };
  const plan = compile(sound({ nodes: [condition('a'), outer], edges: [edge('a', 'l')] }));
  const reads = (id: string) => {
    const { uses, usesPrevious, usesLocals, usesTrigger } = node(plan, id);
    return { uses, usesPrevious, usesLocals, usesTrigger };
  };
  expect(reads('l')).toEqual({ uses: ['a'], usesPrevious: [], usesLocals: [], usesTrigger: false });
  expect(reads('w')).toEqual({
    uses: ['a'],
    usesPrevious: ['c'],
    usesLocals: ['item', 'index', 'last'],
    usesTrigger: false,
  });
  expect(reads('c')).toEqual({ uses: ['a', 'b'], usesPrevious: ['d'], usesLocals: ['item'], usesTrigger: true });
  expect(reads('d')).toEqual({ uses: ['c'], usesPrevious: [], usesLocals: ['last'], usesTrigger: false });
});

test('what reads any node reads all that it sees', () => {
  const body = { nodes: [condition('x', 'nodes[trigger.data.which].result'), condition('y')] };
  const nodes = [condition('a'), condition('b'), { id: 'w', type: 'while', config: { condition: 'false', body } }];
  const { uses, usesPrevious } = node(compile(sound({ nodes, edges: [edge('a', 'w')] })), 'x');
  expect({ uses, usesPrevious }).toEqual({ uses: ['a'], usesPrevious: ['x', 'y'] });
});

test('skip and later fields count as read, programs do not', () => {
  const nodes = [
    condition('a'),
    condition('b', 'true', { skip: 'a.result' }),
    { id: 'c', type: 'wait-for-event', config: { event: 'a.b', filter: 'event.data.id == a.result && trigger.data' } },
    { id: 'd', type: 'code', config: { code: 'return "{{a.result}}"', input: '{{b.result}}' } },
    condition('e', 'true', { skip: false }),
    condition('f', 'true', { skip: true }),
  ];
  const edges = [edge('a', 'b'), edge('b', 'c'), edge('c', 'd')];
  const plan = compile(sound({ nodes, edges }));
  expect(node(plan, 'b')).toMatchObject({ uses: ['a'], skip: 'a.result' });
  expect(node(plan, 'c')).toMatchObject({
    uses: ['a'],
    usesLocals: [],
    usesTrigger: true,
    exclusiveLabels: ['timeout'],
  });
  expect(node(plan, 'd')).toMatchObject({ uses: ['b'], lane: 'remote' });
  expect(node(plan, 'e').skip).toBeNull();
  expect(node(plan, 'f').skip).toBe(true);
});

test('what undoes a node is a node of its own, which sees the node and all that it saw', () => {
  const compensate = { type: 'http-request', config: { url: 'https://x.test/{{a.result}}/{{b.result.id}}/{{item}}' } };
  const body = { nodes: [condition('b', 'a.result', { compensate, onError: 'park', retry: { attempts: 2 } })] };
  const nodes = [condition('a'), { id: 'l', type: 'for-each', config: { items: [1], body } }];
  const plan = compile(sound({ nodes, edges: [edge('a', 'l')] }));
  expect(node(plan, 'b')).toMatchObject({ uses: ['a'], usesLocals: [], onError: 'park', retry: { attempts: 2 } });
  expect(node(plan, 'b').compensate).toMatchObject({
    ...{ id: 'b:compensate', type: 'http-request', config: compensate.config, incoming: [], outgoing: [] },
    ...{ uses: ['a', 'b'], usesLocals: ['item'], lane: 'remote', retry: { attempts: 5 }, timeoutMs: 60_000 },
    ...{ onError: 'fail', compensate: null, body: null },
  });
});

test('a node that only fails is tried once, unless its author says otherwise', () => {
  const fail = (id: string, rest: object = {}) => ({ id, type: 'fail', config: { message: 'x' }, ...rest });
  const plan = compile(sound({ nodes: [fail('a'), fail('b', { retry: { attempts: 3 } })] }));
  expect(plan.nodes.map(({ retry }) => retry.attempts)).toEqual([1, 3]);
});

interface Shape {
  kind: 'condition' | 'for-each' | 'while';
  /** Whether an edge leads here from each of the nodes before it in the same graph, by distance. */
  after: boolean[];
  reads: number[];
  children: Shape[];
}

const shapes = fc.letrec<{ graph: Shape[] }>((tie) => ({
  graph: fc.array(
    fc.record({
      kind: fc.constantFrom<Shape['kind']>('condition', 'condition', 'for-each', 'while'),
      after: fc.array(fc.boolean(), { maxLength: 5 }),
      reads: fc.array(fc.nat(50), { maxLength: 4 }),
      children: fc.oneof({ depthSize: 'small', maxDepth: 4 }, fc.constant<Shape[]>([]), tie('graph')),
    }),
    { minLength: 1, maxLength: 5 },
  ),
})).graph;

interface Made {
  nodes: { id: string; type: string; config: Record<string, unknown> }[];
  edges: { from: string; to: string }[];
}

/** What a node sees, worked out by walking back along edges: what the compiler's sets are held against. */
interface Sight {
  now: string[];
  previous: string[];
  locals: string[];
}

/** Builds a sound definition of a shape, and notes for each node what its expression reads. */
class Builder {
  readonly expected = new Map<string, Sight>();
  /** All that each node could read, by id. */
  readonly visible = new Map<string, Set<string>>();
  #count = 0;

  graph(given: readonly Shape[], around: Sight, isWhile: boolean): Made {
    const ids = given.map(() => `n${this.#count++}`);
    const edges = given.flatMap(({ after }, to) =>
      after.flatMap((isThere, back) =>
        isThere && to - back > 0 ? [{ from: ids[to - back - 1] ?? '', to: ids[to] ?? '' }] : [],
      ),
    );
    const nodes = given.map((shape, position) => {
      const id = ids[position] ?? '';
      const upstream = ancestorsOf(id, edges);
      const others = isWhile ? ids.filter((other) => !upstream.has(other)) : [];
      return this.node(shape, id, {
        now: [...around.now, ...ids.filter((other) => upstream.has(other))],
        previous: [...around.previous, ...others],
        locals: around.locals,
      });
    });
    return { nodes, edges };
  }

  private node({ kind, reads, children }: Shape, id: string, sight: Sight) {
    if (kind === 'condition' || children.length === 0) {
      return { id, type: 'condition', config: { expression: this.expression(id, reads, sight) } };
    }
    const gives = kind === 'while' ? ['index', 'last'] : ['item', 'index'];
    const within = { ...sight, locals: [...new Set([...sight.locals, ...gives])] };
    const body = this.graph(children, within, kind === 'while');
    if (kind === 'for-each') return { id, type: kind, config: { items: this.expression(id, reads, sight), body } };
    const own = { ...within, previous: [...sight.previous, ...body.nodes.map((inner) => inner.id)] };
    return { id, type: kind, config: { condition: this.expression(id, reads, own), body } };
  }

  private expression(id: string, reads: readonly number[], { now, previous, locals }: Sight): string {
    const names = [...now, ...previous, ...locals];
    this.visible.set(id, new Set(names));
    const read = new Set(names.length === 0 ? [] : reads.map((index) => names[index % names.length] ?? ''));
    this.expected.set(id, {
      now: now.filter((name) => read.has(name)),
      previous: previous.filter((name) => read.has(name)),
      locals: locals.filter((name) => read.has(name)),
    });
    return ['1', ...read].join(' + ');
  }
}

function ancestorsOf(id: string, edges: readonly { from: string; to: string }[]): Set<string> {
  const found = new Set<string>();
  const pending = [id];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    for (const { from, to } of edges) {
      if (to !== next || found.has(from)) continue;
      found.add(from);
      pending.push(from);
    }
  }
  return found;
}

test('any nested definition keeps its nodes and edges, and each name that it reads is in one of the lists', () => {
  fc.assert(
    fc.property(shapes, (given) => {
      const builder = new Builder();
      const made = builder.graph(given, { now: [], previous: [], locals: [] }, false);
      const definition = sound(made);
      const plan = compile(definition);
      expectSameGraph(plan, definition as unknown as Made);
      for (const { id, uses, usesPrevious, usesLocals } of all(plan)) {
        const expected = builder.expected.get(id);
        expect([id, uses, usesPrevious, new Set(usesLocals)]).toEqual([
          ...[id, expected?.now, expected?.previous, new Set(expected?.locals)],
        ]);
      }
    }),
    { numRuns: 500 },
  );
});

test('a name that a node does not see is refused at that node, and nowhere else', () => {
  fc.assert(
    fc.property(shapes, fc.nat(), fc.nat(), (given, which, what) => {
      const builder = new Builder();
      const made = builder.graph(given, { now: [], previous: [], locals: [] }, false);
      const ids = [...builder.visible.keys()];
      const reader = ids[which % ids.length] ?? '';
      const unseen = [...ids, 'item', 'index', 'last', 'event'].filter(
        (name) => !builder.visible.get(reader)?.has(name),
      );
      const name = unseen[what % unseen.length] ?? '';
      const result = validateDefinition(reading(made, reader, name), { locale: 'en' });
      expect(result.ok ? [] : result.faults.map(({ pointer }) => idAt(made, pointer))).toEqual([reader]);
    }),
    { numRuns: 500 },
  );
});

/** The same definition, in which one node reads one name. */
function reading({ nodes, edges }: Made, id: string, name: string): Made {
  const changed = nodes.map((given) => {
    const { expression, items, condition: test, body } = given.config;
    const config = { ...given.config };
    if (body !== undefined) config.body = reading(body as Made, id, name);
    if (given.id !== id) return { ...given, config };
    for (const [field, text] of Object.entries({ expression, items, condition: test })) {
      if (text !== undefined) config[field] = `${name}.result`;
    }
    return { ...given, config };
  });
  return { nodes: changed, edges };
}

/** The id of the innermost node that a pointer leads into. */
function idAt(made: Made, pointer: string): string | undefined {
  const [, index = '', rest = ''] = /^\/nodes\/(\d+)(.*)$/.exec(pointer) ?? [];
  const found = made.nodes[Number(index)];
  const inner = /^\/config\/body(\/.*)$/.exec(rest)?.[1];
  return inner === undefined ? found?.id : idAt(found?.config.body as Made, inner);
}

function expectSameGraph(plan: Plan, made: Made): void {
  expect(plan.nodes.map(({ id, type }) => ({ id, type }))).toEqual(made.nodes.map(({ id, type }) => ({ id, type })));
  const named = plan.edges.map(({ from, to }) => ({ from: plan.nodes[from]?.id, to: plan.nodes[to]?.id }));
  expect(named).toEqual(made.edges);
  for (const [position, { body }] of plan.nodes.entries()) {
    const inner = made.nodes[position]?.config.body as Made | undefined;
    expect(body === null).toBe(inner === undefined);
    if (body !== null && inner !== undefined) expectSameGraph(body, inner);
  }
}
