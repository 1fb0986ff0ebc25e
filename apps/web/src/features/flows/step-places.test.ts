import type { FlowAction, FlowTrigger } from '@perdura/definition';
import { freeStepName, placesToMove } from './step-places.ts';

const SETTINGS = { sourceCode: { code: '1', packageJson: '{}' }, input: {} };
const LAST = code('step_4');
const INSIDE = code('step_3');
const LOOP: FlowAction = {
  ...{ type: 'LOOP_ON_ITEMS', name: 'step_2', displayName: 'Each', valid: true, settings: { items: '' } },
  firstLoopAction: INSIDE,
  nextAction: LAST,
};
const TRIGGER: FlowTrigger = {
  ...{ type: 'EMPTY', name: 'trigger', displayName: 'Trigger', valid: true, settings: {} },
  nextAction: { ...code('step_1'), nextAction: LOOP },
};

test('a step is moved neither behind itself nor into itself', () => {
  const places = placesToMove(TRIGGER, LOOP).map(({ place }) => `${place.location} ${place.parentStep}`);
  expect(places).toEqual(['AFTER trigger', 'AFTER step_1', 'AFTER step_4']);
});

test('steps that go on after failures have a place for each outcome', () => {
  const errorHandlingOptions = { continueOnFailure: { value: true } };
  const bold: FlowAction = { ...code('step_1'), settings: { ...SETTINGS, errorHandlingOptions } };
  const places = placesToMove({ ...TRIGGER, nextAction: { ...bold, nextAction: LAST } }, LAST);
  expect(places.map(({ place }) => place.location)).toEqual([
    ...['AFTER', 'AFTER', 'INSIDE_ON_SUCCESS_BRANCH', 'INSIDE_ON_FAILURE_BRANCH'],
  ]);
});

test('a new step gets the first name that is free, those within loops included', () => {
  expect(freeStepName(TRIGGER)).toBe('step_5');
});

function code(name: string): Extract<FlowAction, { type: 'CODE' }> {
  return { type: 'CODE', name, displayName: name, valid: true, settings: SETTINGS };
}
