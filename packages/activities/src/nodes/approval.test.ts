import {
  type ApprovalConfig,
  compile,
  type Definition,
  definitionHash,
  type JsonObject,
  nodeSpecs,
} from '@perdura/definition';
import type { ApprovalOpening, NodeActivityInput, NodeOpening } from '@perdura/definition/run';
import { approvalActivities, approvalMailer } from '../approvals/approval-activities.ts';
import { mailApprovers, remindApprovers } from '../approvals/mail-approvers.ts';
import type { NodeContext } from '../node-context.ts';
import { useMailingStage } from '../testing/mailing-stage.ts';
import { contextOn, failureOf } from '../testing/stage.ts';
import { approval } from './approval.ts';

const NOW = '2026-04-12T08:00:00.000Z';
const DAY_MS = 86_400_000;

const held = useMailingStage();
let nodes = 0;

const signal = new AbortController().signal;

/** A step of a run that history has, and what its handler asked of the interpreter. */
async function step(given: Partial<NodeContext> = {}) {
  const { database } = held.stage.dependencies;
  const { projectId } = held.stage;
  const definition: Definition = { trigger: { type: 'manual' }, nodes: [], edges: [] };
  const compiled = { definition, plan: compile(definition), hash: definitionHash(definition) };
  nodes += 1;
  const user = await database.users.create({ email: `starter${nodes}@example.com`, name: '李雷' });
  const { version } = await database.workflows.create(projectId, {
    ...{ userId: user.id, name: 'Pay <the> bill', description: '', enabled: true, compiled, scheduleDesired: null },
  });
  const { run } = await database.runs.create(projectId, {
    ...{ workflowId: version.workflowId, versionId: version.id, triggeredBy: 'api', triggerData: { value: {} } },
    startedBy: user.id,
  });
  const opened: NodeOpening[] = [];
  const context = contextOn(held.mailing, {
    nodeId: 'ask',
    input: { now: NOW } as NodeActivityInput,
    open: (opening) => void opened.push(opening),
    ...given,
  });
  return { context: { ...context, run: { ...context.run, id: run.id } }, opened };
}

function configOf(config: JsonObject): ApprovalConfig {
  return nodeSpecs.approval.rendered.parse(config);
}

function only(opened: NodeOpening[]): ApprovalOpening {
  const [opening] = opened;
  if (opening?.type !== 'approval' || opened.length !== 1) throw new Error('expected one approval to be opened');
  return opening;
}

async function open(config: JsonObject, given: Partial<NodeContext> = {}) {
  const { context, opened } = await step(given);
  expect(await approval(configOf(config), context)).toBeNull();
  const opening = only(opened);
  const ref = { projectId: held.stage.projectId, id: opening.taskId };
  return { context, opening, ref, task: await held.stage.dependencies.database.approvals.get(ref.projectId, ref.id) };
}

const linkIn = (text = '') => /http:\/\/127\.0\.0\.1:8080\/approvals\/([A-Za-z0-9_-]{43})\b/.exec(text)?.[1] ?? '';

test('opens the task by the run’s clock and tells the interpreter what to wait for', async () => {
  const { opening, task } = await open({
    approvers: ['amy@example.com', ['bob@example.com', 'AMY@example.com']],
    ...{ required: 2, message: 'Pay 5 €?', timeout: 'P90D', reminders: { every: 'P1D' }, onTimeout: 'branch' },
    escalate: [
      { after: 'P30D', approvers: ['boss@example.com'] },
      { after: '60d', approvers: ['ceo@example.com'] },
    ],
  });
  expect(opening).toEqual({
    ...{ type: 'approval', taskId: task?.id, onTimeout: 'branch' },
    state: { status: 'pending', deadline: '2026-07-11T08:00:00.000Z', result: null },
    ...{ remindEveryMs: DAY_MS, maxReminders: 10, escalateAfterMs: [30 * DAY_MS, 60 * DAY_MS] },
  });
  expect(task).toMatchObject({ createdAt: new Date(NOW), required: 2, message: 'Pay 5 €?', mailDueAt: null });
  expect(task?.approvers.map(({ by, mailed }) => [by, mailed])).toEqual([
    ['amy@example.com', true],
    ['bob@example.com', true],
  ]);
});

