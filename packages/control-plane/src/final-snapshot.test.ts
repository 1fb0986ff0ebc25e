import type { RunSnapshot, StepSnapshot } from '@perdura/definition/run';
import { type ClosedExecution, type ClosedStatus, closedEnd, finalSnapshot } from './final-snapshot.ts';

const closedAt = new Date('2026-04-12T09:00:05.000Z');

test.each<[ClosedStatus, string, string | null]>([
  ['COMPLETED', 'completed', null],
  ['FAILED', 'failed', 'RUN_FAILED'],
  ['CANCELLED', 'cancelled', null],
  ['TERMINATED', 'cancelled', 'TERMINATED'],
  ['TIMED_OUT', 'failed', 'RUN_TIMEOUT'],
  ['LOST', 'failed', 'RUN_LOST'],
])('an execution that ended as %s makes a run %s, with the code %s', (status, expected, code) => {
  const final = finalSnapshot(snapshot(), closed(status), 4);
  expect(final).toMatchObject({ status: expected, sequence: 5, completedAt: closedAt.toISOString() });
  expect(final.error?.code ?? null).toBe(code);
  const end = closedEnd(closed(status));
  expect([end.status, end.error?.code ?? null, end.completedAt]).toEqual([expected, code, closedAt]);
});

test('open steps were cut off, settled ones stay', () => {
  const steps = [step('success'), step('running'), step('waiting'), step('failed'), step('skipped')];
  const final = finalSnapshot({ ...snapshot(), steps }, closed('TERMINATED'), 0);
  expect(final.steps.map(({ status }) => status)).toEqual(['success', 'cancelled', 'cancelled', 'failed', 'skipped']);
  expect(final.steps.map(({ completedAt }) => completedAt !== null)).toEqual([false, true, true, false, false]);
  expect(final.steps.every(({ error }) => error === null)).toBe(true);
});

test('the outcome of a step that a completed run left open is called unknown', () => {
  const final = finalSnapshot({ ...snapshot(), steps: [step('running')] }, closed('COMPLETED'), 0);
  expect(final.steps).toMatchObject([{ status: 'cancelled', error: { code: 'OUTCOME_UNKNOWN' } }]);
});

test('a paused run that was ended is not paused any more', () => {
  expect(finalSnapshot({ ...snapshot(), status: 'waiting', paused: true }, closed('TERMINATED'), 0).paused).toBe(false);
});

test("the interpreter's own last word stands, whatever Temporal says", () => {
  const last: RunSnapshot = { ...snapshot(), status: 'completed', completedAt: '2026-04-12T09:00:04.000Z' };
  expect(finalSnapshot(last, closed('TERMINATED'), 9)).toEqual({ ...last, sequence: 10 });
});

test('the failure that Temporal keeps is told', () => {
  const failure = { code: 'HTTP_STATUS', message: 'the peer answered 500', nodeId: 'fetch' };
  expect(finalSnapshot(snapshot(), { ...closed('FAILED'), failure }, 0).error).toEqual(failure);
  expect(closedEnd({ ...closed('FAILED'), failure }).error).toEqual(failure);
});

function closed(status: ClosedStatus): ClosedExecution {
  return { status, closedAt, temporalRunId: 'r2', failure: null };
}

function snapshot(): RunSnapshot {
  return {
    runId: 'a',
    projectId: 'p',
    workflowId: 'w',
    sequence: 3,
    status: 'running',
    startedAt: '2026-04-12T09:00:00.000Z',
    completedAt: null,
    error: null,
    result: null,
    response: null,
    paused: false,
    steps: [],
    temporalRunId: 'r1',
  };
}

function step(status: StepSnapshot['status']): StepSnapshot {
  return {
    nodeId: status,
    nodeType: 'http-request',
    iteration: '0',
    position: 0,
    status,
    result: { value: null },
    error: null,
    attempts: 1,
    warnings: [],
    startedAt: null,
    completedAt: null,
    childRunId: null,
  };
}
