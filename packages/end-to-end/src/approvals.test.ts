import { eventually } from '@perdura/testkit';
import { approvalsOf, decide, decideByForm, pendingApprovals, readApproval } from './testing/approvals.ts';
import { HttpLedger } from './testing/http-ledger.ts';
import { decisionLinkOf, linksOf, type Mail } from './testing/mails.ts';
import { addUser, ownAddress } from './testing/people.ts';
import { report } from './testing/report.ts';
import { createWorkflow, endedRun, startRun, stepOf } from './testing/runs.ts';
import { SmtpPeer } from './testing/smtp-peer.ts';
import { type Stack, startStack } from './testing/stack.ts';

let stack: Stack;
let me: string;
const post = new SmtpPeer();
const ledger = new HttpLedger();

beforeAll(async () => {
  await Promise.all([post.listen(), ledger.listen()]);
  stack = await startStack({ sharedStores: true, workers: 2, environment: { SMTP_URL: post.url } });
  me = await ownAddress(stack);
}, 180_000);

afterAll(async () => {
  await stack?.dispose();
  await Promise.all([post.close(), ledger.close()]);
});

/** A call whose effect the ledger counts. */
const effect = (id: string) => ({ id, type: 'http-request', config: { url: `${ledger.url}/${id}`, method: 'POST' } });

const effectsOf = (runId: string) => ledger.arrivals.map(({ key }) => key).filter((key) => key.startsWith(runId));

function mailsTo(...addresses: string[]): Mail[] {
  return post.mails.filter(({ to }) => addresses.includes(to));
}

test('a scanner that asks for each link of each mail decides nothing; a person who posts does, once', async () => {
  const readers = ['scan-1@example.com', 'scan-2@example.com', 'scan-3@example.com'];
  await addUser(stack, { email: 'scan-1@example.com', name: '扫描', locale: 'zh-CN' });
  const config = {
    approvers: readers,
    required: 2,
    message: 'Open the <b>gate</b>?',
    reminders: { every: '1s', max: 1 },
  };
  const sign = { id: 'sign', type: 'approval', config };
  const edges = [{ from: 'sign', to: 'open' }];
  const runId = await startRun(stack, await createWorkflow(stack, { nodes: [sign, effect('open')], edges }));
  const [task] = await pendingApprovals(stack, runId);
  const mails = await reminded(readers);
  const links = [...new Set(mails.flatMap(linksOf))];
  expect(links.length).toBeGreaterThanOrEqual(mails.length);

  for (const _ of ['first look', 'second look']) {
    for (const link of links) await scan(link);
  }
  expect(await readApproval(stack, task?.id ?? '')).toMatchObject({ status: 'pending', decisions: [] });
  expect(effectsOf(runId)).toEqual([]);

  const [first, second, third] = readers.map((reader) => decisionLinkOf(mailsTo(reader)[0] as Mail));
  const page = await decideByForm(first as string, 'approve', 'fine');
  expect(page.status).toBe(200);
  expect(page.headers.get('content-type')).toContain('text/html');
  const spent = await decideByForm(first as string, 'reject');
  expect([409, 410]).toContain(spent.status);
  expect(await spent.text()).toContain('scan-1@example.com');
  expect((await decideByForm(second as string, 'approve')).status).toBe(200);
  const late = await decideByForm(third as string, 'reject');
  expect([409, 410]).toContain(late.status);

  expect(stepOf(await endedRun(stack, runId), 'sign').result).toMatchObject({
    decision: 'approved',
    decisions: [
      { by: 'scan-1@example.com', decision: 'approve', comment: 'fine' },
      { by: 'scan-2@example.com', decision: 'approve' },
    ],
  });
  expect(effectsOf(runId)).toHaveLength(1);
});

async function reminded(readers: string[]): Promise<Mail[]> {
  return eventually(
    () => {
      const mails = mailsTo(...readers);
      return mails.length === 2 * readers.length ? mails : null;
    },
    { timeoutMs: 60_000, what: 'each reader to be asked and reminded' },
  );
}

