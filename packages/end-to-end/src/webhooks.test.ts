import { createHmac, randomUUID } from 'node:crypto';
import { eventually } from '@perdura/testkit';
import { queryRows } from './testing/database-rows.ts';
import { checkHistories } from './testing/history-check.ts';
import { HttpLedger } from './testing/http-ledger.ts';
import { chainOf, createWorkflow, endedRun, type NodeSpec } from './testing/runs.ts';
import { type Stack, startStack } from './testing/stack.ts';

const SECRET = 'canary-of-the-webhook';

let stack: Stack;
/** Steps that call `/held` wait until the gate is opened. */
const ledger = new HttpLedger({ holds: ({ path }) => path === '/held' });

beforeAll(async () => {
  await ledger.listen();
  stack = await startStack();
}, 180_000);

beforeEach(() => ledger.gate.close());

afterAll(async () => {
  await stack?.dispose();
  await ledger.close();
});

const request = (id: string, path: string): NodeSpec => ({
  ...{ id, type: 'http-request', config: { url: `${ledger.url}${path}`, method: 'POST' } },
});

async function hooked(path: string, nodes: NodeSpec[], trigger: object = {}): Promise<string> {
  const signature = { scheme: 'github', secret: SECRET };
  const whole = { type: 'webhook', path, signature, respond: 'sync', waitMs: 60_000, ...trigger };
  return await createWorkflow(stack, { trigger: whole, ...chainOf(nodes) });
}

/** Delivers as GitHub does. */
async function deliver(path: string, body: unknown, delivery: string = randomUUID()) {
  const text = JSON.stringify(body);
  const mac = createHmac('sha256', SECRET).update(text).digest('hex');
  const headers = { 'x-github-delivery': delivery, 'x-hub-signature-256': `sha256=${mac}` };
  return await stack.call<{ runId?: string }>('POST', `/v1/hooks/${path}`, { key: null, headers, body });
}

const runsOf = (workflowId: string) =>
  queryRows<{ id: string }>(stack, 'SELECT id FROM runs WHERE workflow_id = $1', [workflowId]);

test('a caller is answered by the run itself, while it goes on', async () => {
  const body = { double: '{{ sum.result }}' };
  const workflowId = await hooked('real/respond', [
    { id: 'sum', type: 'transform', config: { expression: 'trigger.data.body.n * 2' } },
    { id: 'answer', type: 'respond', config: { status: 201, body } },
    request('book', '/held'),
  ]);
  const answer = await deliver('real/respond', { n: 21 });
  expect([answer.status, answer.body]).toEqual([201, { double: 42 }]);
  ledger.gate.open();
  const [run] = await runsOf(workflowId);
  expect(await endedRun(stack, run?.id ?? '')).toMatchObject({ status: 'completed', triggeredBy: 'webhook' });
});

test('a failure is told, though others of its steps were still at work', async () => {
  const fail: NodeSpec = { id: 'fail', type: 'fail', config: { code: 'REJECTED', message: 'no' } };
  const trigger = { type: 'webhook', path: 'real/fail', respond: 'sync', waitMs: 60_000 };
  const graph = {
    nodes: [request('slow', '/held'), request('first', '/quick'), fail],
    edges: [{ from: 'first', to: 'fail' }],
  };
  await createWorkflow(stack, { trigger, ...graph });
  const answer = await deliver('real/fail', {});
  expect([answer.status, answer.body]).toMatchObject([
    500,
    { error: { code: 'REJECTED', message: 'no', nodeId: 'fail' } },
  ]);
});

test('an API that is killed after it accepted a delivery has made one run of it', async () => {
  const workflowId = await hooked('real/killed', [request('work', '/held')]);
  const delivery = randomUUID();
  const waiting = Array.from({ length: 5 }, () => deliver('real/killed', { n: 1 }, delivery).catch(() => null));
  await eventually(async () => (await runsOf(workflowId)).length > 0, { intervalMs: 5 });
  await stack.api.kill();
  await stack.api.start();
  expect(await Promise.all(waiting)).toContain(null);
  const repeat = deliver('real/killed', { n: 1 }, delivery);
  ledger.gate.open();
  const answer = await repeat;
  const [run, ...others] = await runsOf(workflowId);
  expect([answer.status, answer.headers.get('x-run-id'), others]).toEqual([200, run?.id, []]);
  const held = ledger.arrivals.filter(({ key }) => key === `${run?.id}/work/0`);
  expect(held.length).toBe(1);
});

test('without Temporal a delivery is accepted, and runs once it is back', async () => {
  const workflowId = await hooked('real/away', [request('work', '/quick')], { waitMs: 1_000 });
  await stack.temporal.kill();
  const delivery = randomUUID();
  const answer = await deliver('real/away', { n: 1 }, delivery);
  expect([answer.status, answer.body]).toEqual([202, { runId: expect.any(String) }]);
  await stack.temporal.start();
  expect(await endedRun(stack, answer.body.runId ?? '', 60_000)).toMatchObject({ status: 'completed' });
  expect((await deliver('real/away', { n: 1 }, delivery)).headers.get('x-run-id')).toBe(answer.body.runId);
  expect(await runsOf(workflowId)).toHaveLength(1);
});

test('the secret is nowhere in the database, and no history differs from Temporal', async () => {
  const tables = ['workflows', 'workflow_versions', 'runs', 'idempotency_keys', 'audit_entries'];
  for (const table of tables) {
    const rows = await queryRows(stack, `SELECT * FROM ${table}`);
    expect(JSON.stringify(rows)).not.toContain(SECRET);
  }
  expect(await stack.api.log()).not.toContain(SECRET);
  expect((await checkHistories(stack)).runs).toBeGreaterThanOrEqual(4);
});
