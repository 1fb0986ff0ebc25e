import type { FlowAction } from './flow.ts';
import { flowActionSchema, flowTriggerSchema } from './schema.ts';
import { MAX_FLOW_STEPS, MAX_STEP_NESTING } from './step-reader.ts';
import { actionsFrom, chainOf, findStep, flowSteps, mapFlow } from './steps.ts';

type Json = Record<string, unknown>;

function code(name: string, more: Json = {}): Json {
  return { name, type: 'CODE', settings: { sourceCode: { code: 'x' } }, ...more };
}

function chain(steps: Json[]): Json | undefined {
  return steps.toReversed().reduce<Json | undefined>((next, step) => ({ ...step, nextAction: next }), undefined);
}

function empty(nextAction?: Json): Json {
  return { type: 'EMPTY', name: 'whatever', valid: false, displayName: 'Start', settings: {}, nextAction };
}

const CONDITION = { firstValue: '{{trigger.x}}', secondValue: 1, operator: 'NUMBER_IS_EQUAL_TO' };

function router(name: string, branches: number, children: unknown[]): Json {
  const list = Array.from({ length: branches }, (_, index) => ({
    branchType: 'CONDITION',
    branchName: `B${index}`,
    conditions: [[CONDITION]],
  }));
  return { name, type: 'ROUTER', settings: { executionType: 'EXECUTE_ALL_MATCH', branches: list }, children };
}

function faults(schema: typeof flowActionSchema | typeof flowTriggerSchema, value: unknown): string[] {
  const parsed = schema.safeParse(value);
  const of = (issue: { params?: unknown; code: string }) => (issue.params as { fault?: string })?.fault ?? issue.code;
  return parsed.success ? [] : parsed.error.issues.map((issue) => `${issue.path.join('/')} ${of(issue)}`);
}

test('a flow as the contract shows it is read, with what may be left out filled in', () => {
  const read = flowTriggerSchema.parse({
    name: 'trigger',
    type: 'PIECE_TRIGGER',
    valid: true,
    displayName: 'Webhook',
    unknown: 1,
    settings: {
      ...{ pieceName: '@activepieces/piece-webhook', pieceVersion: '0.1.24', triggerName: 'catch_webhook' },
      ...{ input: {}, propertySettings: {}, inputUiInfo: {}, packageType: 'REGISTRY', sampleData: null },
    },
    nextAction: code('step_1', { skip: null, nextAction: null, settings: { sourceCode: { code: 'y' }, input: null } }),
  });
  expect(read).toEqual({
    ...{ name: 'trigger', type: 'PIECE_TRIGGER', valid: true, displayName: 'Webhook' },
    settings: {
      ...{ pieceName: '@activepieces/piece-webhook', pieceVersion: '0.1.24', triggerName: 'catch_webhook' },
      ...{ input: {}, propertySettings: {} },
    },
    nextAction: {
      ...{ name: 'step_1', type: 'CODE', valid: false, displayName: 'step_1' },
      settings: { sourceCode: { code: 'y', packageJson: '{}' }, input: {} },
    },
  });
});

test('children are one for each branch, and operands become texts', () => {
  const read = flowActionSchema.parse(router('r', 3, [null, code('a')]));
  expect(read).toMatchObject({ children: [null, { name: 'a' }, null] });
  const { settings } = read as Extract<FlowAction, { type: 'ROUTER' }>;
  expect(settings.branches[0]).toMatchObject({ conditions: [[{ secondValue: '1' }]] });
  expect(faults(flowActionSchema, router('r', 1, [null, null]))).toEqual(['children ROUTER_CHILDREN']);
});

test('what a client left open in a condition or in code is absent', () => {
  const open = { firstValue: null, secondValue: { a: 1 }, operator: '', caseSensitive: null };
  const settings = {
    executionType: 'EXECUTE_FIRST_MATCH',
    branches: [
      { branchType: 'CONDITION', branchName: null, conditions: [[open, { firstValue: 'x' }]] },
      { branchType: 'FALLBACK', branchName: 'Otherwise', conditions: [] },
    ],
  };
  expect(flowActionSchema.parse({ name: 'r', type: 'ROUTER', settings })).toMatchObject({
    settings: {
      branches: [
        {
          branchType: 'CONDITION',
          branchName: '',
          conditions: [[{ firstValue: '', secondValue: '{"a":1}' }, { firstValue: 'x' }]],
        },
        { branchType: 'FALLBACK', branchName: 'Otherwise' },
      ],
    },
    children: [null, null],
  });
  const source = flowActionSchema.parse(code('c', { settings: { sourceCode: { code: '', packageJson: null } } }));
  expect(source.settings).toEqual({ sourceCode: { code: '', packageJson: '{}' }, input: {} });
});

