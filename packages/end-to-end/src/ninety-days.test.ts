import { eventually, timeSkippingServerPath } from '@perdura/testkit';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { type ApprovalDocument, pendingApprovals, readApproval } from './testing/approvals.ts';
import { decisionLinkOf, type Mail } from './testing/mails.ts';
import { addUser } from './testing/people.ts';
import { createWorkflow, endedRun, type RunDocument, readRun, startRun, stepOf } from './testing/runs.ts';
import { SmtpPeer } from './testing/smtp-peer.ts';
import { type Stack, startStack } from './testing/stack.ts';

const DAY_MS = 86_400_000;

let skipping: TestWorkflowEnvironment;
let stack: Stack;
const post = new SmtpPeer();
let beganAtMs: number;
let workflowId: string;
const runs: Record<'moved' | 'left' | 'late', string> = { moved: '', left: '', late: '' };

beforeAll(async () => {
  await post.listen();
  const path = await timeSkippingServerPath();
  skipping = await TestWorkflowEnvironment.createTimeSkipping({
    server: { executable: { type: 'existing-path', path } },
  });
  // Nothing is cached, since this server waits for ever for a worker that left with a run in its cache.
  const environment = { SMTP_URL: post.url, MAX_CACHED_WORKFLOWS: '0' };
  stack = await startStack({ temporalAddress: skipping.address, environment });
  workflowId = await createWorkflow(stack, await definition());
  beganAtMs = await skipping.currentTimeMs();
}, 180_000);

afterAll(async () => {
  await stack?.dispose();
  await skipping?.teardown();
  await post.close();
});

/** Two people, 20 days later their head, 50 days after the start the board; reminders each 15 days. */
async function definition(): Promise<object> {
  const li = await addUser(stack, { email: 'li@example.com', name: '李雷', locale: 'zh-CN' });
  const head = await addUser(stack, { email: 'head@example.com', name: 'Head', locale: 'en' });
  const chen = await addUser(stack, { email: 'chen@example.com', name: '陈', locale: 'zh-CN' });
  const members = [chen, 'abroad@example.org'];
  expect((await stack.call('PUT', '/v1/groups/board', { body: { members } })).status).toBe(200);
  const config = {
    approvers: [`user:${li}`, 'amy@example.org'],
    message: 'Pay {{ trigger.data.invoice }}',
    timeout: 'P40D',
    reminders: { every: '15d', max: 4 },
    escalate: [
      { after: 'P20D', approvers: [`user:${head}`] },
      { after: 'P50D', approvers: ['group:board'] },
    ],
    onTimeout: 'branch',
  };
  return {
    nodes: [
      { id: 'sign', type: 'approval', config },
      { id: 'paid', type: 'transform', config: { expression: 'sign.result.decisions.map(({ by }) => by)' } },
      { id: 'late', type: 'transform', config: { expression: 'sign.result.decision' } },
    ],
    edges: [
      { from: 'sign', to: 'paid', condition: 'approved' },
      { from: 'sign', to: 'late', condition: 'timeout' },
    ],
  };
}

/** Lets the run's clock reach that many days after the start. */
async function skipToDay(day: number): Promise<void> {
  await skipping.sleep(beganAtMs + day * DAY_MS - (await skipping.currentTimeMs()));
}

/** The mails about an invoice, as `address: subject`, once there are so many. */
async function mailsAbout(invoice: string, count: number): Promise<string[]> {
  return eventually(
    () => {
      const found = aboutInvoice(invoice).map(({ to, subject }) => `${to}: ${subject}`);
      expect(found).toHaveLength(count);
      return found;
    },
    { timeoutMs: 60_000 },
  );
}

function aboutInvoice(invoice: string): Mail[] {
  return post.mails.filter(({ subject }) => subject.includes(invoice));
}

const ASK = ['li@example.com: 请审批:Pay INV', 'amy@example.org: Approval needed: Pay INV'];
const REMIND_TWO = ['li@example.com: 提醒,请审批:Pay INV', 'amy@example.org: Reminder, approval needed: Pay INV'];
const ESCALATE_TWO = ['head@example.com: Escalated to you, approval needed: Pay INV'];
const REMIND_THREE = [...REMIND_TWO, 'head@example.com: Reminder, approval needed: Pay INV'];
const ESCALATE_THREE = [
  'chen@example.com: 已升级给您,请审批:Pay INV',
  'abroad@example.org: Escalated to you, approval needed: Pay INV',
];
const REMIND_FIVE = [
  ...REMIND_THREE,
  'chen@example.com: 提醒,请审批:Pay INV',
  'abroad@example.org: Reminder, approval needed: Pay INV',
];

async function expectMails(invoice: string, expected: string[]): Promise<void> {
  const mails = await mailsAbout(invoice, expected.length);
  expect(mails.toSorted()).toEqual(expected.map((line) => line.replace('INV', invoice)).toSorted());
}

let task: ApprovalDocument;

