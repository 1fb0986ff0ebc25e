import { eventually, queryDatabase } from '@perdura/testkit';
import { type Bench, openBench, openWorkedBench } from './fixtures/control-plane-bench.ts';

describe('without a worker', () => {
  let bench: Bench;

  beforeAll(async () => {
    // A slow machine is no outage: what is to be done at once has its time.
    bench = await openBench({ settings: { handOverMs: 30_000 } });
  });

  afterAll(async () => {
    await bench.close();
  });

  test('a cancelled run that was not handed over ends at once, and a late hand-over cannot start it', async () => {
    const run = await bench.acceptOnly('complete');
    const answer = await bench.control.cancelRun(run.projectId, run.id);
    expect(answer).toMatchObject({ kind: 'accepted', run: { status: 'cancelled', errorCode: null } });
    const { status } = await bench.temporal.client.workflow.getHandle(run.temporalWorkflowId).describe();
    expect(status.name).toBe('TERMINATED');
    await bench.deps.database.runs.get(run.projectId, run.id);
    const { handOver } = await import('./hand-over.ts');
    await handOver(bench.deps, run);
    expect((await bench.row(run)).status).toBe('cancelled');
  });

  test('a terminated run ends with the code TERMINATED though no worker lives', async () => {
    const run = await bench.start('wait');
    const answer = await bench.control.terminateRun(run.projectId, run.id, 'operator');
    expect(answer).toMatchObject({ kind: 'accepted', run: { status: 'cancelled', errorCode: 'TERMINATED' } });
    const { status } = await bench.temporal.client.workflow.getHandle(run.temporalWorkflowId).describe();
    expect(status.name).toBe('TERMINATED');
    expect((await bench.row(run)).completedAt).not.toBeNull();
  });

  test('a terminated run that was not handed over never starts', async () => {
    const run = await bench.acceptOnly('complete');
    const answer = await bench.control.terminateRun(run.projectId, run.id);
    expect(answer).toMatchObject({ kind: 'accepted', run: { status: 'cancelled', errorCode: 'TERMINATED' } });
  });

  test.each(['cancelRun', 'terminateRun'] as const)('%s ends a run that Temporal refuses to start', async (end) => {
    const run = await bench.acceptOnly('complete');
    const tooLong = 'x'.repeat(1_100);
    await queryDatabase(bench.databaseUrl, `UPDATE runs SET temporal_workflow_id = $2 || id WHERE id = $1`, [
      ...[run.id, tooLong],
    ]);
    const answer = await bench.control[end](run.projectId, run.id);
    expect(answer).toMatchObject({ kind: 'accepted', run: { status: 'cancelled' } });
  });

  test('a run that does not exist, or of another project, is not found', async () => {
    const run = await bench.start('wait');
    const other = await bench.database.projects.create({ name: 'other' });
    for (const [projectId, runId] of [
      [bench.projectId, '000000000000000000000000'],
      [other.id, run.id],
    ] as const) {
      expect(await bench.control.cancelRun(projectId, runId)).toEqual({ kind: 'not-found' });
      expect(await bench.control.terminateRun(projectId, runId)).toEqual({ kind: 'not-found' });
    }
  });
});

describe('with a worker', () => {
  let bench: Bench;

  beforeAll(async () => {
    bench = await openWorkedBench();
  });

  afterAll(() => bench.close());

  test('a running run is cancelled by the interpreter, which has the last word', async () => {
    const run = await bench.start('wait');
    await eventually(async () => (await bench.row(run)).status === 'running');
    expect(await bench.control.cancelRun(run.projectId, run.id)).toMatchObject({ kind: 'accepted' });
    const ended = await bench.control.waitForRun(run, 60_000);
    expect(ended).toMatchObject({ status: 'cancelled', errorCode: null });
    const steps = await bench.database.steps.ofRun(run.projectId, run.id);
    expect(steps).toMatchObject([{ nodeId: 'work', status: 'cancelled' }]);
  });

  test('a run that has ended cannot be ended again', async () => {
    const run = await bench.start('complete');
    await bench.control.waitForRun(run, 60_000);
    const ended = { kind: 'ended', run: { status: 'completed' } };
    expect(await bench.control.cancelRun(run.projectId, run.id)).toMatchObject(ended);
    expect(await bench.control.terminateRun(run.projectId, run.id)).toMatchObject(ended);
  });

  test('terminating a running run closes its open step, and the answer shows it', async () => {
    const run = await bench.start('wait');
    await eventually(async () => (await bench.row(run)).status === 'running');
    const answer = await bench.control.terminateRun(run.projectId, run.id);
    expect(answer).toMatchObject({ kind: 'accepted', run: { status: 'cancelled', errorCode: 'TERMINATED' } });
    const steps = await bench.database.steps.ofRun(run.projectId, run.id);
    expect(steps).toMatchObject([{ nodeId: 'work', status: 'cancelled', completedAt: expect.any(Date) }]);
  });

  test('ending a run whose end history missed repairs it and answers that it had ended', async () => {
    const run = await bench.start('complete-unrecorded');
    await bench.temporal.client.workflow.getHandle(run.temporalWorkflowId).result();
    expect((await bench.row(run)).status).toBe('pending');
    const answer = await bench.control.terminateRun(run.projectId, run.id);
    expect(answer).toMatchObject({ kind: 'ended', run: { status: 'completed' } });
  });

  test('a cancel that could not be delivered is delivered by housekeeping', async () => {
    const run = await bench.start('wait');
    await bench.database.runs.requestCancel(run.projectId, run.id);
    const keeper = bench.housekeeping();
    expect(await bench.control.waitForRun(run, 60_000)).toMatchObject({ status: 'cancelled' });
    await keeper.stop();
  });

  test('a cancel that was asked for before the hand-over is honoured by it', async () => {
    const run = await bench.acceptOnly('wait');
    await bench.database.runs.requestCancel(run.projectId, run.id);
    const keeper = bench.housekeeping();
    await eventually(async () => (await bench.row(run)).status === 'cancelled');
    expect(await bench.database.steps.ofRun(run.projectId, run.id)).toEqual([]);
    await keeper.stop();
  });
});
