import fc from 'fast-check';
import type { FlowAction, FlowStep, FlowTrigger, RouterAction } from '../flow.ts';
import { flowTriggerSchema } from '../schema.ts';
import { actionsFrom, chainOf, findStep, flowSteps } from '../steps.ts';
import { applyOperation } from './apply-operation.ts';
import {
  type FlowContent,
  type FlowOperation,
  FlowOperationInvalid,
  STEP_LOCATIONS,
  type StepLocation,
} from './flow-operation.ts';

const CONTEXT = { now: '2026-01-01T00:00:00.000Z', newId: () => 'new', userId: 'me' };

const TRIGGER: FlowTrigger = { name: 'trigger', type: 'EMPTY', displayName: 'Trigger', valid: false, settings: {} };

function contentOf(trigger: FlowTrigger = TRIGGER): FlowContent {
  return { displayName: 'Flow', trigger, notes: [], schemaVersion: null };
}

function code(name: string, input: Record<string, string> = {}): FlowAction {
  const settings = { sourceCode: { code: 'x', packageJson: '{}' }, input };
  return { name, type: 'CODE', displayName: name, valid: true, settings };
}

function loop(name: string): FlowAction {
  return { name, type: 'LOOP_ON_ITEMS', displayName: name, valid: true, settings: { items: '{{trigger.list}}' } };
}

function router(name: string): RouterAction {
  const branches: RouterAction['settings']['branches'] = [
    { branchType: 'CONDITION', branchName: 'Yes', conditions: [[{ firstValue: '{{trigger.a}}', operator: 'EXISTS' }]] },
    { branchType: 'FALLBACK', branchName: 'Otherwise' },
  ];
  const settings = { executionType: 'EXECUTE_FIRST_MATCH' as const, branches };
  return { name, type: 'ROUTER', displayName: name, valid: true, settings, children: [null, null] };
}

function apply(content: FlowContent, ...operations: FlowOperation[]): FlowContent {
  return operations.reduce((before, operation) => applyOperation(before, operation, CONTEXT), content);
}

function add(action: FlowAction, parentStep: string, location?: StepLocation, branchIndex?: number): FlowOperation {
  return {
    type: 'ADD_ACTION',
    request: { parentStep, action, branchIndex, ...(location && { stepLocationRelativeToParent: location }) },
  };
}

function names({ trigger }: FlowContent): string[] {
  return flowSteps(trigger).map(({ name }) => name);
}

function chain({ trigger }: FlowContent): string[] {
  return chainOf(trigger.nextAction).map(({ name }) => name);
}

function step(content: FlowContent, name: string): FlowStep {
  const found = findStep(content.trigger, name);
  if (found === null) throw new Error(`no step ${name}`);
  return found;
}

const NESTED = apply(
  contentOf(),
  add(code('first'), 'trigger'),
  add(router('choice'), 'first'),
  add(code('yes'), 'choice', 'INSIDE_BRANCH', 0),
  add(loop('each'), 'choice', 'INSIDE_BRANCH', 1),
  add(code('round', { a: '{{each.item}} {{first.x}}' }), 'each', 'INSIDE_LOOP'),
  add(code('last'), 'choice', 'AFTER'),
);