test('level 1 is asked at once, in each reader’s language, and reminded after 15 days', async () => {
  runs.moved = await startRun(stack, workflowId, { invoice: 'INV-A' });
  [task] = (await pendingApprovals(stack, runs.moved)) as [ApprovalDocument];
  await skipToDay(0.04);
  runs.left = await startRun(stack, workflowId, { invoice: 'INV-B' });
  await pendingApprovals(stack, runs.left);
  expect(Date.parse(task.deadline ?? '') - Date.parse(task.createdAt)).toBe(40 * DAY_MS);
  await skipToDay(14);
  await expectMails('INV-A', ASK);
  await skipToDay(16);
  await expectMails('INV-A', [...ASK, ...REMIND_TWO]);
});

test('level 2 is asked after 20 days, and the deadline moves', async () => {
  await skipToDay(25);
  await expectMails('INV-A', [...ASK, ...REMIND_TWO, ...ESCALATE_TWO]);
  const deadline = new Date(beganAtMs + 95 * DAY_MS).toISOString();
  const moved = await stack.call('POST', `/v1/approvals/${task.id}/deadline`, { body: { deadline } });
  expect(moved).toMatchObject({ status: 200, body: { deadline, status: 'pending', level: 2 } });
});

test('another worker takes over what waits', async () => {
  await skipToDay(29);
  for (const worker of stack.workers) await worker.stop();
  await stack.addWorker();
  await skipToDay(35);
  await expectMails('INV-A', [...ASK, ...REMIND_TWO, ...ESCALATE_TWO, ...REMIND_THREE]);
});

test('a deadline that was left alone ends its run on the day', async () => {
  await skipToDay(41);
  const run = await endedRun(stack, runs.left);
  expect(run).toMatchObject({ status: 'completed', result: 'timeout' });
  expect(daysOf(run, 'sign')).toBeCloseTo(40, 1);
  expect((await readRun(stack, runs.moved)).status).toBe('waiting');
});

test('level 3 is asked after 50 days, and a run that begins now has its own 40 days', async () => {
  await skipToDay(51);
  const far = [...ASK, ...REMIND_TWO, ...ESCALATE_TWO, ...REMIND_THREE, ...REMIND_THREE, ...ESCALATE_THREE];
  await expectMails('INV-A', far);
  runs.late = await startRun(stack, workflowId, { invoice: 'INV-C' });
  const [late] = (await pendingApprovals(stack, runs.late)) as [ApprovalDocument];
  expect((Date.parse(late.deadline ?? '') - beganAtMs) / DAY_MS).toBeCloseTo(91, 1);
  await skipToDay(89);
  await expectMails('INV-A', [...far, ...REMIND_FIVE]);
});

test('on day 90 the board decides by the link of its mail, and the run goes on once', async () => {
  await skipToDay(90);
  const escalated = aboutInvoice('INV-A').find(({ to }) => to === 'abroad@example.org') as Mail;
  const answer = await fetch(decisionLinkOf(escalated), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ decision: 'approve', comment: 'at last' }),
  });
  expect(answer.status).toBe(200);
  const run = await endedRun(stack, runs.moved);
  expect(run).toMatchObject({ status: 'completed', result: ['abroad@example.org'] });
  expect(stepOf(run, 'sign').result).toMatchObject({
    decision: 'approved',
    decisions: [{ by: 'abroad@example.org', level: 3, decision: 'approve', comment: 'at last' }],
  });
  expect(run.stepResults.map(({ nodeId, status }) => `${nodeId} ${status}`).toSorted()).toEqual([
    'late skipped',
    'paid success',
    'sign success',
  ]);
  expect(daysOf(run, 'sign')).toBeCloseTo(90, 1);
  expect(await readApproval(stack, task.id)).toMatchObject({ status: 'approved', level: 3 });
});

test('the run that began on day 51 is late on day 91', async () => {
  expect((await readRun(stack, runs.late)).status).toBe('waiting');
  await skipToDay(92);
  expect(await endedRun(stack, runs.late)).toMatchObject({ status: 'completed', result: 'timeout' });
});

test('each mail came once, with a text part that says what is asked and links the page', async () => {
  await expectMails('INV-B', [...ASK, ...REMIND_TWO, ...ESCALATE_TWO, ...REMIND_THREE]);
  expect(new Set(post.mails.map(({ messageId }) => messageId)).size).toBe(post.mails.length);
  expect(new Set(post.mails.map(decisionLinkOf)).size).toBe(post.mails.length);
  for (const mail of post.mails) {
    expect(mail.text).toContain(/^(li|chen)@/.test(mail.to) ? '工作流' : 'The workflow');
    expect(mail.text).toMatch(/Pay INV-[ABC]/);
    expect(mail.text).toContain(decisionLinkOf(mail));
    expect(mail.html).toContain(`lang="${/^(li|chen)@/.test(mail.to) ? 'zh-CN' : 'en'}"`);
  }
});

function daysOf(run: RunDocument, nodeId: string): number {
  const { startedAt, completedAt } = stepOf(run, nodeId);
  return (Date.parse(completedAt ?? '') - Date.parse(startedAt ?? '')) / DAY_MS;
}
