import { eventually } from '@perdura/testkit';
import { queryRows } from './testing/database-rows.ts';
import { loops } from './testing/every-kind.ts';
import { checkHistories } from './testing/history-check.ts';
import { runHistoryCommand } from './testing/history-command.ts';
import { HttpLedger } from './testing/http-ledger.ts';
import { chainOf, createWorkflow, endedRun, readRun, startRun, stepOf } from './testing/runs.ts';
import { type Stack, startStack } from './testing/stack.ts';

let stack: Stack;
let workflowId: string;
/** Steps named `second` are held. */
const ledger = new HttpLedger({ holds: ({ path }) => path === '/second' });

beforeAll(async () => {
  await ledger.listen();
  stack = await startStack();
  const call = (id: string) => ({ id, type: 'http-request', config: { url: `${ledger.url}/${id}`, method: 'POST' } });
  workflowId = await createWorkflow(stack, chainOf([call('first'), call('second')]));
}, 180_000);

beforeEach(() => ledger.gate.close());

afterAll(async () => {
  await stack?.dispose();
  await ledger.close();
});

/** A run whose first step is done and whose second one is under way. */
async function heldRun(): Promise<string> {
  const runId = await startRun(stack, workflowId);
  const reached = (nodeId: string) => ledger.arrivals.some(({ key }) => key === `${runId}/${nodeId}/0`);
  await eventually(() => reached('second'), { intervalMs: 5 });
  await eventually(async () => (await readRun(stack, runId)).status === 'running');
  return runId;
}

test('a run that was terminated in Temporal ends in history with what was known of it', async () => {
  const runId = await heldRun();
  await stack.temporalClient.workflow.getHandle(`run-${runId}`).terminate('by an operator');
  const run = await endedRun(stack, runId, 60_000);
  expect(run).toMatchObject({ status: 'cancelled', error: { code: 'TERMINATED' } });
  expect(stepOf(run, 'first')).toMatchObject({ status: 'success', attempts: 1 });
  expect(stepOf(run, 'second').status).toBe('cancelled');
});

test('a run that was cancelled in Temporal ends as cancelled', async () => {
  const runId = await heldRun();
  await stack.temporalClient.workflow.getHandle(`run-${runId}`).cancel();
  const run = await endedRun(stack, runId, 60_000);
  expect(run).toMatchObject({ status: 'cancelled', error: null });
  expect(stepOf(run, 'second').status).toBe('cancelled');
});

test('runs that end while no worker hears of it are repaired when workers are back', async () => {
  const runIds = [await heldRun(), await heldRun()];
  for (const worker of stack.workers) await worker.kill();
  for (const runId of runIds) {
    await stack.temporalClient.workflow.getHandle(`run-${runId}`).terminate('while nobody works');
    expect(['pending', 'running']).toContain((await readRun(stack, runId)).status);
  }
  ledger.gate.open();
  for (const worker of stack.workers) await worker.start();
  for (const runId of runIds) {
    const run = await endedRun(stack, runId, 90_000);
    expect(run).toMatchObject({ status: 'cancelled', error: { code: 'TERMINATED' } });
    expect(run.stepResults.filter(({ status }) => status === 'running')).toEqual([]);
  }
}, 180_000);

test('a run that timed out in Temporal ends in history as failed', async () => {
  const pattern = await heldRun();
  await stack.temporalClient.workflow.getHandle(`run-${pattern}`).terminate('it was only the pattern');
  for (const worker of stack.workers) await worker.kill();
  await stack.temporal.stop();
  const runId = await startRun(stack, workflowId);
  await stack.temporal.start();
  await startWithTimeout(pattern, runId);
  await eventually(async () => (await statusInTemporal(runId)) === 'TIMED_OUT', { timeoutMs: 60_000 });
  for (const worker of stack.workers) await worker.start();
  const run = await endedRun(stack, runId, 90_000);
  expect(run).toMatchObject({ status: 'failed', error: { code: 'RUN_TIMEOUT' } });
}, 240_000);

