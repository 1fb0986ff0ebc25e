import type { FinishedStep } from '@perdura/database';
import {
  compile,
  compileFlow,
  type Definition,
  type EdgeDefinition,
  type FlowTrigger,
  type NodeDefinition,
} from '@perdura/definition';
import type { Plan } from '@perdura/definition/plan';
import { body, chain, definition, edge, forEach, node } from '@perdura/testkit';
import fc from 'fast-check';
import { planRetry, type RetryQuestion } from './retry-plan.ts';

const step = (nodeId: string, rest: Partial<FinishedStep> = {}): FinishedStep => ({
  ...{ nodeId, nodeType: 'transform', status: 'success', passed: false, label: null, result: { value: 1 } },
  ...{ errorCode: null, errorMessage: null },
  ...rest,
});

const value = (id: string, rest: Partial<NodeDefinition> = {}) => node(id, 'transform', { expression: '1' }, rest);

function carriedIn(of: Definition | Plan, steps: FinishedStep[], rest: Partial<RetryQuestion> = {}): string[] {
  const plan = 'format' in of ? of : compile(of);
  const question = { from: 'failed', before: plan, plan, steps, undone: new Set<string>(), given: new Set<string>() };
  return planRetry({ ...question, ...rest }).carried;
}

const abc = chain([value('a'), value('b'), value('c')]);

test('carries over what has finished above the failure', () => {
  const steps = [step('a'), step('b'), step('c', { status: 'failed' })];
  expect(carriedIn(abc, steps)).toEqual(['a', 'b']);
  expect(carriedIn(abc, steps, { from: 'start' })).toEqual([]);
  expect(carriedIn(abc, steps, { from: 'b' })).toEqual(['a']);
  expect(carriedIn(abc, steps, { given: new Set(['a']) })).toEqual([]);
});

test.each(['cancelled', 'running', 'waiting', 'skipped'] as const)('a step that was %s is not finished', (status) => {
  expect(carriedIn(abc, [step('a'), step('b', { status }), step('c')])).toEqual(['a']);
});

test('a step that was passed over is finished, and one that failed where that was foreseen', () => {
  expect(carriedIn(abc, [step('a', { status: 'skipped', passed: true }), step('b')])).toEqual(['a', 'b']);
  const goesOn = chain([value('a', { onError: 'continue' }), value('b'), value('c')]);
  expect(carriedIn(goesOn, [step('a', { status: 'failed' }), step('b')])).toEqual(['a', 'b']);
});

test('nodes of a branch that was not taken hold nothing up', () => {
  const nodes = [
    node('if', 'condition', { expression: 'true' }),
    value('yes'),
    value('no'),
    value('join'),
    value('last'),
  ];
  const edges = [edge('if', 'yes', 'true'), edge('if', 'no', 'false'), edge('yes', 'join'), edge('no', 'join')];
  const plan = compile(definition(nodes, { edges: [...edges, edge('join', 'last')] }));
  const steps = [step('if', { label: 'true' }), step('yes'), step('no', { status: 'skipped' }), step('join')];
  expect(carriedIn(plan, steps)).toEqual(['if', 'yes', 'join']);
  const asked = { from: 'no', before: plan, plan, steps, undone: new Set<string>(), given: new Set<string>() };
  expect(planRetry(asked)).toMatchObject({ unreachable: true });
  expect(planRetry({ ...asked, from: 'yes' })).toMatchObject({ unreachable: false, carried: ['if'] });
});

test.each([
  ['condition', { expression: 'true' }, true, 'true'],
  ['condition', { expression: 'true' }, false, 'false'],
  ['switch', { expression: '1' }, 'a', 'a'],
  ['switch', { expression: '1' }, 17, 'default'],
  ['approval', { approvers: ['a@b.cd'] }, { decision: 'rejected' }, 'rejected'],
] as const)('the label of a %s of before it was kept is read from its result', (type, config, result, label) => {
  const other = type === 'condition' ? String(!result) : type === 'switch' ? 'z' : 'approved';
  const nodes = [
    node('choose', type, config as NodeDefinition['config']),
    value('taken'),
    value('left'),
    value('last'),
  ];
  const edges = [edge('choose', 'taken', label), edge('choose', 'left', other), edge('taken', 'last')];
  const steps = [step('choose', { result: { value: result } }), step('taken'), step('left', { status: 'skipped' })];
  expect(carriedIn(definition(nodes, { edges }), steps)).toEqual(['choose', 'taken']);
  const unknown = [step('choose', { result: { blob: 'b', bytes: 1 } }), step('taken')];
  expect(carriedIn(definition(nodes, { edges }), unknown)).toEqual([]);
});

test('what was undone runs again, with all behind it, also when it was undone in a round', () => {
  const undo = { type: 'code', config: { code: '' } } as const;
  const inner = value('inner', { compensate: undo });
  const plan = compile(
    chain([value('a', { compensate: undo }), value('b'), forEach('loop', '[1]', body([inner])), value('c')]),
  );
  const steps = ['a', 'b', 'loop'].map((id) => step(id));
  expect(carriedIn(plan, steps)).toEqual(['a', 'b', 'loop']);
  expect(carriedIn(plan, steps, { undone: new Set(['a:compensate']) })).toEqual([]);
  expect(carriedIn(plan, steps, { undone: new Set(['inner:compensate']) })).toEqual(['a', 'b']);
});

