import type { ApprovalChange } from './approval-changes.ts';
import type { ApprovalRow } from './approval-row.ts';
import { identitiesOf } from './approval-rules.ts';
import type { NewApproval } from './approvals.ts';
import { newId } from './ids.ts';
import { newProject, newRun, newWorkflow, useDatabase } from './testing/fixtures.ts';

const held = useDatabase();
const page = { limit: 100 };
const APPROVE = { decision: 'approve', comment: null, form: null } as const;
const REJECT = { decision: 'reject', comment: 'no', form: null } as const;

const HOUR_AHEAD = new Date(Date.now() + 3_600_000);

const addresses = (count: number) => Array.from({ length: count }, (_, index) => `p${index}@example.com`);

async function newTask(approvers: string[], fields: Partial<NewApproval> & { startedBySelf?: boolean } = {}) {
  const { database } = held;
  const project = await newProject(database);
  const { projectId, userId } = project;
  const versioned = await newWorkflow(database, project);
  const startedBy = fields.startedBySelf ? userId : null;
  const { run } = await database.runs.create(projectId, { ...newRun(versioned), startedBy });
  const { people } = await database.approvals.resolve(projectId, approvers);
  const input = { ...askedOf(run.id), people, ...fields };
  const task = await database.approvals.open(projectId, input);
  if (task === null) throw new Error('no task was made');
  return { ...project, run, task, input };
}

function askedOf(runId: string): Omit<NewApproval, 'people'> {
  return {
    ...{ runId, nodeId: 'ask', iteration: '0', message: 'Pay?', escalation: [], required: 1, form: null },
    ...{ onTimeout: 'fail', allowSelf: false, deadline: null, createdAt: new Date('2026-04-12T08:00:00Z') },
  };
}

async function read({ projectId, id }: ApprovalRow): Promise<ApprovalRow> {
  const task = await held.database.approvals.get(projectId, id);
  if (task === null) throw new Error('the task is gone');
  return task;
}

test('200 decisions at once on one task: one is the outcome, all others are told which', async () => {
  const { database } = held;
  const everybody = addresses(200);
  const { projectId, task } = await newTask(everybody);
  const answers = await Promise.all(
    everybody.map((by, index) =>
      database.approvals.decide(projectId, task.id, [by], index % 2 === 0 ? APPROVE : { ...APPROVE, comment: by }),
    ),
  );
  const done = answers.filter((answer) => answer?.kind === 'done');
  expect(done).toHaveLength(1);
  const [winner] = done;
  const rest = answers.filter((answer) => answer?.kind !== 'done');
  const told = rest.map((answer) => [answer?.kind, answer?.task.status, answer?.task.decisions[0]?.by]);
  expect(new Set(told.map((each) => each.join()))).toEqual(
    new Set([`ended,approved,${winner?.task.decisions[0]?.by}`]),
  );
  expect(await read(task)).toMatchObject({ status: 'approved', decisions: [{ decision: 'approve' }] });
});

test('each approver counts once, however often they decide at once', async () => {
  const { database } = held;
  const { projectId, task } = await newTask(addresses(3), { required: 2 });
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => database.approvals.decide(projectId, task.id, ['p0@example.com'], APPROVE)),
  );
  expect(answers.filter((answer) => answer?.kind === 'done')).toHaveLength(1);
  expect(answers.filter((answer) => answer?.kind === 'repeated')).toHaveLength(19);
  const again = (await read(task)) satisfies ApprovalRow;
  expect(again).toMatchObject({ status: 'pending', decisions: [{ by: 'p0@example.com', level: 1 }] });
  const second = await database.approvals.decide(projectId, task.id, ['p1@example.com'], APPROVE);
  expect(second).toMatchObject({ kind: 'done', task: { status: 'approved', wakeAt: expect.any(Date) } });
});

