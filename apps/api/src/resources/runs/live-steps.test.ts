import type { SelectedSteps, StepRow } from '@perdura/database';
import type { StepStatus } from '@perdura/definition/run';
import { laidOver } from './live-steps.ts';
import { iterationCounts } from './run-view.ts';

function row(nodeId: string, iteration: string, position: number, status: StepStatus = 'success'): StepRow {
  return {
    ...{ runId: 'run', nodeId, iteration, position, status, nodeType: 'condition', result: { value: position } },
    ...{ errorCode: null, errorMessage: null, attempts: 1, warnings: [], childRunId: null, carriedFrom: null },
    ...{ startedAt: null, completedAt: null },
  };
}

function places({ steps }: SelectedSteps): string[] {
  return steps.map(({ nodeId, iteration, status }) => `${nodeId}/${iteration} ${status}`);
}

test('what is live stands in place of what history has, in the order in which the steps started', () => {
  const stored = { steps: [row('a', '0', 0), row('b', '0', 1, 'running')], furtherRounds: null };
  const laid = laidOver(stored, [row('c', '0', 2, 'running'), row('b', '0', 1)], [], 10);
  expect(places(laid)).toEqual(['a/0 success', 'b/0 success', 'c/0 running']);
  expect(iterationCounts(laid)).toEqual({});
});

test('live steps that are too many are chosen from as history chooses', () => {
  const live = Array.from({ length: 100 }, (_, round) =>
    row('work', String(round), round, round === 40 ? 'failed' : round > 97 ? 'running' : 'success'),
  );
  const laid = laidOver({ steps: [row('a', '0', -1)], furtherRounds: null }, live, [], 8);
  expect(places(laid)).toEqual([
    'a/0 success',
    'work/0 success',
    'work/40 failed',
    ...['work/95 success', 'work/96 success', 'work/97 success'],
    ...['work/98 running', 'work/99 running'],
  ]);
  expect(iterationCounts(laid)).toEqual({
    work: { total: 100, success: 97, failed: 1, running: 2, waiting: 0, skipped: 0, cancelled: 0 },
  });
});

test('steps that history has and did not give are counted once, as what they are now', () => {
  const stored: SelectedSteps = {
    steps: [row('work', '0', 0), row('work', '500', 500)],
    furtherRounds: [
      { nodeId: 'work', status: 'success', count: 498 },
      { nodeId: 'work', status: 'running', count: 2 },
    ],
  };
  const live = [row('work', '499', 499), row('work', '500', 500, 'failed'), row('work', '501', 501, 'running')];
  const recorded = [
    { nodeId: 'work', iteration: '499', status: 'running' as const },
    { nodeId: 'work', iteration: '500', status: 'running' as const },
  ];
  const laid = laidOver(stored, live, recorded, 4);
  expect(places(laid)).toEqual(['work/0 success', 'work/499 success', 'work/500 failed', 'work/501 running']);
  expect(iterationCounts(laid)).toEqual({
    work: { total: 502, success: 500, failed: 1, running: 1, waiting: 0, skipped: 0, cancelled: 0 },
  });
});