test('mails each approver once, with a link of their own, as text and as HTML', async () => {
  const { context, ref } = await open({
    ...{ approvers: ['amy@example.com', 'bob@example.com'], message: 'Pay <b>5 €</b>?\nNow', timeout: 'PT1H' },
  });
  const [mail] = held.peer.to('amy@example.com');
  expect(mail?.subject).toBe('请审批:Pay <b>5 €</b>?');
  expect(mail?.text).toContain('Pay <b>5 €</b>?\nNow');
  expect(mail?.text).toContain('2026-04-12 09:00 UTC');
  expect(mail?.html).toContain('Pay &lt;b&gt;5 €&lt;/b&gt;?');
  expect(mail?.html).toContain('Pay &lt;the&gt; bill');
  const tokens = ['amy@example.com', 'bob@example.com'].map((to) => linkIn(held.peer.to(to)[0]?.text));
  expect(new Set(tokens).size).toBe(2);
  expect(linkIn(mail?.html)).toBe(tokens[0]);
  const links = await Promise.all(tokens.map((token) => held.stage.dependencies.database.approvals.link(token)));
  expect(links.map((link) => [link?.by, link?.task.id])).toEqual([
    ['amy@example.com', ref.id],
    ['bob@example.com', ref.id],
  ]);
  await approval(configOf({ approvers: ['amy@example.com', 'bob@example.com'] }), { ...context, attempt: 2 });
  await approvalMailer(held.mailing.dependencies)(ref, signal);
  expect(held.peer.delivered).toHaveLength(2);
});

test('writes in the reader’s own language', async () => {
  const { database } = held.stage.dependencies;
  const user = await database.users.create({ email: 'english@example.com', name: 'E', locale: 'en' });
  await database.users.addMember(held.stage.projectId, { userId: user.id, role: 'editor' });
  await open({ approvers: [`user:${user.id}`, 'other@example.com'], message: 'm' });
  expect(held.peer.to('english@example.com')[0]?.subject).toBe('Approval needed: m');
  expect(held.peer.to('other@example.com')[0]?.subject).toBe('请审批:m');
});

test('names approvers whom nobody knows, in any level, and forms that are no schema', async () => {
  const refusals: [JsonObject, string][] = [
    [{ approvers: ['group:nobody'] }, '"group:nobody"'],
    [{ approvers: ['user:665f1a2b3c4d5e6f7a8b9c0d'] }, '/approvers'],
    [{ approvers: ['a@example.com', 'no address'] }, '"no address"'],
    [{ approvers: ['a@example.com'], escalate: [{ after: '1d', approvers: ['group:none'] }] }, '/escalate/0/approvers'],
    [{ approvers: ['a@example.com', 'A@example.com'], required: 2 }, '/required'],
    [{ approvers: ['a@example.com'], form: { properties: { a: { $ref: '#/nowhere' } } } }, '/form'],
  ];
  for (const [config, told] of refusals) {
    const { context, opened } = await step();
    const failure = await failureOf(
      approval({ ...configOf({ approvers: ['x@example.com'] }), ...configLike(config) }, context),
    );
    expect([config, failure.code, failure.retryable]).toEqual([config, 'CONFIG_INVALID', false]);
    expect(failure.message).toContain(told);
    expect(opened).toEqual([]);
  }
  expect(held.peer.delivered).toEqual([]);
});

describe('whoever started the run', () => {
  const starter = () => `starter${nodes + 1}@example.com`;

  test('is not mailed where somebody else decides', async () => {
    const self = starter();
    const { opening, ref } = await open({ approvers: [self, 'amy@example.com'] });
    await remindApprovers(held.mailing.dependencies, ref, 1, signal);
    expect(opening.state.status).toBe('pending');
    expect([held.peer.to(self).length, held.peer.to('amy@example.com').length]).toEqual([0, 2]);
  });

  test('is mailed where that is allowed', async () => {
    const self = starter();
    const { opening } = await open({ approvers: [self], allowSelf: true });
    expect([opening.state.status, held.peer.to(self).length]).toEqual(['pending', 1]);
  });
});

/** Beyond the language's own checks: what templates may give. */
function configLike(config: JsonObject): Partial<ApprovalConfig> {
  return config as Partial<ApprovalConfig>;
}

test('goes on when a recipient is refused, and tells so', async () => {
  held.peer.refusals.set('gone@example.com', 550);
  const { context, task } = await open({ approvers: ['gone@example.com', 'amy@example.com'] });
  expect(context.warnings).toEqual([expect.stringContaining('gone@example.com was not mailed')]);
  expect(held.peer.to('amy@example.com')).toHaveLength(1);
  expect(task?.mailDueAt).toBeNull();
});

test('goes on without a mail server: people can decide without it', async () => {
  const { context, opened } = await step({ dependencies: held.stage.dependencies });
  await approval(configOf({ approvers: ['amy@example.com'] }), context);
  expect(only(opened).state.status).toBe('pending');
  expect(context.warnings).toEqual([expect.stringContaining('No mail server is configured')]);
});

