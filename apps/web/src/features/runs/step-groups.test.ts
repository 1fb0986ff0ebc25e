import type { IterationCounts, Run, Step } from '../../lib/resources.ts';
import { isParked, stepGroups, undoneNode } from './step-groups.ts';

const NONE: IterationCounts = { total: 0, running: 0, waiting: 0, success: 0, failed: 0, skipped: 0, cancelled: 0 };

function stepOf(nodeId: string, status: Step['status'], iteration = '0', error: Step['error'] = null): Step {
  return {
    ...{ nodeId, nodeType: 'transform', iteration, status, error, result: null, attempts: 1, warnings: [] },
    ...{ startedAt: null, completedAt: null, childRunId: null, carriedFrom: null },
  };
}

function runOf(stepResults: Step[], iterations: Run['iterations'] = {}) {
  return { stepResults, iterations } as Run;
}

test('steps are gathered by node, in the order in which nodes started', () => {
  const run = runOf([stepOf('b', 'success'), stepOf('a', 'success', '0'), stepOf('a', 'success', '1')]);
  expect(stepGroups(run).map(({ nodeId, steps }) => [nodeId, steps.length])).toEqual([
    ['b', 1],
    ['a', 2],
  ]);
});

test('of several iterations what needs attention comes before what is done', () => {
  const failed = runOf([stepOf('a', 'success'), stepOf('a', 'failed', '1')]);
  expect(stepGroups(failed)[0]?.status).toBe('failed');
  const live = runOf([stepOf('a', 'failed'), stepOf('a', 'running', '1')]);
  expect(stepGroups(live)[0]?.status).toBe('running');
});

test('the counts tell of iterations that the run does not show', () => {
  const counts = { ...NONE, total: 9_000, success: 8_999, waiting: 1 };
  expect(stepGroups(runOf([stepOf('a', 'success')], { a: counts }))[0]).toMatchObject({ status: 'waiting', counts });
});

test('a node that bears the name of a property of every object has no counts by that', () => {
  expect(stepGroups(runOf([stepOf('constructor', 'success')]))[0]?.counts).toBeNull();
});

test('a step that waits with an error is parked, one that just waits is not', () => {
  expect(isParked(stepOf('a', 'waiting', '0', { code: 'X', message: 'x' }))).toBe(true);
  expect(isParked(stepOf('a', 'waiting'))).toBe(false);
});

test('a compensation names the node that it undoes', () => {
  expect([undoneNode('book:compensate'), undoneNode('book')]).toEqual(['book', null]);
});
