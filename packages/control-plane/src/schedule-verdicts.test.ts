import type { OverlapPolicy } from '@perdura/definition';
import { type FireEvidence, fireVerdicts } from './schedule-verdicts.ts';

const minute = (n: number) => new Date(Date.UTC(2026, 3, 12, 9, n));
const minutes = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => minute(from + index));

function judged(times: Date[], change: Partial<FireEvidence> = {}) {
  const evidence: FireEvidence = {
    overlap: 'skip',
    catchupWindow: 'PT10M',
    doneBefore: minute(1_000),
    buffered: 0,
    leftOut: null,
    executions: new Map(),
    spans: [],
    ...change,
  };
  const { fires, held } = fireVerdicts(times, evidence);
  return { outcomes: fires.map(({ at, outcome }) => `${at.getUTCMinutes()} ${outcome}`), held, fires };
}

test('what Temporal left out for one reason alone has that reason', () => {
  const times = minutes(1, 3);
  expect(judged(times, { leftOut: { missed: 0, skipped: 3 } }).outcomes).toEqual([
    '1 skipped',
    '2 skipped',
    '3 skipped',
  ]);
  expect(judged(times, { leftOut: { missed: 3, skipped: 0 } }).outcomes).toEqual(['1 missed', '2 missed', '3 missed']);
  const { fires } = judged(times, { leftOut: { missed: 0, skipped: 0 } });
  expect(fires).toMatchObject([
    { outcome: 'missed', reason: expect.stringMatching(/missing, changed or paused/) },
    {},
    {},
  ]);
});

test('where both happened, or nobody counted, a time at which another run was live was skipped', () => {
  const spans = [{ runId: 'r', from: minute(0), until: new Date(minute(2).getTime() + 1) }];
  for (const leftOut of [null, { missed: 1, skipped: 2 }]) {
    const { outcomes, fires } = judged(minutes(1, 3), { leftOut, spans });
    expect(outcomes).toEqual(['1 skipped', '2 skipped', '3 missed']);
    expect(fires.map(({ reason }) => reason)).toEqual([
      ...['run r of another fire was live (overlap: skip)', 'run r of another fire was live (overlap: skip)'],
      'Temporal was not there, and came back later than the catch-up window of PT10M allows',
    ]);
  }
  const live = [{ runId: 'r', from: minute(0), until: null }];
  expect(judged(minutes(1, 2), { spans: live }).outcomes).toEqual(['1 skipped', '2 skipped']);
});

test('a run is not in the way of its own time, nor of those before it', () => {
  const spans = [{ runId: 'r', from: minute(2), until: null }];
  expect(judged(minutes(1, 3), { spans }).outcomes).toEqual(['1 missed', '2 missed', '3 skipped']);
});

test.each<OverlapPolicy>(['allow', 'queue'])('nothing is skipped for its overlap where it is to %s', (overlap) => {
  const spans = [{ runId: 'r', from: minute(0), until: null }];
  expect(judged(minutes(1, 1), { overlap, spans, leftOut: { missed: 0, skipped: 4 } }).outcomes).toEqual(['1 missed']);
});

test('where a newer fire displaces an older one, the older one is skipped', () => {
  const overlap = 'cancel-running';
  const skipped = { at: minute(1), outcome: 'skipped', reason: 'a later fire took its place' };
  const cancelled = [{ runId: 'r', from: minute(0), until: minute(2) }];
  expect(judged(minutes(1, 1), { overlap, spans: cancelled }).fires).toEqual([skipped]);
  const later = [{ runId: 'r', from: minute(2), until: null }];
  expect(judged(minutes(1, 1), { overlap, spans: later, leftOut: { missed: 0, skipped: 0 } }).fires).toEqual([skipped]);
  expect(judged(minutes(1, 1), { overlap, spans: later, leftOut: { missed: 1, skipped: 0 } }).outcomes).toEqual([
    '1 missed',
  ]);
  expect(judged(minutes(1, 1), { overlap, leftOut: { missed: 0, skipped: 0 } }).outcomes).toEqual(['1 missed']);
});

test('what Temporal has yet to come to, or keeps in its queue, or runs already, is not judged', () => {
  expect(judged(minutes(1, 4), { doneBefore: minute(3) })).toMatchObject({
    outcomes: ['1 missed', '2 missed'],
    held: minute(3),
  });
  const counted = { doneBefore: minute(0), leftOut: { missed: 3, skipped: 0 } };
  expect(judged(minutes(1, 4), counted)).toMatchObject({
    outcomes: ['1 missed', '2 missed', '3 missed'],
    held: minute(4),
  });
  expect(judged(minutes(1, 4), { overlap: 'queue', buffered: 3 })).toMatchObject({
    outcomes: ['1 missed'],
    held: minute(2),
  });
  const executions = new Map([[minute(2).getTime(), 'live' as const]]);
  expect(judged(minutes(1, 3), { executions })).toMatchObject({ outcomes: ['1 missed', '3 missed'], held: minute(2) });
});

test('an execution that somebody ended before it had a row is told', () => {
  const executions = new Map([[minute(1).getTime(), 'ended' as const]]);
  expect(judged(minutes(1, 1), { executions }).fires).toEqual([
    { at: minute(1), outcome: 'skipped', reason: 'its execution was ended before its run began' },
  ]);
});

test('two hours of an outage: those within the catch-up window were made up for, all before it were missed', () => {
  const times = minutes(0, 119);
  const madeUp = times.slice(-10);
  const missing = times.filter((at) => !madeUp.includes(at));
  const { outcomes, held } = judged(missing, { overlap: 'allow', leftOut: { missed: 110, skipped: 0 } });
  expect(outcomes).toHaveLength(110);
  expect(outcomes.every((outcome) => outcome.endsWith('missed'))).toBe(true);
  expect(held).toBeNull();
});
