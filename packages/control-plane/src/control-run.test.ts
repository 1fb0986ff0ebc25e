import { eventually, freePort } from '@perdura/testkit';
import { type Bench, openBench } from './fixtures/control-plane-bench.ts';

let bench: Bench;

beforeAll(async () => {
  bench = await openBench();
});

afterAll(async () => {
  await bench.close();
});

const control = (...parameters: Parameters<Bench['control']['controlRun']>) => bench.control.controlRun(...parameters);

describe('with a worker', () => {
  let stopWorker: () => Promise<void>;

  beforeAll(async () => {
    const worker = await bench.worker();
    stopWorker = () => worker.shutdown();
  });
  afterAll(() => stopWorker());

  test('a run is paused and goes on; what does not fit is refused with the reason', async () => {
    const run = await bench.start('wait');
    const pause = () => control(run.projectId, run.id, { action: 'pause' });
    const resume = () => control(run.projectId, run.id, { action: 'resume' });
    expect(await pause()).toMatchObject({ kind: 'accepted', run: { id: run.id, status: 'waiting' } });
    expect(await bench.row(run)).toMatchObject({ status: 'waiting', paused: true });
    expect(await pause()).toMatchObject({ kind: 'refused', message: 'The run is paused.' });
    expect(await resume()).toMatchObject({ kind: 'accepted', run: { status: 'running' } });
    expect(await bench.row(run)).toMatchObject({ status: 'running', paused: false });
    expect(await resume()).toMatchObject({ kind: 'refused', message: 'The run is not paused.' });
  });

  test('data travels as it is when it is small, and as a blob when it is large', async () => {
    const run = await bench.start('wait');
    const place = { nodeId: 'work', iteration: '2.0' };
    const large = 'x'.repeat(100_000);
    await control(run.projectId, run.id, { action: 'unpark', decision: 'retry', place, data: { small: true } });
    await control(run.projectId, run.id, { action: 'unpark', decision: 'skip', result: large });
    const bytes = large.length + 2;
    expect((await bench.heard(run)).controls).toEqual([
      { action: 'unpark', decision: 'retry', place, data: { value: { small: true } } },
      { action: 'unpark', decision: 'skip', result: { blob: expect.stringMatching(/^[0-9a-f]{64}$/), bytes } },
    ]);
  });

  test('a run that has ended takes no command, also when history does not know yet', async () => {
    const run = await bench.start('complete');
    await bench.control.waitForRun(run, 60_000);
    expect(await control(run.projectId, run.id, { action: 'pause' })).toMatchObject({ kind: 'ended' });
    const unrecorded = await bench.start('complete-unrecorded');
    await bench.temporal.client.workflow.getHandle(unrecorded.temporalWorkflowId).result();
    expect((await bench.row(unrecorded)).status).toBe('pending');
    expect(await control(run.projectId, unrecorded.id, { action: 'pause' })).toMatchObject({
      kind: 'ended',
      run: { status: 'completed' },
    });
  });
});

test('a run of another project is not found', async () => {
  const run = await bench.acceptOnly('wait');
  const { id } = await bench.database.projects.create({ name: 'other' });
  expect(await control(id, run.id, { action: 'pause' })).toEqual({ kind: 'not-found' });
});

test('a run that was accepted and not handed over is handed over first', async () => {
  const run = await bench.acceptOnly('wait');
  expect((await control(run.projectId, run.id, { action: 'pause' })).kind).not.toBe('refused');
  expect((await bench.row(run)).dispatchedAt).not.toBeNull();
});

test('without a worker nobody answers, and without Temporal the service is away', async () => {
  const lonely = await openBench({ databaseUrl: bench.databaseUrl });
  const run = await lonely.start('wait');
  await eventually(async () => (await lonely.row(run)).dispatchedAt !== null);
  expect(await lonely.control.controlRun(run.projectId, run.id, { action: 'pause' })).toEqual({ kind: 'no-answer' });
  await lonely.close();
  const away = await openBench({ address: `127.0.0.1:${await freePort()}`, databaseUrl: bench.databaseUrl });
  const lost = away.control.controlRun(run.projectId, run.id, { action: 'pause' });
  await expect(lost).rejects.toMatchObject({ code: 'TEMPORAL_UNAVAILABLE' });
  await away.close();
});
