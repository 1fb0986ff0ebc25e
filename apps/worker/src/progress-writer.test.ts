import type { RunProgress, StepStatus } from '@perdura/definition/run';
import { eventually } from '@perdura/testkit';
import { createProgressWriter, type ProgressWriterOptions } from './progress-writer.ts';

test('changes of many runs go out in one write, and of each step only the newest', async () => {
  const { batches, writer } = collecting({ intervalMs: 60_000 });
  writer.note(progressOf('one', 1, { a: 'running' }));
  writer.note(progressOf('two', 1, { a: 'running' }));
  writer.note(progressOf('one', 2, { a: 'success', b: 'running' }));
  await writer.stop();
  expect(batches).toEqual([
    [progressOf('one', 2, { a: 'success', b: 'running' }), progressOf('two', 1, { a: 'running' })],
  ]);
});

test('what is told is written by itself, within the interval', async () => {
  const { batches, writer } = collecting();
  writer.note(progressOf('one', 1, { a: 'running' }));
  await eventually(() => batches.length > 0);
  expect(batches).toEqual([[progressOf('one', 1, { a: 'running' })]]);
  await writer.stop();
});

test('a run whose last word is written has nothing more to tell', async () => {
  const { batches, writer } = collecting();
  writer.note(progressOf('one', 1, { a: 'running' }));
  writer.forget('one');
  await writer.stop();
  expect(batches).toEqual([]);
});

test('batches are bounded', async () => {
  const { batches, writer } = collecting({ batchSteps: 3 });
  for (let run = 0; run < 5; run += 1) writer.note(progressOf(`run ${run}`, 1, { a: 'running', b: 'running' }));
  await writer.stop();
  expect(batches.map((batch) => batch.length)).toEqual([1, 1, 1, 1, 1]);
});

test('what cannot be written is dropped and counted, and the next write is tried', async () => {
  let away = true;
  const { batches, dropped, writer } = collecting({
    write: async (batch) => {
      if (away) throw new Error('The database is away.');
      batches.push(batch);
    },
  });
  writer.note(progressOf('one', 1, { a: 'running', b: 'running' }));
  await eventually(() => dropped.length > 0);
  away = false;
  writer.note(progressOf('one', 2, { a: 'success' }));
  await eventually(() => batches.length > 0);
  expect(dropped).toEqual([2]);
  await writer.stop();
});

test('while the database is away news are kept, and the newest of each step is written once it is back', async () => {
  let away = true;
  const tries: number[] = [];
  const { batches, dropped, writer } = collecting({
    isOutage: () => true,
    maxSteps: 3,
    write: async (batch) => {
      tries.push(batch.length);
      if (away) throw new Error('The database is away.');
      batches.push(batch);
    },
  });
  writer.note(progressOf('one', 1, { a: 'running', b: 'running' }));
  await eventually(() => tries.length > 0);
  writer.note(progressOf('one', 2, { a: 'success' }));
  away = false;
  await eventually(() => batches.length > 0);
  expect(batches).toEqual([[progressOf('one', 2, { a: 'success', b: 'running' })]]);
  expect(dropped).toEqual([]);
  await writer.stop();
});

test('a run with newer news waits for its own time', async () => {
  const { batches, writer } = collecting({ promptMs: 50, intervalMs: 100 });
  writer.note(progressOf('one', 1, { a: 'running' }));
  await eventually(() => batches.length > 0, { intervalMs: 1 });
  writer.note(progressOf('two', 1, { a: 'running' }));
  writer.note(progressOf('one', 2, { a: 'success' }));
  writer.forget('two');
  await eventually(() => batches.length > 1);
  expect(batches.map((batch) => batch.map(({ runId, sequence }) => [runId, sequence]))).toEqual([
    [['one', 1]],
    [['one', 2]],
  ]);
  await writer.stop();
});

test('what is too much is dropped and counted', async () => {
  const { batches, dropped, writer } = collecting({ maxSteps: 2 });
  writer.note(progressOf('one', 1, { a: 'running', b: 'running' }));
  writer.note(progressOf('two', 1, { a: 'running' }));
  await writer.stop();
  expect(dropped).toEqual([1]);
  expect(batches.flat().map((progress) => progress.runId)).toEqual(['one']);
});

test('stopping writes what waits and takes nothing more', async () => {
  const { batches, dropped, writer } = collecting({ intervalMs: 60_000 });
  writer.note(progressOf('one', 1, { a: 'running' }));
  await writer.stop();
  writer.note(progressOf('one', 2, { a: 'success' }));
  expect(batches).toHaveLength(1);
  expect(dropped).toEqual([1]);
});

function collecting(options: Partial<ProgressWriterOptions> = {}) {
  const batches: RunProgress[][] = [];
  const dropped: number[] = [];
  const writer = createProgressWriter({
    write: async (batch) => batches.push(batch),
    onDropped: (steps) => dropped.push(steps),
    intervalMs: 5,
    ...options,
  });
  return { batches, dropped, writer };
}

function progressOf(runId: string, sequence: number, steps: Record<string, StepStatus>): RunProgress {
  return {
    runId,
    sequence,
    projectId: 'project',
    status: 'running',
    startedAt: null,
    temporalRunId: 'temporal',
    steps: Object.entries(steps).map(([nodeId, status], position) => ({
      nodeId,
      status,
      position,
      nodeType: 'condition',
      iteration: '0',
      result: { value: null },
      error: null,
      attempts: 0,
      warnings: [],
      startedAt: null,
      completedAt: null,
      childRunId: null,
    })),
  };
}
