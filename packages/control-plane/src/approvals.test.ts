import type { ApprovalRow, RunRow } from '@perdura/database';
import { eventually, freePort } from '@perdura/testkit';
import { type Bench, openBench, openWorkedBench } from './fixtures/control-plane-bench.ts';
import { DEFAULT_INTERVALS, makeHousekeeping } from './housekeeping.ts';

let bench: Bench;

beforeAll(async () => {
  bench = await openWorkedBench();
});

afterAll(() => bench.close());

const AMY = { approver: 'amy@example.com', by: 'amy@example.com', identities: ['amy@example.com'] };
const APPROVE = { decision: 'approve', comment: null, form: null } as const;

async function asked(run: RunRow): Promise<ApprovalRow> {
  const task = await bench.database.approvals.open(run.projectId, {
    ...{ runId: run.id, nodeId: 'ask', iteration: '2.0', message: '', people: [AMY], escalation: [], required: 1 },
    ...{ form: null, onTimeout: 'fail', allowSelf: false, deadline: null, createdAt: new Date() },
  });
  if (task === null) throw new Error('no task was made');
  return task;
}

async function read({ projectId, id }: ApprovalRow): Promise<ApprovalRow | null> {
  return await bench.database.approvals.get(projectId, id);
}

const WAKE = { kind: 'approval', nodeId: 'ask', iteration: '2.0' };

test('a decision wakes its run before it is answered', async () => {
  const run = await bench.start('wait');
  const task = await asked(run);
  const change = await bench.database.approvals.decide(run.projectId, task.id, [AMY.by], APPROVE);
  if (change?.kind !== 'done') throw new Error('the decision was refused');
  await bench.control.tellApproval(change.task);
  expect((await bench.heard(run)).wakes).toEqual([WAKE]);
  expect((await read(task))?.wakeAt).toBeNull();
});

test('what could not be told while Temporal was away is told by housekeeping, again until it was', async () => {
  const away = await openBench({ address: `127.0.0.1:${await freePort()}`, databaseUrl: bench.databaseUrl });
  const run = await bench.start('wait');
  const task = await asked(run);
  const change = await bench.database.approvals.cancel(run.projectId, task.id);
  if (change === null) throw new Error('the task is gone');
  await away.control.tellApproval(change.task);
  expect((await read(task))?.wakeAt).toEqual(change.task.wakeAt);
  const keeper = bench.housekeeping();
  await eventually(async () => (await read(task))?.wakeAt === null);
  expect((await bench.heard(run)).wakes).toEqual([WAKE]);
  await keeper.stop();
  await away.close();
});

test('no task outlives its run', async () => {
  const run = await bench.start('wait');
  const [task, other] = [await asked(run), await asked(await bench.start('wait'))];
  const keeper = bench.housekeeping({ orphans: 100 });
  await bench.control.terminateRun(run.projectId, run.id);
  await eventually(async () => (await read(task))?.status === 'cancelled');
  expect((await read(other))?.status).toBe('pending');
  expect(await bench.database.approvals.decide(run.projectId, task.id, [AMY.by], APPROVE)).toMatchObject({
    kind: 'ended',
  });
  await keeper.stop();
});

test('approvers who are still to be mailed are mailed, also when another task’s mails fail', async () => {
  const tasks = [await asked(await bench.start('wait')), await asked(await bench.start('wait'))];
  const [broken, fine] = tasks.map(({ id }) => id);
  for (const task of tasks)
    await bench.database.approvals.delegate(task.projectId, task.id, [AMY.by], 'heir@example.com');
  const mailed: string[] = [];
  const mailApprovers = async ({ id }: { id: string }) => {
    if (id === broken) throw new Error('the mail server is away');
    mailed.push(id);
  };
  const keeper = makeHousekeeping({ ...bench.deps, mailApprovers }, { ...DEFAULT_INTERVALS, approvalMails: 50 });
  keeper.start();
  await eventually(() => mailed.includes(fine ?? ''));
  await keeper.stop();
  expect(bench.complaints.map(({ message }) => message)).toContain('approvers could not be mailed');
});
