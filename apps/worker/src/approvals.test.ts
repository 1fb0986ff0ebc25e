import type { ControlPlane } from '@perdura/control-plane';
import type { ApprovalRow, Database, RunRow } from '@perdura/database';
import type { Definition, JsonObject, NodeDefinition } from '@perdura/definition';
import { eventually } from '@perdura/testkit';
import { openWorkerBench, type WorkerBench } from './fixtures/worker-bench.ts';

let bench: WorkerBench;
let database: Database;
let control: ControlPlane;
let projectId: string;
let userId: string;

beforeAll(async () => {
  bench = await openWorkerBench('approvals', {
    // Replays every run at each task, as the death of a worker would.
    MAX_CACHED_WORKFLOWS: '0',
  });
  ({ database, control, projectId, userId } = bench);
});

afterAll(() => bench.close());

const APPROVE = { decision: 'approve', comment: 'fine', form: null } as const;
const REJECT = { decision: 'reject', comment: null, form: null } as const;
const AMY = 'amy@example.com';

const ask = (config: JsonObject = {}): NodeDefinition => ({
  ...{ id: 'ask', type: 'approval' },
  config: { approvers: [AMY], ...config },
});
const say = (id: string): NodeDefinition => ({ id, type: 'transform', config: { expression: `"${id}"` } });

/** Asks, and goes on by what was decided. */
function branching(config: JsonObject = {}): Definition {
  return {
    trigger: { type: 'manual' },
    nodes: [ask(config), say('yes'), say('no'), say('late')],
    edges: [
      { from: 'ask', to: 'yes', condition: 'approved' },
      { from: 'ask', to: 'no', condition: 'rejected' },
      { from: 'ask', to: 'late', condition: 'timeout' },
    ],
  };
}

async function start(definition: Definition, data: JsonObject = {}): Promise<RunRow> {
  const version = await bench.save(definition);
  const { workflowId } = version;
  return (await control.startRun({ projectId, workflowId, version, data, origin: 'api', startedBy: userId })).run;
}

async function tasksOf(run: RunRow, count = 1): Promise<ApprovalRow[]> {
  return await eventually(
    async () => {
      const { items } = await database.approvals.list(
        projectId,
        { runId: run.id, status: ['pending'] },
        { limit: 100 },
      );
      return items.length >= count ? items : null;
    },
    { timeoutMs: 60_000 },
  );
}

async function decide(task: ApprovalRow | undefined, by: string, decision: typeof APPROVE | typeof REJECT) {
  if (task === undefined) throw new Error('there is no task');
  const change = await database.approvals.decide(projectId, task.id, [by], decision);
  if (change === null) throw new Error('the task is gone');
  await control.tellApproval(change.task);
  return change;
}

async function ended(run: RunRow) {
  const row = await control.waitForRun(run, 60_000);
  const steps = await database.steps.ofRun(projectId, run.id);
  return { row, steps: Object.fromEntries(steps.map((step) => [`${step.nodeId}/${step.iteration}`, step])) };
}

test('approved, with the decisions as the result', async () => {
  const run = await start(branching());
  const [task] = await tasksOf(run);
  await eventually(async () => (await database.runs.get(projectId, run.id))?.status === 'waiting', {
    timeoutMs: 60_000,
  });
  await decide(task, AMY, APPROVE);
  const { row, steps } = await ended(run);
  expect(row).toMatchObject({ status: 'completed', startedBy: userId });
  expect(steps['ask/0']).toMatchObject({
    ...{ status: 'success', result: { value: { decision: 'approved', decisions: [{ by: AMY, comment: 'fine' }] } } },
  });
  expect(['yes/0', 'no/0', 'late/0'].map((step) => steps[step]?.status)).toEqual(['success', 'skipped', 'skipped']);
});

