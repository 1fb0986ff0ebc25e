import type { HistoryStep, RunRow } from '@perdura/database';
import type { RunSnapshot, StepSnapshot } from '@perdura/definition/run';
import { type CheckedExecution, differencesOf } from './history-differences.ts';

const AT = '2026-04-12T09:00:00.000Z';
const COMPLETED: CheckedExecution = { closed: 'COMPLETED', continued: false };

const run = (change: Partial<RunRow> = {}): RunRow =>
  ({
    ...{ id: 'r', projectId: 'p', status: 'completed', errorCode: null, errorNodeId: null, result: { value: 1 } },
    ...{ response: null, startedAt: new Date(AT), completedAt: new Date(AT), temporalRunId: 't', startAt: null },
    ...{ dispatchedAt: new Date(AT), admittedAt: new Date(AT), createdAt: new Date(AT), ...change },
  }) as RunRow;

const step: StepSnapshot = {
  ...{ nodeId: 'send', nodeType: 'http-request', iteration: '0', position: 0, status: 'success', attempts: 1 },
  ...{ result: { value: 1 }, error: null, warnings: [], startedAt: AT, completedAt: AT, childRunId: null },
};

const row = (change: Partial<HistoryStep> = {}): HistoryStep => ({
  ...{ ...step, runId: 'r', errorCode: null, errorMessage: null, carriedFrom: null, label: null, childKept: null },
  ...{ startedAt: new Date(AT), completedAt: new Date(AT), ...change },
});

const snapshot = (change: Partial<RunSnapshot> = {}): RunSnapshot => ({
  ...{ runId: 'r', projectId: 'p', workflowId: 'w', sequence: 3, status: 'completed', startedAt: AT, completedAt: AT },
  ...{ error: null, result: { value: 1 }, response: null, paused: false, steps: [step], temporalRunId: 't', ...change },
});

const told = (...given: Parameters<typeof differencesOf>) => differencesOf(...given).map(({ what }) => what);

test('what says the same does not differ', () => {
  expect(differencesOf(run(), [row()], COMPLETED, snapshot())).toEqual([]);
});

test.each<[string, string, RunRow, HistoryStep[], RunSnapshot]>([
  ['a status', 'status', run({ status: 'failed' }), [row()], snapshot()],
  ['a live row', 'status', run({ status: 'running', completedAt: null }), [row()], snapshot()],
  ['a result', 'result', run({ result: { value: 2 } }), [row()], snapshot()],
  ['a later time', 'completedAt', run({ completedAt: new Date('2026-04-12T09:00:11Z') }), [row()], snapshot()],
  ['a missing step', 'step send/0', run(), [], snapshot()],
  ['a step too many', 'step send/0', run(), [row()], snapshot({ steps: [] })],
  ['attempts', 'step send/0: attempts', run(), [row({ attempts: 2 })], snapshot()],
  ["a step's result", 'step send/0: result', run(), [row({ result: { value: 2 } })], snapshot()],
  ["a step's child", 'step send/0: childRunId', run(), [row({ childRunId: 'c' })], snapshot()],
  ['an open step', 'step send/0: status', run(), [row({ status: 'running' })], snapshot()],
])('%s differs', (_, what, given, steps, own) => {
  expect(told(given, steps, COMPLETED, own)).toEqual([what]);
});

test('an end that was told before its repetition does not differ', () => {
  const early = new Date('2026-04-12T08:59:59Z');
  const steps = [row({ startedAt: early, completedAt: early })];
  expect(told(run({ completedAt: early }), steps, COMPLETED, snapshot())).toEqual([]);
});

test('steps that were carried over, or recorded before a continue-as-new, are in history alone', () => {
  expect(told(run(), [row({ carriedFrom: 'earlier' })], COMPLETED, snapshot({ steps: [] }))).toEqual([]);
  expect(told(run(), [row()], { ...COMPLETED, continued: true }, snapshot({ steps: [] }))).toEqual([]);
});

test('a step that was cut off with its run is cancelled', () => {
  const last = snapshot({ status: 'running', completedAt: null, steps: [{ ...step, status: 'running' }] });
  const killed: CheckedExecution = { closed: 'TERMINATED', continued: false };
  expect(told(run({ status: 'cancelled' }), [row({ status: 'cancelled' })], killed, last)).toEqual([]);
});

test('without an execution: a run that was handed over, or should have been, differs; others do not', () => {
  const live = { status: 'running', completedAt: null } as const;
  expect(told(run(live), [], null, null)).toEqual(['execution']);
  expect(told(run({ ...live, dispatchedAt: null }), [], null, null)).toEqual(['execution']);
  expect(told(run({ ...live, dispatchedAt: null, admittedAt: null }), [], null, null)).toEqual([]);
  expect(told(run({ ...live, dispatchedAt: null, createdAt: new Date() }), [], null, null)).toEqual([]);
  expect(told(run(), [], null, null)).toEqual([]);
});
