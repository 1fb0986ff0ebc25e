import { eventually } from '@perdura/testkit';
import type { ScheduleDescription } from '@temporalio/client';
import { checkHistories } from './testing/history-check.ts';
import { chainOf, createWorkflow, endedRun, type RunDocument } from './testing/runs.ts';
import { type Stack, startStack } from './testing/stack.ts';

let stack: Stack;

beforeAll(async () => {
  stack = await startStack();
}, 180_000);

afterAll(() => stack?.dispose(), 60_000);

const NODES = chainOf([{ id: 'only', type: 'condition', config: { expression: 'run.triggeredBy === "cron"' } }]);

test('a cron workflow has a schedule in Temporal that follows it through its life', async () => {
  const trigger = { type: 'cron', schedule: '0 9 * * *', timezone: 'Asia/Shanghai' };
  const workflowId = await createWorkflow(stack, { trigger, ...NODES });
  const made = await scheduleWhere(workflowId, ({ state }) => !state.paused);
  expect(new Set(made.info.nextActionTimes.map((time) => time.getUTCHours()))).toEqual(new Set([1]));

  await change(workflowId, { enabled: false });
  await scheduleWhere(workflowId, ({ state }) => state.paused);
  await change(workflowId, { enabled: true, trigger: { type: 'cron', schedule: '30 4 * * *' } });
  const moved = await scheduleWhere(workflowId, ({ state, info }) => {
    return !state.paused && info.nextActionTimes.every((time) => time.getUTCMinutes() === 30);
  });
  expect(new Set(moved.info.nextActionTimes.map((time) => time.getUTCHours()))).toEqual(new Set([4]));

  await change(workflowId, { trigger: { type: 'manual' } });
  await eventually(async () => (await scheduleOf(workflowId)) === null);
  await change(workflowId, { trigger });
  await scheduleWhere(workflowId, ({ state }) => !state.paused);
  expect((await stack.call('DELETE', `/v1/workflows/${workflowId}`)).status).toBe(200);
  await eventually(async () => (await scheduleOf(workflowId)) === null);
});

test('a fire makes a run like any other', async () => {
  const workflowId = await createWorkflow(stack, { trigger: { type: 'cron', schedule: '0 9 * * *' }, ...NODES });
  await scheduleWhere(workflowId, ({ state }) => !state.paused);
  await stack.temporalClient.schedule.getHandle(`cron-${workflowId}`).trigger();
  const [fired] = await eventually(async () => {
    const { body } = await stack.call<{ runs: RunDocument[] }>('GET', `/v1/workflows/${workflowId}/runs`);
    return body.runs.length > 0 ? body.runs : null;
  });
  const run = await endedRun(stack, fired?.id ?? '');
  expect(run).toMatchObject({ workflowId, triggeredBy: 'cron', status: 'completed', error: null });
  expect(run.stepResults).toMatchObject([{ nodeId: 'only', status: 'success', result: true }]);
  const found = await stack.call<{ runs: RunDocument[]; total: number }>('GET', '/v1/runs?triggeredBy=cron');
  expect(found.body).toMatchObject({ total: 1, runs: [{ id: run.id }] });
  await checkHistories(stack);
});

test('a schedule that was saved while Temporal was away is made when it is back', async () => {
  await stack.temporal.kill();
  const workflowId = await createWorkflow(stack, { trigger: { type: 'cron', schedule: '15 3 * * *' }, ...NODES });
  await stack.temporal.start();
  const made = await scheduleWhere(workflowId, ({ state }) => !state.paused);
  expect(made.info.nextActionTimes.every((time) => time.getUTCMinutes() === 15)).toBe(true);
});

async function change(workflowId: string, body: object): Promise<void> {
  const answer = await stack.call('PUT', `/v1/workflows/${workflowId}`, { body });
  expect(answer).toMatchObject({ status: 200 });
}

async function scheduleOf(workflowId: string): Promise<ScheduleDescription | null> {
  try {
    return await stack.temporalClient.schedule.getHandle(`cron-${workflowId}`).describe();
  } catch (error) {
    if (error instanceof Error && error.name === 'ScheduleNotFoundError') return null;
    throw error;
  }
}

/** The schedule as soon as it is as expected. */
function scheduleWhere(
  workflowId: string,
  isExpected: (schedule: ScheduleDescription) => boolean,
): Promise<ScheduleDescription> {
  return eventually(
    async () => {
      const schedule = await scheduleOf(workflowId);
      return schedule !== null && isExpected(schedule) ? schedule : null;
    },
    { timeoutMs: 120_000, intervalMs: 100, what: `the schedule of ${workflowId} to be as expected` },
  );
}