test('rejected takes its own edge', async () => {
  const run = await start(branching());
  await decide((await tasksOf(run))[0], AMY, REJECT);
  const { row, steps } = await ended(run);
  expect([row.status, steps['no/0']?.status, steps['yes/0']?.status]).toEqual(['completed', 'success', 'skipped']);
});

test.each([
  ['branch', 'completed', 'late/0', null],
  ['approve', 'completed', 'yes/0', null],
  ['reject', 'completed', 'no/0', null],
  ['fail', 'failed', null, 'APPROVAL_TIMEOUT'],
])('silence until the deadline, onTimeout %s', async (onTimeout, status, taken, code) => {
  const run = await start(branching({ timeout: '1s', onTimeout }));
  const { row, steps } = await ended(run);
  expect([row.status, row.errorCode]).toEqual([status, code]);
  if (taken !== null) expect(steps[taken]?.status).toBe('success');
});

test('a deadline that is moved holds, also to an earlier time', async () => {
  const run = await start(branching({ timeout: '1h', onTimeout: 'branch' }));
  const [task] = await tasksOf(run);
  const change = await database.approvals.moveDeadline(projectId, task?.id ?? '', new Date(Date.now() + 500));
  if (change === null) throw new Error('the task is gone');
  await control.tellApproval(change.task);
  expect((await ended(run)).steps['late/0']?.status).toBe('success');
});

test('a cancelled task fails its step', async () => {
  const run = await start(branching());
  const [task] = await tasksOf(run);
  const change = await database.approvals.cancel(projectId, task?.id ?? '');
  if (change === null) throw new Error('the task is gone');
  await control.tellApproval(change.task);
  expect((await ended(run)).row).toMatchObject({
    status: 'failed',
    errorCode: 'APPROVAL_CANCELLED',
    errorNodeId: 'ask',
  });
});

test('escalation asks the next level, whose approvers may then decide', async () => {
  const run = await start(branching({ escalate: [{ after: '500ms', approvers: ['boss@example.com'] }] }));
  const [task] = await tasksOf(run);
  await eventually(async () => (await database.approvals.get(projectId, task?.id ?? ''))?.level === 2, {
    timeoutMs: 60_000,
  });
  await decide(task, 'boss@example.com', APPROVE);
  expect((await ended(run)).steps['ask/0']?.result).toMatchObject({ value: { decisions: [{ level: 2 }] } });
});

test('approvals in the rounds of a loop, beside another branch, are each decided once', async () => {
  const loop: NodeDefinition = {
    ...{ id: 'each', type: 'for-each' },
    config: {
      ...{ items: 'trigger.data.items', concurrency: 3 },
      body: {
        nodes: [ask({ message: 'Round {{ item }}' }), say('yes')] as unknown as JsonObject[],
        edges: [{ from: 'ask', to: 'yes' }],
      },
    },
  };
  const run = await start(
    { trigger: { type: 'manual' }, nodes: [loop, say('beside')], edges: [] },
    { items: ['a', 'b', 'c'] },
  );
  const tasks = await tasksOf(run, 3);
  expect(tasks.map(({ iteration, message }) => `${iteration} ${message}`).toSorted()).toEqual([
    '0 Round a',
    '1 Round b',
    '2 Round c',
  ]);
  const changes = await Promise.all(tasks.flatMap((task) => [decide(task, AMY, APPROVE), decide(task, AMY, APPROVE)]));
  expect(changes.filter(({ kind }) => kind === 'done')).toHaveLength(3);
  const { row, steps } = await ended(run);
  expect([row.status, steps['each/0']?.result]).toMatchObject(['completed', { value: ['yes', 'yes', 'yes'] }]);
});

test('cancelling the run cancels its task', async () => {
  const run = await start(branching());
  const [task] = await tasksOf(run);
  await control.cancelRun(projectId, run.id);
  expect((await ended(run)).row.status).toBe('cancelled');
  await eventually(async () => (await database.approvals.get(projectId, task?.id ?? ''))?.status === 'cancelled');
});