test('everybody of 60 who must all approve is counted, whoever else decides at that moment', async () => {
  const { database } = held;
  const everybody = addresses(60);
  const { projectId, task } = await newTask(everybody, { required: null });
  const answers = await Promise.all(
    everybody.map((by) => database.approvals.decide(projectId, task.id, [by], APPROVE)),
  );
  expect(answers.every((answer) => answer?.kind === 'done')).toBe(true);
  const { status, decisions } = await read(task);
  expect([status, new Set(decisions.map(({ by }) => by)).size]).toEqual(['approved', 60]);
});

test('decision, cancel and timeout race: one of them ends the task', async () => {
  const { database } = held;
  for (let round = 0; round < 10; round += 1) {
    const { projectId, task } = await newTask(['a@example.com'], { deadline: HOUR_AHEAD });
    const [decided, cancelled, ended] = await Promise.all([
      database.approvals.decide(projectId, task.id, ['a@example.com'], APPROVE),
      database.approvals.cancel(projectId, task.id),
      database.approvals.end(projectId, task.id, { reason: 'timeout' }),
    ]);
    const { status } = await read(task);
    const winners = { approved: decided?.kind === 'done', cancelled: cancelled?.kind === 'done' };
    expect(Object.entries(winners).filter(([, won]) => won)).toEqual(status === 'timeout' ? [] : [[status, true]]);
    expect(['pending', status]).toContain(ended?.status === status ? status : 'pending');
  }
});

test('whoever acts after the deadline finds that the task has timed out, and its run is told', async () => {
  const { database } = held;
  const by = 'a@example.com';
  const late = async () => newTask([by], { deadline: new Date(Date.now() - 1) });
  const acts = {
    decide: ({ projectId, task }: Awaited<ReturnType<typeof late>>) =>
      database.approvals.decide(projectId, task.id, [by], APPROVE),
    decideByLink: async ({ projectId, task }: Awaited<ReturnType<typeof late>>) => {
      const token = await database.approvals.issueToken(projectId, task.id, { by, level: 1 });
      const { hash } = (await database.approvals.link(token ?? '')) ?? { hash: '' };
      return database.approvals.decideByLink(projectId, task.id, { hash, by }, APPROVE);
    },
    delegate: ({ projectId, task }: Awaited<ReturnType<typeof late>>) =>
      database.approvals.delegate(projectId, task.id, [by], 'heir@example.com'),
  };
  for (const [name, act] of Object.entries(acts)) {
    const asked = await late();
    const answers = await Promise.all([act(asked), act(asked)]);
    const end = { status: 'timeout', decisions: [], endedAt: expect.any(Date), wakeAt: expect.any(Date) };
    expect([name, answers]).toMatchObject([name, [1, 2].map(() => ({ kind: 'ended', task: end }))]);
    expect(await read(asked.task)).toMatchObject({ ...end, approvers: [{ by }] });
  }
  const { projectId, task } = await late();
  await database.approvals.moveDeadline(projectId, task.id, HOUR_AHEAD);
  expect(await database.approvals.decide(projectId, task.id, [by], APPROVE)).toMatchObject({ kind: 'done' });
});

test('users, groups and addresses become people, each once', async () => {
  const { database } = held;
  const { projectId, userId } = await newProject(database);
  const other = await newProject(database);
  const user = await database.users.get(userId);
  await database.groups.put(projectId, 'ops', [userId, 'On.Call@Example.com', 'gone@example.com']);
  await database.groups.put(other.projectId, 'theirs', [other.userId]);
  const texts = ['group:ops', `user:${userId}`, 'Amy <amy@example.com>', 'AMY@example.com', String(user?.email)];
  const { people, unknown } = await database.approvals.resolve(projectId, texts);
  expect(people.map(({ by, approver }) => [by, approver])).toEqual([
    [user?.email, 'group:ops'],
    ['on.call@example.com', 'group:ops'],
    ['gone@example.com', 'group:ops'],
    ['amy@example.com', 'Amy <amy@example.com>'],
  ]);
  expect(people[0]?.identities).toEqual([`user:${userId}`, user?.email]);
  expect(unknown).toEqual([]);
  const foreign = [`user:${other.userId}`, 'group:theirs', 'group:none', `user:${newId()}`];
  expect(await database.approvals.resolve(projectId, foreign)).toEqual({ people: [], unknown: foreign });
});

