import type { StepAttemptRow, StepRow } from '@perdura/database';
import { toldAttempts } from './told-attempts.ts';

const PLACE = { projectId: 'project', runId: 'run', nodeId: 'charge' };

function step(fields: Partial<StepRow> = {}): StepRow {
  return {
    ...{ runId: 'run', nodeId: 'charge', iteration: '0', position: 0, status: 'failed', nodeType: 'http-request' },
    ...{ result: { value: null }, errorCode: 'X', errorMessage: 'x', attempts: 2, warnings: [], childRunId: null },
    ...{ carriedFrom: null, startedAt: new Date(), completedAt: new Date(), ...fields },
  };
}

function attempt(number: number): StepAttemptRow {
  const at = new Date();
  const told = { errorCode: null, errorMessage: null, worker: 'w', input: null, log: null };
  return { iteration: '0', attempt: number, queuedAt: at, startedAt: at, endedAt: at, ...told };
}

/** A history that knows one attempt more at each look, up to `most`. */
function history(most: number) {
  let looks = 0;
  const ofIterations = () => {
    looks += 1;
    return Promise.resolve(Array.from({ length: Math.min(looks, most) }, (_, index) => attempt(index + 1)));
  };
  return { stepAttempts: { record: () => Promise.resolve(0), ofIterations }, looks: () => looks };
}

test('the last attempt of a step that has just ended is waited for', async () => {
  const { stepAttempts } = history(2);
  expect((await toldAttempts({ stepAttempts }, PLACE, [step()])).map((each) => each.attempt)).toEqual([1, 2]);
});

test('what no worker tells is not waited for long', async () => {
  const { stepAttempts } = history(1);
  expect(await toldAttempts({ stepAttempts }, PLACE, [step()])).toHaveLength(1);
});

test.each([
  ['goes on', { completedAt: null }],
  ['ended a while ago', { completedAt: new Date(Date.now() - 60_000) }],
  ['only computes', { nodeType: 'condition' }],
  ['was carried over', { carriedFrom: 'a'.repeat(24) }],
] as const)('a step that %s is answered at once', async (_, fields) => {
  const { stepAttempts, looks } = history(1);
  await toldAttempts({ stepAttempts }, PLACE, [step(fields)]);
  expect(looks()).toBe(1);
});
