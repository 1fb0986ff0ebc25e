import type { Plan, PlanNode } from '../plan.ts';
import { compileFlow, FAILURE_RETRY, FLOW_RETRY, STEP_TIMEOUT_MS } from './compile-flow.ts';
import { connectionsOf, variablesOf } from './flow-reads.ts';
import { flowTriggerSchema } from './schema.ts';

type Json = Record<string, unknown>;

function code(name: string, input: Json = {}, more: Json = {}): Json {
  const { errors, ...own } = more;
  const settings = { sourceCode: { code: 'x', packageJson: '{"a":1}' }, input, errorHandlingOptions: errors };
  return { name, type: 'CODE', displayName: `The ${name}`, settings, ...own };
}

function piece(name: string, input: Json): Json {
  const settings = { pieceName: '@x/piece-y', pieceVersion: '~1.2.3', actionName: 'act', input, propertySettings: {} };
  return { name, type: 'PIECE', settings };
}

function loop(name: string, items: string, ...body: Json[]): Json {
  return { name, type: 'LOOP_ON_ITEMS', settings: { items }, firstLoopAction: chain(body) };
}

function router(name: string, executionType: string, ...children: Json[][]): Json {
  const branch = { branchType: 'CONDITION', branchName: 'b', conditions: [[{ firstValue: '{{trigger.x}}' }]] };
  const branches = children.map(() => branch);
  return { name, type: 'ROUTER', settings: { executionType, branches }, children: children.map((each) => chain(each)) };
}

function chain(steps: readonly Json[]): Json | null {
  return steps.reduceRight<Json | null>((nextAction, step) => ({ ...step, nextAction }), null);
}

function flow(...steps: Json[]) {
  return flowTriggerSchema.parse({ type: 'EMPTY', nextAction: chain(steps) });
}

const CONTINUE = { errors: { continueOnFailure: { value: true } } };

/** Edges in words, by the names of their nodes. */
function edgesOf({ nodes, edges }: Plan): string[] {
  const nameOf = (position: number) => nodes[position]?.id;
  return edges.map(
    ({ from, to, condition, order }) => `${nameOf(from)} ${order ? '~' : '-'}${condition ?? ''}> ${nameOf(to)}`,
  );
}

function nodesOf({ nodes }: Plan): PlanNode[] {
  return nodes.flatMap((node) => [node, ...(node.body === null ? [] : nodesOf(node.body))]);
}

function nodeOf(plan: Plan, id: string): PlanNode {
  const node = nodesOf(plan).find((each) => each.id === id);
  if (node === undefined) throw new Error(`The plan has no node ${id}.`);
  return node;
}

test('a chain is a row of nodes, in which skipped steps are left out', () => {
  const skipped = { ...loop('gone', '', code('inside')), skip: true };
  const plan = compileFlow(flow(code('a'), skipped, code('b', { from: '{{gone.item}} {{inside.x}}' }), code('c')));
  expect(edgesOf(plan)).toEqual(['a -> b', 'b -> c']);
  expect(nodeOf(plan, 'b').uses).toEqual([]);
  expect(plan.timeoutMs).toBeNull();
});

test('nodes have the settings of their steps, unresolved', () => {
  const input = { auth: "{{connections['c']}}", x: '{{a.y}}' };
  const plan = compileFlow(
    flow(code('a', { n: 1 }, { errors: { retryOnFailure: { value: true } } }), piece('p', input)),
    {
      timeoutMs: 5,
    },
  );
  expect(plan.timeoutMs).toBe(5);
  expect(nodeOf(plan, 'a')).toMatchObject({
    ...{ type: 'code-step', name: 'The a', lane: 'remote', retry: FAILURE_RETRY, timeoutMs: STEP_TIMEOUT_MS },
    config: { code: 'x', packageJson: '{"a":1}', input: { n: 1 }, retry: true },
  });
  expect(nodeOf(plan, 'p')).toMatchObject({
    ...{ type: 'piece', name: 'p', retry: FLOW_RETRY, uses: ['a'], usesTrigger: false, join: 'all', onError: 'fail' },
    config: {
      ...{ pieceName: '@x/piece-y', pieceVersion: '~1.2.3', actionName: 'act' },
      ...{ input, propertySettings: {}, retry: false },
    },
  });
  expect(nodeOf(compileFlow(flow(code('a')), { stepTimeoutMs: 7 }), 'a').timeoutMs).toBe(7);
});

