import type { Run, Step } from '../../lib/resources.ts';
import { needsAnswer, withState, withStep } from './live-run.ts';

const step = (nodeId: string, status: Step['status'], iteration = '0') => ({ nodeId, status, iteration }) as Step;
const run = (status: Run['status'], stepResults: Step[]) =>
  ({ status, stepResults, iterations: {}, moreSteps: false }) as unknown as Run;

test('a step is put in its place, and a new one behind the others', () => {
  const before = run('running', [step('a', 'success'), step('b', 'running')]);
  const after = withStep(withStep(before, step('b', 'success')), step('b', 'running', '1'));
  expect(after.stepResults).toEqual([step('a', 'success'), step('b', 'success'), step('b', 'running', '1')]);
  expect(before.stepResults[1]).toEqual(step('b', 'running'));
});

test('what is known to have ended does not begin again because history is late', () => {
  const ended = run('completed', [step('a', 'success')]);
  expect(withStep(ended, step('a', 'running'))).toBe(ended);
  expect(withState(ended, run('running', []))).toBe(ended);
});

test('what an event tells of a run leaves its steps', () => {
  const { stepResults: _, ...state } = run('completed', []);
  expect(withState(run('running', [step('a', 'success')]), state as never)).toMatchObject({
    status: 'completed',
    stepResults: [step('a', 'success')],
  });
});

test('rounds of loops are counted by the API', () => {
  expect(needsAnswer(run('running', []), step('a', 'running'))).toBe(false);
  expect(needsAnswer(run('running', []), step('a', 'running', '3'))).toBe(true);
});