describe('where a step goes', () => {
  test('a new step takes what stood there as its successor', () => {
    expect(chain(NESTED)).toEqual(['first', 'choice', 'last']);
    expect(chain(apply(NESTED, add(code('new'), 'first')))).toEqual(['first', 'new', 'choice', 'last']);
    const within = apply(NESTED, add(code('new'), 'choice', 'INSIDE_BRANCH', 0));
    expect(chainOf((step(within, 'choice') as RouterAction).children[0]).map(({ name }) => name)).toEqual([
      'new',
      'yes',
    ]);
  });

  test('a plain parent takes every location as behind it, but those of failures', () => {
    for (const location of ['AFTER', 'INSIDE_LOOP', 'INSIDE_BRANCH', undefined] as const) {
      expect(chain(apply(NESTED, add(code('new'), 'first', location)))[1]).toBe('new');
    }
    const failing = apply(
      NESTED,
      add(code('good'), 'first', 'INSIDE_ON_SUCCESS_BRANCH'),
      add(code('bad'), 'first', 'INSIDE_ON_FAILURE_BRANCH'),
    );
    expect(chain(failing)).toEqual(chain(NESTED));
    expect(step(failing, 'first')).toMatchObject({
      continueOnFailureBranches: { onSuccess: { name: 'good' }, onFailure: { name: 'bad' } },
    });
  });

  test.each<[string, FlowOperation]>([
    ['a loop without a location', add(code('new'), 'each')],
    ['a loop with the location of a router', add(code('new'), 'each', 'INSIDE_BRANCH', 0)],
    ['a router without a location', add(code('new'), 'choice')],
    ['a router without a branch', add(code('new'), 'choice', 'INSIDE_BRANCH')],
    ['a branch that there is not', add(code('new'), 'choice', 'INSIDE_BRANCH', 2)],
    ['a failure of a loop', add(code('new'), 'each', 'INSIDE_ON_FAILURE_BRANCH')],
    ['a failure of the trigger', add(code('new'), 'trigger', 'INSIDE_ON_SUCCESS_BRANCH')],
    ['a parent that there is not', add(code('new'), 'nowhere')],
    ['a name that is taken', add(code('yes'), 'first')],
  ])('%s is refused', (_what, operation) => {
    expect(() => apply(NESTED, operation)).toThrow(FlowOperationInvalid);
  });
});

test('an update keeps what a step holds, what follows it and what was tried of it', () => {
  const tried = apply(NESTED, {
    type: 'UPDATE_SAMPLE_DATA_INFO',
    request: { stepName: 'choice', sampleDataSettings: { sampleDataFileId: 's' } },
  });
  const updated = apply(tried, { type: 'UPDATE_ACTION', request: { ...router('choice'), displayName: 'Other' } });
  expect(names(updated)).toEqual(names(NESTED));
  expect(step(updated, 'choice')).toMatchObject({
    displayName: 'Other',
    settings: { sampleData: { sampleDataFileId: 's', lastTestDate: CONTEXT.now } },
  });
  const fewer = { ...router('choice'), settings: { executionType: 'EXECUTE_ALL_MATCH' as const, branches: [] } };
  expect(() => apply(NESTED, { type: 'UPDATE_ACTION', request: fewer })).toThrow('DELETE_BRANCH');
  const trigger = { ...TRIGGER, displayName: 'New' };
  expect(names(apply(NESTED, { type: 'UPDATE_TRIGGER', request: trigger }))).toEqual(names(NESTED));
});

test('deleting closes the gap, and takes what a step holds along', () => {
  const rest = apply(NESTED, { type: 'DELETE_ACTION', request: { names: ['choice', 'nothing'] } });
  expect(names(rest)).toEqual(['trigger', 'first', 'last']);
  expect(names(apply(NESTED, { type: 'DELETE_ACTION', request: { names: ['first', 'last', 'round'] } }))).toEqual([
    ...['trigger', 'choice', 'yes', 'each'],
  ]);
});

test('a step moves with what it holds, but not into itself', () => {
  const moved = apply(NESTED, {
    type: 'MOVE_ACTION',
    request: {
      name: 'each',
      newParentStep: 'choice',
      stepLocationRelativeToNewParent: 'INSIDE_BRANCH',
      branchIndex: 0,
    },
  });
  expect(names(moved)).toEqual(['trigger', 'first', 'choice', 'each', 'round', 'yes', 'last']);
  expect(() => apply(NESTED, { type: 'MOVE_ACTION', request: { name: 'choice', newParentStep: 'round' } })).toThrow(
    'itself',
  );
});