test.each<[string, unknown, string]>([
  ['no object', 'x', ' invalid_type'],
  ['nothing', undefined, ' invalid_type'],
  ['an unknown type', { ...code('a'), type: 'BRANCH' }, 'type invalid_value'],
  ['a trigger as an action', empty(), 'type invalid_value'],
  ['a bad name', code('1a'), 'name STEP_NAME_INVALID'],
  ['a reserved name', code('connections'), 'name STEP_NAME_INVALID'],
  ['no name', { ...code('a'), name: undefined }, 'name invalid_type'],
  ['no source', { ...code('a'), settings: {} }, 'settings/sourceCode invalid_type'],
  ['no settings', { ...code('a'), settings: undefined }, 'settings invalid_type'],
  ['a name twice', chain([code('a'), code('b'), code('a')]), 'nextAction/nextAction/name STEP_NAME_DUPLICATE'],
  ['a child of its own name', router('r', 1, [code('r')]), 'name STEP_NAME_DUPLICATE'],
  ['children that are no list', { ...router('r', 1, []), children: {} }, 'children invalid_type'],
  [
    'a key to a prototype',
    JSON.parse('{"name":"a","type":"CODE","settings":{"sourceCode":{"code":""},"input":{"a":{"__proto__":1}}}}'),
    'settings/input/a/__proto__ FORBIDDEN_KEY',
  ],
  [
    'an unknown operator',
    {
      ...router('r', 0, []),
      settings: {
        executionType: 'EXECUTE_FIRST_MATCH',
        branches: [
          {
            branchType: 'CONDITION',
            branchName: 'x',
            conditions: [[{ firstValue: '', operator: 'TEXT_STARTS_WITH' }]],
          },
        ],
      },
    },
    'settings/branches/0/conditions/0/0/operator invalid_value',
  ],
  [
    'a version of no piece',
    { name: 'a', type: 'PIECE', settings: { pieceName: 'p', pieceVersion: 'latest' } },
    'settings/pieceVersion PIECE_VERSION_INVALID',
  ],
  [
    'a path for a name',
    { name: 'a', type: 'PIECE', settings: { pieceName: '../x', pieceVersion: '0.1.2' } },
    'settings/pieceName PIECE_NAME_INVALID',
  ],
])('%s is refused by name', (_, value, fault) => {
  expect(faults(flowActionSchema, value)).toContain(fault);
});

test('long chains are read, longer ones and deep nests are refused', () => {
  const steps = (count: number) => chain(Array.from({ length: count }, (_, index) => code(`s${index}`)));
  const read = flowTriggerSchema.parse(empty(steps(MAX_FLOW_STEPS)));
  expect(flowSteps(read)).toHaveLength(MAX_FLOW_STEPS + 1);
  expect(faults(flowTriggerSchema, empty(steps(MAX_FLOW_STEPS + 5)))).toEqual([
    expect.stringMatching(/^(nextAction\/?)+ FLOW_TOO_LONG$/),
  ]);
  let nest: Json = code('inmost');
  for (let level = 0; level < 50_000; level += 1) {
    nest = { name: `l${level}`, type: 'LOOP_ON_ITEMS', settings: { items: '' }, firstLoopAction: nest };
    if (level === MAX_STEP_NESTING - 1) expect(faults(flowActionSchema, nest)).toEqual([]);
  }
  expect(faults(flowActionSchema, nest).join()).toContain('FLOW_TOO_DEEP');
});

test('steps come in the order in which they may read of each other', () => {
  const loop = { name: 'loop', type: 'LOOP_ON_ITEMS', settings: { items: '' }, firstLoopAction: code('inner') };
  const failing = code('f', { continueOnFailureBranches: { onFailure: code('no'), onSuccess: code('yes') } });
  const trigger = flowTriggerSchema.parse(
    empty(chain([loop, router('r', 2, [chain([code('x'), code('y')]), null]), failing, code('z')])),
  );
  const names = ['trigger', 'loop', 'inner', 'r', 'x', 'y', 'f', 'yes', 'no', 'z'];
  expect(flowSteps(trigger).map(({ name }) => name)).toEqual(names);
  expect(chainOf(trigger.nextAction).map(({ name }) => name)).toEqual(['loop', 'r', 'f', 'z']);
  expect(actionsFrom(null)).toEqual([]);
  expect(findStep(trigger, 'y')?.type).toBe('CODE');
  expect(findStep(trigger, 'nobody')).toBeNull();
  expect(mapFlow(trigger, (step) => step)).toEqual(trigger);
  const renamed = mapFlow(trigger, (step) => ({ ...step, name: `${step.name}_2` }));
  expect(flowSteps(renamed).map(({ name }) => name)).toEqual(names.map((name) => `${name}_2`));
});
