import { eventually } from '@perdura/testkit';
import { approvalsOf, decide } from './testing/approvals.ts';
import { queryRows } from './testing/database-rows.ts';
import { runHistoryCommand } from './testing/history-command.ts';
import { HttpLedger } from './testing/http-ledger.ts';
import { ownAddress } from './testing/people.ts';
import { report } from './testing/report.ts';
import { chainOf, createWorkflow, endedRun, type NodeSpec, readRun, startRun } from './testing/runs.ts';
import { type Stack, startStack } from './testing/stack.ts';

const RUNS = 500;
/** Each wave of runs meets one fault. */
const FAULTS = ['worker', 'postgres', 'api', 'workers', 'worker'] as const;
const AT_ONCE = 10;
const PATIENCE_MS = 240_000;

let stack: Stack;
/** Steps named `hold` are held. */
const ledger = new HttpLedger({ latencyMs: 50, holds: ({ path }) => path === '/hold' });
let kinds: Record<Kind, string>;

const KINDS = ['loops', 'saga', 'waits', 'child', 'signed', 'cancelled', 'retried'] as const;
type Kind = (typeof KINDS)[number];

beforeAll(async () => {
  await ledger.listen();
  ledger.gate.close();
  stack = await startStack({ workers: 2 });
  kinds = await workflows();
}, 180_000);

afterAll(async () => {
  await stack?.dispose();
  await ledger.close();
}, 60_000);

const node = (id: string, type: string, config: object, more: object = {}): NodeSpec => ({ id, type, config, ...more });
const post = (id: string, more: object = {}) =>
  node(id, 'http-request', { url: `${ledger.url}/${id}`, method: 'POST' }, more);

async function workflows(): Promise<Record<Kind, string>> {
  const double = node('double', 'code', { code: 'return input * 2', input: '{{ item }}' });
  const look = node('look', 'transform', { expression: 'index' });
  const undo = { compensate: { type: 'http-request', config: { url: `${ledger.url}/undo`, method: 'POST' } } };
  const child = await createWorkflow(stack, chainOf([post('inner'), sum()]));
  const approvers = [await ownAddress(stack)];
  const definitions: Record<Kind, NodeSpec[]> = {
    loops: [
      node('each', 'for-each', { items: '[1, 2, 3]', body: { nodes: [double], edges: [] }, concurrency: 2 }),
      node('poll', 'while', { condition: 'index < 2', body: { nodes: [look], edges: [] } }),
      node('check', 'condition', { expression: 'each.result.length === 3' }),
      node('answer', 'respond', { body: { doubled: '{{ each.result }}' } }),
    ],
    saga: [post('book', undo), post('pay', undo), node('stop', 'fail', { message: 'No room', code: 'NO_ROOM' })],
    waits: [
      node('pause', 'delay', { duration: 'PT1S' }),
      node('paid', 'wait-for-event', { event: 'never.comes', timeout: 'PT2S', onTimeout: 'fail' }),
    ],
    child: [node('sub', 'sub-workflow', { workflowId: child, input: {} }), sum()],
    signed: [node('sign', 'approval', { approvers, allowSelf: true, message: 'Well?' }), post('done')],
    cancelled: [post('before'), node('long', 'delay', { duration: 'PT10M' })],
    retried: [post('first'), node('broken', 'transform', { expression: '[1].map((x) => x.no.field)' }), sum()],
  };
  const ids = await Promise.all(
    KINDS.map(async (kind) => [kind, await createWorkflow(stack, chainOf(definitions[kind]))] as const),
  );
  return Object.fromEntries(ids) as Record<Kind, string>;
}

function sum(): NodeSpec {
  return node('sum', 'transform', { expression: '({ at: 1 })' });
}