test('a copy has names of its own, and reads of its own steps', () => {
  const copied = apply(NESTED, { type: 'DUPLICATE_ACTION', request: { stepName: 'choice' } });
  expect(chain(copied)).toEqual(['first', 'choice', 'step_1', 'last']);
  const copies = actionsFrom((step(copied, 'step_1') as RouterAction).children[1]);
  expect(copies.map(({ name, displayName }) => [name, displayName])).toEqual([
    ['step_3', 'each Copy'],
    ['step_4', 'round Copy'],
  ]);
  expect(copies[1]?.settings).toMatchObject({ input: { a: '{{step_3.item}} {{first.x}}' } });
});

test('references are renamed as expressions, not as text', () => {
  const input = {
    plain: "{{ each.item.each + 'each' + x.each + each['each'] }} each",
    braces: "{{ {a: {b: each}}['}}each'] }} and {{each}}",
    open: '{{ each',
  };
  const content = apply(NESTED, { type: 'UPDATE_ACTION', request: code('round', input) });
  const copied = apply(content, { type: 'DUPLICATE_ACTION', request: { stepName: 'each' } });
  expect(step(copied, 'step_2').settings).toMatchObject({
    input: {
      plain: "{{ step_1.item.each + 'each' + x.each + step_1['each'] }} each",
      braces: "{{ {a: {b: step_1}}['}}each'] }} and {{step_1}}",
      open: '{{ each',
    },
  });
});

test('branches come, go, are copied and change places with what they hold', () => {
  const added = apply(NESTED, { type: 'ADD_BRANCH', request: { stepName: 'choice', branchName: 'Maybe' } });
  const shown = (content: FlowContent) => {
    const { settings, children } = step(content, 'choice') as RouterAction;
    return settings.branches.map(({ branchName }, index) => [branchName, children[index]?.name ?? null]);
  };
  expect(shown(added)).toEqual([
    ['Yes', 'yes'],
    ['Maybe', null],
    ['Otherwise', 'each'],
  ]);
  const at = { stepName: 'choice', branchIndex: 1 };
  expect(shown(apply(NESTED, { type: 'ADD_BRANCH', request: { ...at, branchIndex: 0, branchName: 'No' } }))[0]).toEqual(
    [...['No', null]],
  );
  const moved = { stepName: 'choice', sourceBranchIndex: 1, targetBranchIndex: 0 };
  expect(shown(apply(added, { type: 'MOVE_BRANCH', request: moved }))[0]).toEqual(['Maybe', null]);
  expect(() => apply(NESTED, { type: 'MOVE_BRANCH', request: moved })).toThrow('fallback');
  expect(shown(apply(NESTED, { type: 'DUPLICATE_BRANCH', request: at }))[2]).toEqual(['Otherwise Copy', 'step_1']);
  expect(names(apply(NESTED, { type: 'DELETE_BRANCH', request: at }))).toEqual([
    ...['trigger', 'first', 'choice', 'yes', 'last'],
  ]);
  expect(() => apply(NESTED, { type: 'DELETE_BRANCH', request: { ...at, branchIndex: 9 } })).toThrow('index 9');
});

test('an import replaces everything, notes among it', () => {
  const noted = apply(NESTED, { type: 'ADD_NOTE', request: { content: 'old' } });
  const imported = apply(noted, {
    type: 'IMPORT_FLOW',
    request: {
      displayName: 'Imported',
      trigger: { ...TRIGGER, nextAction: code('only') },
      notes: [{ content: 'new' }],
    },
  });
  expect([imported.displayName, names(imported)]).toEqual(['Imported', ['trigger', 'only']]);
  expect(step(imported, 'only').lastUpdatedDate).toBe(CONTEXT.now);
  expect(imported.notes).toMatchObject([{ id: 'new', content: 'new', createdAt: CONTEXT.now, ownerId: 'me' }]);
});

