import { eventually } from '@perdura/testkit';
import type { AppProcess } from './testing/app-process.ts';
import { publishEvent } from './testing/events.ts';
import { checkHistories } from './testing/history-check.ts';
import { childrenOf, createWorkflow, endedRun, type RunDocument, readRun, startRun } from './testing/runs.ts';
import { type Stack, startStack } from './testing/stack.ts';

let stack: Stack;
let worker: AppProcess;

beforeAll(async () => {
  stack = await startStack();
  [worker] = stack.workers as [AppProcess];
}, 180_000);

afterAll(async () => {
  await stack?.dispose();
});

const ONE = { concurrency: { limit: 1 } };
/** Waits to be told how to go on. */
const hold = { id: 'hold', type: 'wait-for-event', config: { event: 'slot.go', correlationKey: '{{ run.id }}' } };

function limitedWorkflow(policies: object = ONE): Promise<string> {
  return createWorkflow(stack, {
    ...policies,
    nodes: [
      hold,
      { id: 'how', type: 'switch', config: { expression: 'hold.result.data.how' } },
      { id: 'broken', type: 'fail', config: { message: 'as it was told', code: 'AS_TOLD' } },
      { id: 'fine', type: 'transform', config: { expression: '"fine"' } },
    ],
    edges: [
      { from: 'hold', to: 'how' },
      { from: 'how', to: 'broken', condition: 'fail' },
      { from: 'how', to: 'fine', condition: 'default' },
    ],
  });
}

const tell = (runId: string, how: string) =>
  publishEvent(stack, { type: 'slot.go', data: { how }, correlationKey: runId });

async function command(runId: string, name: 'cancel' | 'terminate'): Promise<void> {
  expect((await stack.call('POST', `/v1/runs/${runId}/${name}`)).status).toBe(202);
}

/** Ends the worker as a crash would, does something in its absence, and starts it again. */
async function withoutWorker(act: () => Promise<unknown>): Promise<void> {
  await worker.kill();
  await act();
  await worker.start();
}

interface Ending {
  name: string;
  status: RunDocument['status'];
  code: string | null;
  end(runId: string): Promise<unknown>;
}

const ENDINGS: Ending[] = [
  { name: 'completed', status: 'completed', code: null, end: (runId) => tell(runId, 'well') },
  { name: 'failed', status: 'failed', code: 'AS_TOLD', end: (runId) => tell(runId, 'fail') },
  { name: 'cancelled', status: 'cancelled', code: null, end: (runId) => command(runId, 'cancel') },
  { name: 'terminated', status: 'cancelled', code: 'TERMINATED', end: (runId) => command(runId, 'terminate') },
  {
    name: 'terminated behind our back',
    status: 'cancelled',
    code: 'TERMINATED',
    end: (runId) => stack.temporalClient.workflow.getHandle(`run-${runId}`).terminate('by an operator'),
  },
  {
    name: 'completed after its worker was killed',
    status: 'completed',
    code: null,
    end: (runId) => withoutWorker(() => tell(runId, 'well')),
  },
  {
    name: 'cancelled while no worker was there',
    status: 'cancelled',
    code: null,
    end: (runId) => withoutWorker(() => command(runId, 'cancel')),
  },
  {
    name: 'terminated while no worker was there',
    status: 'cancelled',
    code: 'TERMINATED',
    end: (runId) => withoutWorker(() => command(runId, 'terminate')),
  },
  {
    name: 'failed while the API was killed',
    status: 'failed',
    code: 'AS_TOLD',
    end: async (runId) => {
      await tell(runId, 'fail');
      await stack.api.kill();
      await stack.api.start();
    },
  },
];

describe('the only slot of a workflow is free again after a run that', () => {
  const runIds: string[] = [];

  beforeAll(async () => {
    const workflowId = await limitedWorkflow();
    for (const _ of [...ENDINGS, 'the last one']) runIds.push(await startRun(stack, workflowId));
  });

  test.each(ENDINGS.map((ending, index) => ({ ...ending, index })))('$name', async ({ status, code, end, index }) => {
    const runId = runIds[index] ?? '';
    await waits(runId);
    for (const later of runIds.slice(index + 1)) expect((await readRun(stack, later)).status).toBe('pending');
    await end(runId);
    const run = await endedRun(stack, runId);
    expect(run).toMatchObject({ status, error: code === null ? null : { code } });
    await waits(runIds[index + 1] ?? '');
  });

  test('is still kept by the last run until that ends', async () => {
    const last = runIds.at(-1) ?? '';
    await waits(last);
    await tell(last, 'well');
    expect(await endedRun(stack, last)).toMatchObject({ status: 'completed', result: 'fine' });
  });
});

test('a run that is too late leaves its slot to the next, which has its own whole time', async () => {
  const workflowId = await limitedWorkflow({ ...ONE, timeoutMs: 3_000 });
  const runIds = [await startRun(stack, workflowId), await startRun(stack, workflowId)];
  for (const runId of runIds) {
    const run = await endedRun(stack, runId);
    expect(run).toMatchObject({ status: 'failed', error: { code: 'RUN_TIMEOUT' } });
  }
});

test('a child leaves its slot when its parent is cancelled, and one that was queued never starts', async () => {
  const childId = await limitedWorkflow();
  const call = { id: 'call', type: 'sub-workflow', config: { workflowId: childId } };
  const parentId = await createWorkflow(stack, { nodes: [call], edges: [] });
  const parents = [await startRun(stack, parentId), ''];
  const first = await childOf(parents[0] ?? '');
  await waits(first);
  parents[1] = await startRun(stack, parentId);
  const second = await childOf(parents[1]);
  const direct = await startRun(stack, childId);
  for (const runId of [second, direct]) expect((await readRun(stack, runId)).status).toBe('pending');
  await command(parents[1], 'cancel');
  expect((await endedRun(stack, second)).status).toBe('cancelled');
  expect((await readRun(stack, first)).status).toBe('waiting');
  await command(parents[0] ?? '', 'cancel');
  expect((await endedRun(stack, first)).status).toBe('cancelled');
  await waits(direct);
  await tell(direct, 'well');
  expect((await endedRun(stack, direct)).status).toBe('completed');
  for (const runId of parents) expect((await endedRun(stack, runId)).status).toBe('cancelled');
});

test('history says the same as Temporal', async () => {
  await checkHistories(stack);
});

async function waits(runId: string): Promise<void> {
  await eventually(async () => (await readRun(stack, runId)).status === 'waiting', {
    timeoutMs: 60_000,
    what: `run ${runId} to have the slot`,
  });
}

/** The run that a run started. */
async function childOf(parentRunId: string): Promise<string> {
  const [child] = await eventually(async () => {
    const children = await childrenOf(stack, parentRunId);
    return children.length === 1 ? children : null;
  });
  return child?.id ?? '';
}