test('whoever started the run may not decide, unless that is allowed', async () => {
  const { database } = held;
  for (const allowSelf of [false, true]) {
    const { projectId, userId, task } = await newTask(['amy@example.com'], { startedBySelf: true, allowSelf });
    const self = identitiesOf({ id: userId, email: String((await database.users.get(userId))?.email) });
    expect(await database.approvals.decide(projectId, task.id, self, APPROVE)).toMatchObject({ kind: 'stranger' });
    const again = await newTask([], {
      ...{ startedBySelf: true, allowSelf },
      people: [{ approver: 'user', by: 'amy@example.com', identities: ['amy@example.com'] }],
    });
    const email = String((await database.users.get(again.userId))?.email);
    const named = await database.approvals.delegate(again.projectId, again.task.id, ['amy@example.com'], email);
    expect(named?.kind).toBe(allowSelf ? 'done' : 'self');
    if (!allowSelf) continue;
    expect(await database.approvals.decide(again.projectId, again.task.id, [email], APPROVE)).toMatchObject({
      kind: 'done',
    });
  }
});

test('a share that was handed on is the other person’s, at the same level', async () => {
  const { database } = held;
  const { projectId, task } = await newTask(addresses(2), { required: null });
  const to = (by: string, whom: string) => database.approvals.delegate(projectId, task.id, [by], whom);
  expect((await to('p0@example.com', 'p1@example.com'))?.kind).toBe('named');
  expect((await to('p0@example.com', 'group:none'))?.kind).toBe('unknown');
  expect((await to('nobody@example.com', 'new@example.com'))?.kind).toBe('stranger');
  expect(await to('p0@example.com', 'new@example.com')).toMatchObject({
    kind: 'done',
    task: {
      mailDueAt: expect.any(Date),
      approvers: [{ by: 'new@example.com', mailed: false }, { by: 'p1@example.com' }],
    },
  });
  expect((await database.approvals.decide(projectId, task.id, ['p0@example.com'], APPROVE))?.kind).toBe('stranger');
  const due = await database.approvals.claimUnmailed(10);
  expect(due).toContainEqual({ projectId, id: task.id });
  expect(await database.approvals.claimUnmailed(10)).not.toContainEqual({ projectId, id: task.id });
  await database.approvals.markMailed(projectId, task.id, ['new@example.com', 'p1@example.com']);
  expect((await read(task)).mailDueAt).toBeNull();
});

test('a level that is asked adds its people, and only those that were not asked before', async () => {
  const { database } = held;
  const escalation = [['p0@example.com', 'boss@example.com', 'group:none'], ['ceo@example.com']];
  const { projectId, task } = await newTask(addresses(1), { escalation });
  await database.approvals.decide(projectId, task.id, ['p0@example.com'], REJECT);
  expect((await read(task)).status).toBe('pending');
  const asked = await database.approvals.escalate(projectId, task.id, 2);
  expect(asked?.unknown).toEqual(['group:none']);
  expect((await database.approvals.escalate(projectId, task.id, 2))?.task.approvers).toHaveLength(2);
  const after = await read(task);
  expect(after.approvers.map(({ by, level }) => [by, level])).toEqual([
    ['p0@example.com', 1],
    ['boss@example.com', 2],
  ]);
  await database.approvals.decide(projectId, task.id, ['boss@example.com'], REJECT);
  expect((await read(task)).status).toBe('pending');
  await database.approvals.escalate(projectId, task.id, 3);
  await database.approvals.decide(projectId, task.id, ['ceo@example.com'], APPROVE);
  expect(await read(task)).toMatchObject({ status: 'approved', level: 3, decisions: { length: 3 } });
});

test('levels to come that turn out to be nobody reject what can no longer be reached, and the run is to be told', async () => {
  const { database } = held;
  const { projectId, task } = await newTask(addresses(1), { escalation: [['group:later']] });
  await database.groups.put(projectId, 'later', ['x@example.com']);
  await database.approvals.decide(projectId, task.id, ['p0@example.com'], REJECT);
  expect((await read(task)).status).toBe('pending');
  await database.groups.put(projectId, 'later', ['p0@example.com']);
  await database.approvals.escalate(projectId, task.id, 2);
  const { status, wakeAt } = await read(task);
  expect([status, wakeAt]).toEqual(['rejected', expect.any(Date)]);
});