const anyName = fc.constantFrom('trigger', ...['a', 'b', 'c', 'd', 'e', 'step_1', 'step_2', 'step_3']);
const index = fc.integer({ min: 0, max: 3 });
const place = { parent: anyName, location: fc.option(fc.constantFrom(...STEP_LOCATIONS), { nil: undefined }), index };
const anyAction = fc
  .tuple(anyName, fc.constantFrom(code, loop, router))
  .map(([name, make]): FlowAction => make(name === 'trigger' ? 'f' : name));

const anyOperation: fc.Arbitrary<FlowOperation> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ action: anyAction, ...place }).map((at) => add(at.action, at.parent, at.location, at.index)),
  },
  anyAction.map((request): FlowOperation => ({ type: 'UPDATE_ACTION', request })),
  fc
    .array(anyName, { maxLength: 2 })
    .map((gone): FlowOperation => ({ type: 'DELETE_ACTION', request: { names: gone } })),
  fc.record({ name: anyName, ...place }).map(
    ({ name, parent, location, index: branchIndex }): FlowOperation => ({
      type: 'MOVE_ACTION',
      request: { name, newParentStep: parent, stepLocationRelativeToNewParent: location, branchIndex },
    }),
  ),
  anyName.map((stepName): FlowOperation => ({ type: 'DUPLICATE_ACTION', request: { stepName } })),
  fc
    .record({ stepName: anyName, branchIndex: index })
    .chain((request) =>
      fc.constantFrom<FlowOperation>(
        { type: 'ADD_BRANCH', request: { ...request, branchName: 'New' } },
        { type: 'DELETE_BRANCH', request },
        { type: 'DUPLICATE_BRANCH', request },
      ),
    ),
  fc
    .record({ stepName: anyName, sourceBranchIndex: index, targetBranchIndex: index })
    .map((request): FlowOperation => ({ type: 'MOVE_BRANCH', request })),
);

test('whatever the operations are, the flow stays sound, and loses only what was deleted', () => {
  fc.assert(
    fc.property(fc.array(anyOperation, { maxLength: 40 }), (operations) => {
      let content = contentOf();
      for (const operation of operations) content = checkedStep(content, operation);
    }),
    { numRuns: 300 },
  );
});

/** Applies an operation, and holds its outcome to what always is so. */
function checkedStep(before: FlowContent, operation: FlowOperation): FlowContent {
  const copy = structuredClone(before);
  let after: FlowContent;
  try {
    after = applyOperation(before, operation, CONTEXT);
  } catch (error) {
    expect(error).toBeInstanceOf(FlowOperationInvalid);
    return before;
  } finally {
    expect(before).toEqual(copy);
  }
  const left = names(after);
  expect(new Set(left).size).toBe(left.length);
  // What is stored can be read again as a client would send it.
  const read = flowTriggerSchema.parse(JSON.parse(JSON.stringify(after.trigger)));
  expect(flowSteps(read).map(({ name }) => name)).toEqual(left);
  for (const each of flowSteps(after.trigger)) {
    if (each.type === 'ROUTER') expect(each.children).toHaveLength(each.settings.branches.length);
  }
  const lost = names(before).filter((name) => !left.includes(name));
  expect(lost.filter((name) => !mayGo(before, operation).has(name))).toEqual([]);
  return after;
}

/** The steps that an operation may take away. */
function mayGo(before: FlowContent, operation: FlowOperation): Set<string> {
  const held = (name: string) => {
    const found = findStep(before.trigger, name);
    if (found === null) return [];
    const { nextAction: _next, ...own } = found;
    return actionsFrom(own as FlowAction).map((each) => each.name);
  };
  switch (operation.type) {
    case 'DELETE_ACTION':
      return new Set(operation.request.names.flatMap(held));
    case 'UPDATE_ACTION': {
      // A step of another type cannot hold what the one before held.
      const type = findStep(before.trigger, operation.request.name)?.type;
      return new Set(type === operation.request.type ? [] : held(operation.request.name));
    }
    case 'DELETE_BRANCH':
      return new Set(held(operation.request.stepName));
    default:
      return new Set();
  }
}