test('of branches of which one is taken, all lead on, and so does taking none', () => {
  const plan = compileFlow(
    flow(router('r', 'EXECUTE_FIRST_MATCH', [code('a'), code('b')], [], [code('c')]), code('z')),
  );
  expect(edgesOf(plan)).toEqual(['r -1> a', 'a -> b', 'r -3> c', 'r -none> z', 'b -> z', 'r -2> z', 'c -> z']);
  expect(nodeOf(plan, 'r')).toMatchObject({ type: 'router', lane: 'local', manyLabels: true, usesTrigger: true });
});

test('branches that are taken together run one after the other, each behind all ends of the one before', () => {
  const inner = router('q', 'EXECUTE_FIRST_MATCH', [code('b')], [code('c')]);
  const plan = compileFlow(flow(router('r', 'EXECUTE_ALL_MATCH', [code('a'), inner], [], [code('d')], [code('e')])));
  expect(edgesOf(plan)).toEqual([
    ...['r -1> a', 'a -> q', 'q -1> b', 'q -2> c'],
    ...['r -3> d', 'q ~> d', 'b ~> d', 'c ~> d'],
    ...['r -4> e', 'd ~> e'],
  ]);
});

test('what follows a failure is apart from what follows success', () => {
  const both = { ...CONTINUE, continueOnFailureBranches: { onSuccess: code('yes'), onFailure: code('no') } };
  const plan = compileFlow(flow(code('a', {}, both), code('z')));
  expect(edgesOf(plan)).toEqual(['a -> yes', 'a -error> no', 'yes -> z', 'no -> z']);
  expect(nodeOf(plan, 'a').onError).toBe('continue');
  const onlyNo = { ...CONTINUE, continueOnFailureBranches: { onFailure: code('no') } };
  expect(edgesOf(compileFlow(flow(code('a', {}, onlyNo), code('z'))))).toEqual(['a -error> no', 'a -> z', 'no -> z']);
});

test('a failure without a branch of its own passes the branch of success by', () => {
  const onlyYes = { ...CONTINUE, continueOnFailureBranches: { onSuccess: code('yes') } };
  const plan = compileFlow(flow(code('a', {}, onlyYes), code('z')));
  expect(edgesOf(plan)).toEqual(['a -> yes', 'a ~error> yes', 'yes -> z', 'a -error> z']);
  expect(edgesOf(compileFlow(flow(code('a', {}, onlyYes))))).toEqual(['a -> yes', 'a ~error> yes']);
  // Branches count only where a failure is gone on from.
  const { errors: _, ...fails } = onlyYes;
  expect(edgesOf(compileFlow(flow(code('a', {}, fails), code('z'))))).toEqual(['a -> yes', 'yes -> z']);
});

test('a loop is one node around its body, which may be empty', () => {
  const plan = compileFlow(flow(loop('l', '{{trigger.list}}', code('a'), code('b')), loop('m', '[]')));
  expect(edgesOf(plan)).toEqual(['l -> m']);
  const { body, ...node } = nodeOf(plan, 'l');
  expect(node).toMatchObject({ type: 'loop', lane: 'local', config: { items: '{{trigger.list}}', gathers: false } });
  expect(body && edgesOf(body)).toEqual(['a -> b']);
  expect(nodeOf(plan, 'm').body).toEqual({ format: 1, nodes: [], edges: [], timeoutMs: null });
});