async function bounded<Item>(items: readonly Item[], work: (item: Item, index: number) => Promise<void>) {
  const queue = items.entries();
  const lane = async () => {
    for (const [index, item] of queue) await work(item, index);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
}

async function strike(fault: (typeof FAULTS)[number]): Promise<void> {
  const [first, second] = stack.workers;
  if (fault === 'postgres') {
    await stack.postgres.kill();
    await stack.postgres.start();
    // The API answers again once its connections are new.
    return void (await eventually(async () => (await stack.call('GET', '/v1/workflows')).status === 200));
  }
  const struck = fault === 'api' ? [stack.api] : fault === 'workers' ? [first, second] : [first];
  await Promise.all(struck.map((each) => each?.kill()));
  await Promise.all(struck.map((each) => each?.start()));
}

async function post202(path: string, body: object = {}): Promise<string> {
  const answer = await stack.call<{ runId: string }>('POST', path, { body });
  expect([path, answer.status]).toEqual([path, 202]);
  return answer.body.runId;
}

async function settle(runs: { kind: Kind; runId: string }[]): Promise<string[]> {
  const all = runs.map(({ runId }) => runId);
  const of = (kind: Kind) => runs.filter((run) => run.kind === kind).map(({ runId }) => runId);
  await bounded(of('cancelled'), async (runId) => void (await stack.call('POST', `/v1/runs/${runId}/cancel`)));
  const open = new Set(of('signed'));
  await eventually(
    async () => {
      const tasks = await approvalsOf(stack, { status: 'pending' });
      await bounded(tasks, async ({ id }, index) => void (await decide(stack, id, index % 3 ? 'approve' : 'reject')));
      await bounded([...open], async (runId) => {
        if ((await readRun(stack, runId)).status.match(/completed|failed/)) open.delete(runId);
      });
      return open.size === 0;
    },
    { timeoutMs: PATIENCE_MS, intervalMs: 1_000, what: 'all approvals to be decided' },
  );
  await bounded(of('retried'), async (runId) => {
    expect((await endedRun(stack, runId, PATIENCE_MS)).status).toBe('failed');
    all.push(await post202(`/v1/runs/${runId}/retry`, { results: { broken: 7 } }));
  });
  await bounded(all, async (runId) => void (await endedRun(stack, runId, PATIENCE_MS)));
  return all;
}

test('runs of every kind under faults: history says of each what Temporal says', async () => {
  const runs: { kind: Kind; runId: string }[] = [];
  const kindOf = (index: number): Kind => KINDS[index % KINDS.length] ?? 'loops';
  for (const [wave, fault] of FAULTS.entries()) {
    const wanted = Array.from({ length: RUNS / FAULTS.length }, (_, index) => kindOf(wave + index));
    await bounded(
      wanted,
      async (kind) => void runs.push({ kind, runId: await startRun(stack, kinds[kind], { wave }) }),
    );
    await strike(fault);
  }
  expect(runs).toHaveLength(RUNS);
  const all = await settle(runs);
  const { exitCode, report: found } = await runHistoryCommand(stack);
  expect(found.differences).toEqual([]);
  expect([exitCode, found.differing, found.onlyInHistory, found.onlyInTemporal, found.statesOnly]).toEqual([
    ...[0, 0, 0, 0, 0],
  ]);
  // Those of the sub-workflow steps come on top.
  expect(found.runs).toBeGreaterThan(all.length);
  expect(found.executions).toBe(found.runs);
  report(`${found.runs} runs and ${found.executions} executions compared after ${FAULTS.length} faults, none differs`);
}, 900_000);

describe('behind our back', () => {
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

  /** A run whose step is held. */
  async function heldRun(): Promise<string> {
    const held = await createWorkflow(stack, chainOf([post('before'), post('hold'), sum()]));
    const runId = await startRun(stack, held);
    await eventually(() => ledger.arrivals.some(({ key }) => key === `${runId}/hold/0`), { timeoutMs: 60_000 });
    await eventually(async () => (await readRun(stack, runId)).status === 'running', { timeoutMs: 60_000 });
    return runId;
  }

  const temporalRunOf = async (runId: string) => (await readRun(stack, runId)).temporal.runId;

  test('a reset run, live or completed, is followed, and the audit log tells why; a deleted one is lost', async () => {
    const completed = await startRun(stack, kinds.loops);
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

    const { body } = await stack.call<{ entries: { action: string; target: string; after: { reason: string } }[] }>(
      'GET',
      `/v1/audit?target=${completed}`,
    );
    expect(JSON.stringify(body)).toContain('a second time');
    const { exitCode, report: found } = await runHistoryCommand(stack);
    expect(found.differences).toEqual([]);
    expect(exitCode).toBe(0);
  }, 400_000);

  test('a difference is told, and ends the command with 1', async () => {
    const runId = await startRun(stack, kinds.loops);
    await endedRun(stack, runId);
    await queryRows(stack, "UPDATE steps SET attempts = 99 WHERE run_id = $1 AND node_id = 'check'", [runId]);
    const { exitCode, report: found } = await runHistoryCommand(stack);
    expect([exitCode, found.differences]).toMatchObject([
      ...[1, [{ runId, what: 'step check/0: attempts', history: 99, temporal: 1 }]],
    ]);
  }, 200_000);
});
