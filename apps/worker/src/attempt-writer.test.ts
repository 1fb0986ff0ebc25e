import type { NewStepAttempt } from '@perdura/database';
import { eventually } from '@perdura/testkit';
import { type AttemptWriterOptions, createAttemptWriter } from './attempt-writer.ts';

test('attempts of many runs go out in one write', async () => {
  const { batches, writer } = collecting();
  for (const nodeId of ['a', 'b', 'c']) writer.note(attemptOf(nodeId));
  await eventually(() => batches.length > 0);
  expect(batches).toEqual([['a', 'b', 'c']]);
  await writer.stop();
});

test('as many as one write holds do not wait', async () => {
  const { batches, writer } = collecting({ intervalMs: 60_000, batchAttempts: 2 });
  for (const nodeId of ['a', 'b', 'c']) writer.note(attemptOf(nodeId));
  await eventually(() => batches.length > 1);
  expect(batches).toEqual([['a', 'b'], ['c']]);
  await writer.stop();
});

test('what meets an outage is written after it, in the order of before', async () => {
  let away = true;
  let tries = 0;
  const { batches, dropped, writer } = collecting({
    write: async (batch) => {
      tries += 1;
      if (away) throw new Error('away');
      batches.push(batch.map(({ nodeId }) => nodeId));
    },
  });
  writer.note(attemptOf('a'));
  await eventually(() => tries > 1);
  writer.note(attemptOf('b'));
  away = false;
  await eventually(() => batches.length > 0);
  expect([batches.flat(), dropped]).toEqual([['a', 'b'], []]);
  await writer.stop();
});

test('what is too much, and what cannot be written at all, is dropped and counted', async () => {
  const { batches, dropped, writer } = collecting({
    maxAttempts: 2,
    write: async (batch) => {
      if (batch.some(({ nodeId }) => nodeId === 'broken')) throw new TypeError('broken');
      batches.push(batch.map(({ nodeId }) => nodeId));
    },
  });
  for (const nodeId of ['broken', 'b', 'c']) writer.note(attemptOf(nodeId));
  await eventually(() => dropped.length > 1);
  expect(dropped).toEqual([1, 2]);
  writer.note(attemptOf('d'));
  await eventually(() => batches.length > 0);
  expect(batches).toEqual([['d']]);
  await writer.stop();
});

test('stopping writes what waits and takes nothing more; during an outage it gives up', async () => {
  const one = collecting({ intervalMs: 60_000 });
  one.writer.note(attemptOf('a'));
  await one.writer.stop();
  one.writer.note(attemptOf('b'));
  expect([one.batches, one.dropped]).toEqual([[['a']], [1]]);

  const other = collecting({ intervalMs: 60_000, write: () => Promise.reject(new Error('away')) });
  for (const nodeId of ['a', 'b']) other.writer.note(attemptOf(nodeId));
  await other.writer.stop();
  expect(other.dropped).toEqual([2]);
});

function collecting(options: Partial<AttemptWriterOptions> = {}) {
  const batches: string[][] = [];
  const dropped: number[] = [];
  const writer = createAttemptWriter({
    write: async (batch) => batches.push(batch.map(({ nodeId }) => nodeId)),
    isOutage: (error) => !(error instanceof TypeError),
    onDropped: (attempts) => dropped.push(attempts),
    intervalMs: 5,
    outagePauseMs: 5,
    ...options,
  });
  return { batches, dropped, writer };
}

function attemptOf(nodeId: string): NewStepAttempt {
  return {
    ...{ projectId: 'project', runId: 'run', nodeId, iteration: '0', attempt: 1, queuedAt: null, endedAt: null },
    ...{ startedAt: '2026-04-12T09:00:01.000Z', error: null, worker: '7@host', input: null, log: [] },
  };
}
