import { eventually } from '@perdura/testkit';
import { type Bench, openWorkedBench } from './fixtures/control-plane-bench.ts';

let bench: Bench;

beforeAll(async () => {
  bench = await openWorkedBench();
});

afterAll(() => bench.close());

test('waiting ends with the run, and answers the recorded row', async () => {
  const run = await bench.start('complete');
  expect(await bench.control.waitForRun(run, 60_000)).toMatchObject({ id: run.id, status: 'completed' });
});

test('waiting for a failing run answers its error', async () => {
  const run = await bench.start('fail');
  const row = await bench.control.waitForRun(run, 60_000);
  expect(row).toMatchObject({ status: 'failed', errorCode: 'HTTP_STATUS', errorNodeId: 'work' });
});

test('waiting hands over a run that nobody handed over', async () => {
  const run = await bench.acceptOnly('complete');
  expect(await bench.control.waitForRun(run, 60_000)).toMatchObject({ status: 'completed' });
});

test('waiting repairs a run whose end history missed', async () => {
  const run = await bench.start('fail-unrecorded');
  const row = await bench.control.waitForRun(run, 60_000);
  expect(row).toMatchObject({ status: 'failed', errorCode: 'HTTP_STATUS', errorNodeId: 'work' });
  expect(await bench.database.steps.ofRun(run.projectId, run.id)).toMatchObject([{ status: 'failed' }]);
});

test('waiting ends in time while the run goes on, and the live run can be asked', async () => {
  const run = await bench.start('wait');
  const row = await bench.control.waitForRun(run, 300);
  expect(['pending', 'running']).toContain(row.status);
  const live = await eventually(() => bench.control.liveRun(row));
  expect(live).toMatchObject({ runId: run.id, status: 'running', steps: [{ nodeId: 'work', status: 'running' }] });
  await bench.control.terminateRun(run.projectId, run.id);
});

test('waiting follows a run through continue-as-new', async () => {
  const run = await bench.start('wait-continued');
  const waiting = bench.control.waitForRun(run, 60_000);
  const { temporalRunId } = await bench.row(run);
  await eventually(async () => (await bench.control.liveRun(await bench.row(run)))?.temporalRunId !== temporalRunId);
  await bench.control.cancelRun(run.projectId, run.id);
  expect(await waiting).toMatchObject({ status: 'cancelled' });
});

test('nothing live is known of a run that was not handed over or that has ended', async () => {
  expect(await bench.control.liveRun(await bench.acceptOnly('complete'))).toBeNull();
  const run = await bench.start('complete');
  expect(await bench.control.liveRun(await bench.control.waitForRun(run, 60_000))).toBeNull();
});

test('a tool is called on a worker: its answer, its failure, and no answer in time', async () => {
  const call = (tool: string, ms: number) =>
    bench.control.testTool({ projectId: bench.projectId, tool, input: { a: 1 } }, ms);
  expect(await call('echo', 10_000)).toEqual({ kind: 'answered', result: { value: { a: 1 } } });
  const error = { code: 'TOOL_FAILED', message: 'the tool answered 500' };
  expect(await call('broken', 10_000)).toEqual({ kind: 'failed', error });
  expect(await call('slow', 500)).toEqual({ kind: 'timeout' });
});