describe('a task of a run whose starter may not decide', () => {
  /** Of which level 1 is whoever started the run, and these. */
  async function ownTask(others: string[], fields: Partial<NewApproval> = {}) {
    const { database } = held;
    const asked = await newTask(others, { startedBySelf: true });
    const email = String((await database.users.get(asked.userId))?.email);
    const { people } = await database.approvals.resolve(asked.projectId, [email, ...others]);
    const task = await database.approvals.open(asked.projectId, { ...asked.input, people, nodeId: 'own', ...fields });
    if (task === null) throw new Error('no task was made');
    return { ...asked, task, email };
  }

  test('is rejected once the levels to come turn out to be nobody, although nobody decided', async () => {
    const { approvals, groups } = held.database;
    const { projectId, task, email } = await ownTask([], { escalation: [['group:later']] });
    await groups.put(projectId, 'later', [email]);
    await approvals.escalate(projectId, task.id, 2);
    expect(await read(task)).toMatchObject({ status: 'rejected', decisions: [], wakeAt: expect.any(Date) });
  });
});

test('opening again answers the same task, unless it ended before the step ran anew', async () => {
  const { database } = held;
  const { projectId, task, input } = await newTask(['a@example.com']);
  expect((await database.approvals.open(projectId, input))?.id).toBe(task.id);
  await database.approvals.end(projectId, task.id, { reason: 'timeout' });
  expect(await database.approvals.open(projectId, input)).toMatchObject({ id: task.id, status: 'timeout' });
  const later = { ...input, createdAt: new Date(input.createdAt.getTime() + 1) };
  const anew = await database.approvals.open(projectId, later);
  expect(anew).toMatchObject({ status: 'pending', decisions: [] });
  expect(anew?.id).not.toBe(task.id);
  expect(await database.approvals.open(projectId, { ...input, runId: newId() })).toBeNull();
});

test('a deadline that was moved meanwhile is not timed out by the old one', async () => {
  const { database } = held;
  const [first, second] = [new Date('2026-05-01T00:00:00Z'), new Date('2026-06-01T00:00:00Z')];
  const { projectId, task } = await newTask(['a@example.com'], { deadline: first });
  expect(await database.approvals.moveDeadline(projectId, task.id, second)).toMatchObject({ kind: 'done' });
  const timeout = (deadline: Date) => database.approvals.end(projectId, task.id, { reason: 'timeout', deadline });
  expect(await timeout(first)).toMatchObject({ status: 'pending', deadline: second });
  expect(await timeout(second)).toMatchObject({ status: 'timeout' });
  expect(await database.approvals.moveDeadline(projectId, task.id, first)).toMatchObject({ kind: 'ended' });
});

test('a link decides once, for the person whom it was mailed to', async () => {
  const { database } = held;
  const { projectId, task } = await newTask(addresses(2), { required: null });
  const token = await database.approvals.issueToken(projectId, task.id, { by: 'p0@example.com', level: 1 });
  const link = await database.approvals.link(String(token));
  expect(link).toMatchObject({ by: 'p0@example.com', usedAt: null, task: { id: task.id } });
  expect(await database.approvals.link('x'.repeat(43))).toBeNull();
  const given = { hash: String(link?.hash), by: 'p0@example.com' };
  const answers: (ApprovalChange | { kind: 'spent' } | null)[] = await Promise.all(
    Array.from({ length: 10 }, () => database.approvals.decideByLink(projectId, task.id, given, APPROVE)),
  );
  expect(answers.filter((answer) => answer?.kind === 'done')).toHaveLength(1);
  expect((await database.approvals.link(String(token)))?.usedAt).toBeInstanceOf(Date);
  expect(JSON.stringify(await database.approvals.get(projectId, task.id))).not.toContain(token);
});