test.each<[string, Definition, string[]]>([
  [
    'a new title, and another retry policy',
    chain([value('a'), value('b', { name: 'B', retry: { attempts: 9 } }), value('c')]),
    ['a', 'b', 'c'],
  ],
  ['another config', chain([value('a'), node('b', 'transform', { expression: '2' }), value('c')]), ['a']],
  ['another type', chain([value('a'), node('b', 'condition', { expression: '1' }), value('c')]), ['a']],
  ['a node between', chain([value('a'), value('new'), value('b'), value('c')]), ['a']],
  ['a node gone', chain([value('b'), value('c')]), []],
  ['a skip', chain([value('a'), value('b', { skip: true }), value('c')]), ['a']],
])('another version with %s', (_name, next, expected) => {
  const steps = ['a', 'b', 'c'].map((id) => step(id));
  expect(carriedIn(compile(next), steps, { before: compile(abc) })).toEqual(expected);
});

interface Sketch {
  plan: Plan;
  steps: FinishedStep[];
}

/** Random graphs, in which any step may have come to anything. */
const sketches: fc.Arbitrary<Sketch> = fc
  .record({
    count: fc.integer({ min: 1, max: 10 }),
    edges: fc.array(fc.tuple(fc.nat(9), fc.nat(9)), { maxLength: 18 }),
    ends: fc.array(fc.constantFrom('success', 'failed', 'skipped', 'cancelled', 'passed', 'none'), {
      minLength: 10,
      maxLength: 10,
    }),
  })
  .map(({ count, edges, ends }) => {
    const ids = Array.from({ length: count }, (_, index) => `n${index}`);
    const known = new Map<string, EdgeDefinition>();
    for (const [one, other] of edges) {
      const [from, to] = [ids[Math.min(one, other)], ids[Math.max(one, other)]];
      if (from !== undefined && to !== undefined && from !== to) known.set(`${from} ${to}`, edge(from, to));
    }
    const plan = compile(
      definition(
        ids.map((id) => value(id)),
        { edges: [...known.values()] },
      ),
    );
    const steps = ids.flatMap((id, index) => {
      const end = ends[index];
      if (end === 'none' || end === undefined) return [];
      return [end === 'passed' ? step(id, { status: 'skipped', passed: true }) : step(id, { status: end })];
    });
    return { plan, steps };
  });

test('above a step that is carried over, nothing runs again', () => {
  fc.assert(
    fc.property(sketches, fc.option(fc.nat(9)), ({ plan, steps }, from) => {
      const node = from === null ? undefined : plan.nodes[from];
      const carried = new Set(carriedIn(plan, steps, { from: node?.id ?? 'failed' }));
      expect(carried.has(node?.id ?? '')).toBe(false);
      for (const { from: source, to } of plan.edges) {
        const [above, below] = [plan.nodes[source]?.id ?? '', plan.nodes[to]?.id ?? ''];
        // Without labels and failures that go on, a node above is carried over, or nothing of its graph leads to it.
        if (carried.has(below) && !carried.has(above)) expect(isCut(plan, source, carried)).toBe(true);
      }
      for (const id of carried) {
        const found = steps.find(({ nodeId }) => nodeId === id);
        expect(found?.status === 'success' || found?.passed === true).toBe(true);
      }
    }),
    { numRuns: 1_000 },
  );
});

/** Whether a node is skipped whatever happens: all that leads to it is. */
function isCut(plan: Plan, index: number, carried: ReadonlySet<string>): boolean {
  const { incoming = [], id = '' } = plan.nodes[index] ?? {};
  if (incoming.length === 0 || carried.has(id)) return false;
  return incoming.every((position) => isCut(plan, plan.edges[position]?.from ?? -1, carried));
}

test('of a router, the branches that were taken are carried over one after the other', () => {
  const code = (name: string, nextAction?: object) => ({
    ...{ type: 'CODE', name, displayName: name, valid: true, nextAction },
    settings: { sourceCode: { code: '', packageJson: '{}' }, input: {} },
  });
  const branches = ['one', 'two', 'three'].map((branchName) => ({
    branchType: 'CONDITION',
    branchName,
    conditions: [[]],
  }));
  const router = {
    ...{ type: 'ROUTER', name: 'r', displayName: 'r', valid: true, nextAction: code('after') },
    settings: { executionType: 'EXECUTE_ALL_MATCH', branches },
    children: [code('x'), code('y'), code('z')],
  };
  const trigger = { type: 'EMPTY', name: 'trigger', displayName: 't', valid: true, settings: {}, nextAction: router };
  const plan = compileFlow(trigger as unknown as FlowTrigger);
  const taken = [step('r', { nodeType: 'router', label: '1,3' }), step('x'), step('y', { status: 'skipped' })];
  expect(carriedIn(plan, [...taken, step('z', { status: 'failed' })])).toEqual(['r', 'x']);
  expect(carriedIn(plan, [...taken, step('z'), step('after', { status: 'failed' })])).toEqual(['r', 'x', 'z']);
  const again = [step('r', { nodeType: 'router', label: '1,3' }), step('x', { status: 'failed' }), step('z')];
  expect(carriedIn(plan, again)).toEqual(['r']);
});