test('an end that was written is never changed', async () => {
  const ended = await queryRows<{ id: string; status: string; completed_at: Date }>(
    stack,
    'SELECT id, status, completed_at FROM runs WHERE completed_at IS NOT NULL ORDER BY id',
  );
  expect(ended.length).toBeGreaterThanOrEqual(4);
  await checkHistories(stack);
  const later = await queryRows(stack, 'SELECT id, status, completed_at FROM runs WHERE id = ANY($1) ORDER BY id', [
    ended.map(({ id }) => id),
  ]);
  expect(later).toEqual(ended);
});

test('a reset run, live or completed, is followed, and the audit log tells why; a deleted one is lost', async () => {
  const completed = await startRun(stack, await createWorkflow(stack, chainOf(loops())));
  const before = await endedRun(stack, completed);
  expect(before.status).toBe('completed');
  const [live, deleted] = [await heldRun(), await heldRun()];
  const known = await temporalRunOf(live);

  await reset(completed, 'a second time');
  await reset(live, 'from the start');
  await stack.temporalClient.workflowService.deleteWorkflowExecution({
    ...{ namespace: 'default', workflowExecution: { workflowId: `run-${deleted}` } },
  });
  await eventually(async () => (await temporalRunOf(completed)) !== before.temporal.runId, { timeoutMs: 120_000 });
  await eventually(async () => (await temporalRunOf(live)) !== known, { timeoutMs: 120_000 });
  ledger.gate.open();
  for (const runId of [completed, live]) expect((await endedRun(stack, runId)).status).toBe('completed');
  expect((await endedRun(stack, deleted, 180_000)).status).not.toBe('completed');

  const { body } = await stack.call('GET', `/v1/audit?target=${completed}`);
  expect(JSON.stringify(body)).toContain('a second time');
  await noneDiffers();
}, 400_000);

test('a difference is told, and ends the command with 1', async () => {
  const runId = await startRun(stack, await createWorkflow(stack, chainOf(loops())));
  await endedRun(stack, runId);
  await queryRows(stack, "UPDATE steps SET attempts = 99 WHERE run_id = $1 AND node_id = 'check'", [runId]);
  const { exitCode, report: found } = await runHistoryCommand(stack);
  expect([exitCode, found.differences]).toMatchObject([
    ...[1, [{ runId, what: 'step check/0: attempts', history: 99, temporal: 1 }]],
  ]);
}, 200_000);

async function noneDiffers(): Promise<void> {
  const { exitCode, report: found } = await runHistoryCommand(stack);
  expect(found.differences).toEqual([]);
  expect(exitCode).toBe(0);
}

/** Resets a run's newest execution to its first task, as an operator of Temporal does. */
async function reset(runId: string, reason: string): Promise<void> {
  const handle = stack.temporalClient.workflow.getHandle(`run-${runId}`);
  const { runId: temporalRunId } = await handle.describe();
  const { events } = await handle.fetchHistory();
  const first = events?.find(({ workflowTaskCompletedEventAttributes: task }) => task);
  await stack.temporalClient.workflowService.resetWorkflowExecution({
    ...{ namespace: 'default', requestId: `${temporalRunId}-reset`, reason },
    workflowExecution: { workflowId: `run-${runId}`, runId: temporalRunId },
    workflowTaskFinishEventId: first?.eventId ?? null,
  });
}

const temporalRunOf = async (runId: string) => (await readRun(stack, runId)).temporal.runId;

async function statusInTemporal(runId: string): Promise<string> {
  return (await stack.temporalClient.workflow.getHandle(`run-${runId}`).describe()).status.name;
}

/** Starts an accepted run in the product's place, as it started another one, but with a limit that nothing can keep. */
async function startWithTimeout(pattern: string, runId: string): Promise<void> {
  const { events } = await stack.temporalClient.workflow.getHandle(`run-${pattern}`).fetchHistory();
  const started = events?.[0]?.workflowExecutionStartedEventAttributes;
  const input = Buffer.from(started?.input?.payloads?.[0]?.data ?? []).toString('utf8');
  await stack.temporalClient.workflow.start('run', {
    workflowId: `run-${runId}`,
    taskQueue: started?.taskQueue?.name ?? '',
    args: [JSON.parse(input.replaceAll(pattern, runId))],
    workflowExecutionTimeout: '1s',
  });
}