async function scan(link: string): Promise<void> {
  const shown = await fetch(link);
  expect(shown.status).toBe(200);
  // What an eager scanner follows next: the forms of the page, as links.
  const html = await shown.text();
  for (const [, action] of html.matchAll(/(?:action|href|src)="([^"#]+)"/g)) {
    await fetch(new URL((action ?? '').replaceAll('&amp;', '&'), link)).then((answer) => answer.arrayBuffer());
  }
  expect((await fetch(link, { method: 'HEAD' })).status).toBe(200);
  for (const query of ['?decision=approve', '?decision=reject&comment=x']) {
    await fetch(`${link}${query}`).then((answer) => answer.arrayBuffer());
  }
}

test('approvals of a loop and of branches beside it are each decided once, by whoever comes first', async () => {
  const items = Array.from({ length: 20 }, (_, index) => ({ name: `item-${index}` }));
  const approval = (id: string, message: string) => ({
    id,
    type: 'approval',
    config: { approvers: [me], allowSelf: true, message },
  });
  const body = {
    nodes: [
      approval('each', '{{ item.name }}'),
      effect('done'),
      { id: 'refused', type: 'transform', config: { expression: 'item.name' } },
    ],
    edges: [
      { from: 'each', to: 'done', condition: 'approved' },
      { from: 'each', to: 'refused', condition: 'rejected' },
    ],
  };
  const workflowId = await createWorkflow(stack, {
    nodes: [
      { id: 'loop', type: 'for-each', config: { items: 'trigger.data.items', body, concurrency: 5 } },
      approval('left', 'left'),
      approval('right', 'right'),
      { id: 'both', type: 'transform', config: { expression: '[left.result.decision, right.result.decision]' } },
      effect('finish'),
    ],
    edges: [
      { from: 'left', to: 'both' },
      { from: 'right', to: 'both' },
      { from: 'both', to: 'finish' },
      { from: 'loop', to: 'finish' },
    ],
  });
  const runId = await startRun(stack, workflowId, { items });
  const statuses = await decideAll(runId, 22);

  const run = await endedRun(stack, runId);
  expect(run.status).toBe('completed');
  const results = stepOf(run, 'loop').result as unknown[];
  expect(results.map((result) => (typeof result === 'string' ? result : 'effect'))).toEqual(
    items.map(({ name }, index) => (index % 4 === 3 ? name : 'effect')),
  );
  expect(stepOf(run, 'both').result).toEqual(['approved', 'approved']);
  const done = items.flatMap((_, index) => (index % 4 === 3 ? [] : [`${runId}/done/${index}`]));
  expect(effectsOf(runId).toSorted()).toEqual([...done, `${runId}/finish/0`].toSorted());
  const tasks = await approvalsOf(stack, { runId });
  expect(tasks).toHaveLength(22);
  for (const task of tasks) expect(task.decisions).toHaveLength(1);
  // Each task was decided three times at once.
  expect(statuses.filter((status) => status === 200)).toHaveLength(22);
  expect(statuses.filter((status) => status === 409)).toHaveLength(44);
  report(`22 approvals of one run, each decided three times at once: ${statuses.length} answers, 22 of them 200`);
});

/** Decides on each task of a run as it comes, three times at once; every fourth item is rejected. Answers the statuses. */
async function decideAll(runId: string, count: number): Promise<number[]> {
  const statuses: number[] = [];
  const decided = new Set<string>();
  await eventually(
    async () => {
      const tasks = await approvalsOf(stack, { runId, status: 'pending' });
      const open = tasks.filter(({ id }) => !decided.has(id));
      expect(tasks.filter(({ nodeId }) => nodeId === 'each').length).toBeLessThanOrEqual(5);
      const answers = open.flatMap(({ id, nodeId, iteration }) => {
        decided.add(id);
        const decision = nodeId === 'each' && Number(iteration) % 4 === 3 ? 'reject' : 'approve';
        return Array.from({ length: 3 }, () => decide(stack, id, decision));
      });
      statuses.push(...(await Promise.all(answers)).map(({ status }) => status));
      return decided.size === count;
    },
    { timeoutMs: 60_000, intervalMs: 20, what: `${count} approvals to be decided` },
  );
  return statuses;
}

test('of 200 decisions on one task at once as many count as are needed, and the run goes on once', async () => {
  const readers = Array.from({ length: 19 }, (_, index) => `one-of-many-${index}@example.com`);
  const config = { approvers: [me, ...readers], required: 7, allowSelf: true };
  const workflowId = await createWorkflow(stack, {
    nodes: [{ id: 'sign', type: 'approval', config }, effect('after')],
    edges: [{ from: 'sign', to: 'after' }],
  });
  const runId = await startRun(stack, workflowId);
  const [task] = await pendingApprovals(stack, runId);
  const id = task?.id ?? '';
  const mails = await eventually(() => (mailsTo(...readers).length === 19 ? mailsTo(...readers) : null), {
    timeoutMs: 60_000,
    what: 'all to be mailed',
  });
  // Ten times each: by API as the user of the key, by their links as the others; a third of them rejects.
  const asks = Array.from({ length: 10 }, (_, round) => [
    () => decide(stack, id, 'approve'),
    ...mails.map((mail, index) => () => decideByForm(decisionLinkOf(mail), (index + round) % 3 ? 'approve' : 'reject')),
  ]).flat();
  const statuses = (await Promise.all(asks.map((ask) => ask()))).map(({ status }) => status);

  expect(statuses).toHaveLength(200);
  const run = await endedRun(stack, runId);
  const { decision, decisions } = stepOf(run, 'sign').result as { decision: string; decisions: Decision[] };
  expect(decision).toBe('approved');
  expect(decisions.filter((one) => one.decision === 'approve')).toHaveLength(7);
  expect(new Set(decisions.map(({ by }) => by)).size).toBe(decisions.length);
  const winners = statuses.filter((status) => status === 200);
  expect(winners).toHaveLength(decisions.length);
  expect(statuses.filter((status) => status === 409 || status === 410)).toHaveLength(200 - winners.length);
  expect(run.status).toBe('completed');
  expect(run.stepResults.map(({ nodeId, attempts }) => `${nodeId} ${attempts}`)).toEqual(['sign 1', 'after 1']);
  expect(effectsOf(runId)).toHaveLength(1);
  expect((await readApproval(stack, id)).decisions).toHaveLength(decisions.length);
  report(`200 decisions at once: ${winners.length} counted (7 approvals needed), the others were told what happened`);
});

interface Decision {
  by: string;
  decision: string;
}