test('lists: what waits for me, what is overdue, of a run, in pages', async () => {
  const { database } = held;
  const { projectId, run, task, input } = await newTask(addresses(2), { required: 2, deadline: new Date(1) });
  const more = await database.approvals.open(projectId, { ...input, iteration: '1', deadline: null });
  const ids = async (filter: Parameters<typeof database.approvals.list>[1], limit = 100) =>
    (await database.approvals.list(projectId, filter, { limit })).items.map(({ id }) => id);
  expect(await ids({ runId: run.id, workflowId: run.workflowId })).toEqual([more?.id, task.id]);
  expect(await ids({ overdueAt: new Date() })).toEqual([task.id]);
  expect(await ids({ waitingFor: ['p0@example.com'] })).toEqual([more?.id, task.id]);
  await database.approvals.decide(projectId, task.id, ['p0@example.com'], APPROVE);
  expect(await ids({ waitingFor: ['p0@example.com'], status: ['pending'] })).toEqual([more?.id]);
  expect(await ids({ waitingFor: ['nobody@example.com'] })).toEqual([]);
  const first = await database.approvals.list(projectId, {}, { limit: 1 });
  expect([first.total, first.items[0]?.id]).toEqual([2, more?.id]);
  const rest = await database.approvals.list(projectId, {}, { limit: 1, cursor: first.nextCursor });
  expect([rest.items[0]?.id, rest.nextCursor]).toEqual([task.id, null]);
});

test('comments are kept in order, and none is lost among many at once', async () => {
  const { database } = held;
  const { projectId, task } = await newTask(['a@example.com']);
  const texts = Array.from({ length: 30 }, (_, index) => `c${index}`);
  await Promise.all(texts.map((text) => database.approvals.comment(projectId, task.id, { by: 'x@example.com', text })));
  expect((await read(task)).comments.map(({ text }) => text).toSorted()).toEqual(texts.toSorted());
});

test('housekeeping finds what a run was not told of, and cancels tasks whose runs have ended', async () => {
  const { database } = held;
  const { projectId, run, task } = await newTask(['a@example.com']);
  const changed = await database.approvals.moveDeadline(projectId, task.id, new Date());
  const untold = (await database.approvals.untold(0, 100)).find(({ id }) => id === task.id);
  expect(untold).toMatchObject({
    runId: run.id,
    nodeId: 'ask',
    iteration: '0',
    temporalWorkflowId: run.temporalWorkflowId,
  });
  await database.approvals.markTold(task.id, new Date(0));
  expect((await read(task)).wakeAt).toEqual(changed?.task.wakeAt);
  await database.approvals.markTold(task.id, untold?.wakeAt ?? new Date(0));
  expect((await read(task)).wakeAt).toBeNull();
  await database.runs.finish(projectId, run.id, { status: 'cancelled', error: null });
  expect(await database.approvals.cancelOrphans(100)).toBeGreaterThanOrEqual(1);
  expect(await read(task)).toMatchObject({ status: 'cancelled', endedAt: expect.any(Date) });
});

test('groups: made, changed, listed, removed', async () => {
  const { database } = held;
  const { projectId } = await newProject(database);
  const made = await database.groups.put(projectId, 'ops', ['a@example.com']);
  expect((await database.groups.put(projectId, 'ops', [])).id).toBe(made.id);
  expect(await database.groups.get(projectId, 'ops')).toMatchObject({ members: [] });
  expect(await database.groups.list(projectId, page)).toMatchObject({ total: 1, items: [{ name: 'ops' }] });
  expect(await database.groups.remove(projectId, 'ops')).toBe(true);
  expect(await database.groups.remove(projectId, 'ops')).toBe(false);
});

test('a form keeps its fields in the order in which its author wrote them', async () => {
  const form = {
    type: 'object',
    required: ['zone', 'amount'],
    properties: { zone: { type: 'string', title: 'Zone' }, amount: { type: 'number' }, b: { type: 'string' } },
  };
  const { task } = await newTask(['a@example.com'], { form });
  expect(JSON.stringify((await read(task)).form)).toBe(JSON.stringify(form));
});