test('a mail server that is away now is tried again by housekeeping, until all are mailed', async () => {
  held.peer.refusals.set('amy@example.com', 451);
  const { context, ref, task } = await open({ approvers: ['amy@example.com', 'bob@example.com'] });
  expect(context.warnings).toEqual([expect.stringContaining('could not be mailed yet')]);
  expect(task).toMatchObject({ mailDueAt: expect.any(Date), approvers: [{ mailed: false }, { mailed: true }] });
  const again = approvalMailer(held.mailing.dependencies);
  expect(await failureOf(again(ref, signal))).toMatchObject({ code: 'MAIL_REJECTED', retryable: true });
  held.peer.refusals.clear();
  await again(ref, signal);
  expect([held.peer.to('amy@example.com').length, held.peer.to('bob@example.com').length]).toEqual([1, 1]);
  const { database } = held.stage.dependencies;
  expect((await database.approvals.get(ref.projectId, ref.id))?.mailDueAt).toBeNull();
});

test('reminders go to those who were asked and are silent, each once', async () => {
  const { ref } = await open({
    ...{ approvers: ['amy@example.com', 'bob@example.com'], required: 'all', message: 'm' },
    escalate: [{ after: '1d', approvers: ['boss@example.com'] }],
  });
  const { approvals } = held.stage.dependencies.database;
  const approve = { decision: 'approve', comment: null, form: null } as const;
  await approvals.decide(ref.projectId, ref.id, ['amy@example.com'], approve);
  for (let times = 0; times < 2; times += 1) await remindApprovers(held.mailing.dependencies, ref, 1, signal);
  expect(held.peer.to('amy@example.com')).toHaveLength(1);
  expect(held.peer.to('bob@example.com').map(({ subject }) => subject)).toEqual(['请审批:m', '提醒,请审批:m']);
  await approvals.escalate(ref.projectId, ref.id, 2);
  await mailApprovers(held.mailing.dependencies, ref, signal);
  expect(held.peer.to('boss@example.com').map(({ subject }) => subject)).toEqual(['已升级给您,请审批:m']);
  await remindApprovers(held.mailing.dependencies, ref, 2, signal);
  expect([held.peer.to('bob@example.com').length, held.peer.to('boss@example.com').length]).toEqual([3, 2]);
  await approvals.delegate(ref.projectId, ref.id, ['bob@example.com'], 'heir@example.com');
  await approvalMailer(held.mailing.dependencies)(ref, signal);
  expect(held.peer.to('heir@example.com')[0]?.text).toContain('bob@example.com');
  await approvals.cancel(ref.projectId, ref.id);
  await remindApprovers(held.mailing.dependencies, ref, 3, signal);
  expect(held.peer.to('boss@example.com')).toHaveLength(2);
});

describe('what becomes of the task', () => {
  const end = (opening: ApprovalOpening, runId: string, reason: 'timeout' | 'cancelled', deadline?: string) =>
    approvalActivities(held.mailing.dependencies)['approval-end']({
      ...{ projectId: held.stage.projectId, runId, nodeId: 'ask', iteration: '0', taskId: opening.taskId, reason },
      ...(deadline ? { deadline } : {}),
    });

  test.each([
    ['fail', 'timeout'],
    ['branch', 'timeout'],
    ['approve', 'approved'],
    ['reject', 'rejected'],
  ] as const)('a timeout with onTimeout %s reads %s', async (onTimeout, status) => {
    const { opening, context } = await open({ approvers: ['amy@example.com'], timeout: '1h', onTimeout });
    const state = await end(opening, context.run.id, 'timeout');
    expect(state).toMatchObject({ status, result: { value: { decision: status, decisions: [] } } });
    expect(await end(opening, context.run.id, 'cancelled')).toEqual(state);
  });

  test('a decision that came first wins, and is the result', async () => {
    const input = { now: new Date().toISOString() } as NodeActivityInput;
    const { opening, context } = await open({ approvers: ['amy@example.com'], timeout: '1h' }, { input });
    const decision = { decision: 'reject', comment: 'no', form: null } as const;
    await held.stage.dependencies.database.approvals.decide(
      held.stage.projectId,
      opening.taskId,
      ['amy@example.com'],
      decision,
    );
    const expected = { by: 'amy@example.com', level: 1, ...decision, at: expect.any(String) };
    expect(await end(opening, context.run.id, 'timeout')).toMatchObject({
      ...{ status: 'rejected', result: { value: { decision: 'rejected', decisions: [expected] } } },
    });
  });

  test('a cancelled task has no result; one whose deadline moved on stays', async () => {
    const { opening, context } = await open({ approvers: ['amy@example.com'], timeout: '1h' });
    const later = new Date('2026-05-01T00:00:00Z');
    await held.stage.dependencies.database.approvals.moveDeadline(held.stage.projectId, opening.taskId, later);
    const state = await end(opening, context.run.id, 'timeout', opening.state.deadline ?? '');
    expect(state).toEqual({ status: 'pending', deadline: later.toISOString(), result: null });
    expect(await end(opening, context.run.id, 'cancelled')).toMatchObject({ status: 'cancelled', result: null });
  });
});