test('steps read what comes before them, and of the loops around them the place', () => {
  const reads = { all: '{{c.x}} {{a.x}} {{z.x}} {{b.x}} {{l.item}} {{m.index}} {{trigger.t}} {{nobody}}' };
  const plan = compileFlow(
    flow(
      code('a'),
      loop('l', '{{l.item}}', code('b'), loop('m', '{{b.list}} {{l.index}}', code('c', reads))),
      code('z'),
    ),
  );
  expect(nodeOf(plan, 'c')).toMatchObject({ uses: ['a', 'b'], usesLoops: ['l', 'm'], usesTrigger: true });
  expect(nodeOf(plan, 'm')).toMatchObject({ uses: ['b'], usesLoops: ['l'] });
  expect(nodeOf(plan, 'l')).not.toHaveProperty('usesLoops');
});

test.each<[string, string, string[], string[]]>([
  ['the place of a loop', '{{outer.item.x}} {{outer.index}}', ['outer'], []],
  ['rounds', '{{outer.iterations[0].b.output}}', ['outer'], ['outer', 'inner']],
  ['rounds under a key that only the run can tell', '{{ outer[trigger.key] }}', ['outer'], ['outer', 'inner']],
  ['a whole loop', '{{outer}}', ['outer'], ['outer', 'inner']],
  ['a step of the last round', '{{b.x}}', ['outer'], ['outer']],
  ['a step further inside', '{{c.x}}', ['outer'], ['outer', 'inner']],
  ['an inner loop', '{{inner.index}}', ['outer'], ['outer']],
  ['the rounds of an inner loop', '{{inner.iterations}}', ['outer'], ['outer', 'inner']],
])('behind a loop %s can be read', (_, text, uses, gathers) => {
  const plan = compileFlow(flow(loop('outer', '', code('b'), loop('inner', '', code('c'))), code('z', { text })));
  expect(nodeOf(plan, 'z').uses).toEqual(uses);
  const gathering = ['outer', 'inner'].filter((id) => nodeOf(plan, id).config.gathers === true);
  expect(gathering).toEqual(gathers);
});

test('steps inside a loop see another loop there as those outside do', () => {
  const plan = compileFlow(
    flow(loop('l', '', loop('m', '', code('a')), code('b', { x: '{{a.y}} {{m.index}} {{l.item}}' }))),
  );
  expect(nodeOf(plan, 'b')).toMatchObject({ uses: ['m'], usesLoops: ['l'] });
  expect([nodeOf(plan, 'l').config.gathers, nodeOf(plan, 'm').config.gathers]).toEqual([false, true]);
});

test('connections and variables are found wherever steps name them', () => {
  const trigger = flow(
    piece('p', { auth: "{{connections['my slack']}}", deep: [{ url: "{{variables['URL']}}/x" }] }),
    { ...piece('q', { auth: '{{connections.other.token}}' }), skip: true },
    loop('l', "{{connections['my slack'].list}}", piece('r', { auth: "{{connections['a', 'b']}}" })),
    code('c', { text: 'no {{ reference }} to connections' }),
  );
  const withTrigger = flowTriggerSchema.parse({
    ...trigger,
    type: 'PIECE_TRIGGER',
    settings: { pieceName: 'x', pieceVersion: '0.0.1', input: { auth: '{{connections.first}}' } },
  });
  expect(connectionsOf(withTrigger)).toEqual(['first', 'my slack', 'other', 'a', 'b']);
  expect(variablesOf(withTrigger)).toEqual(['URL']);
});

test('actions that only compute are marked, and no others', () => {
  const settings = { pieceVersion: '1.0.0', input: {}, propertySettings: {} };
  const act = (name: string, pieceName: string, actionName: string) => ({
    ...{ name, type: 'PIECE', settings: { ...settings, pieceName: `@${pieceName}`, actionName } },
  });
  const plan = compileFlow(
    flow(
      act('a', 'activepieces/piece-webhook', 'return_response'),
      act('b', 'activepieces/piece-json', 'any'),
      act('c', 'activepieces/piece-http', 'send_request'),
      act('d', 'other/piece-json', 'any'),
      code('e'),
    ),
  );
  expect(plan.nodes.map(({ computes, lane }) => `${lane} ${computes ?? false}`)).toEqual([
    ...['remote true', 'remote true', 'remote false', 'remote false', 'remote false'],
  ]);
});
