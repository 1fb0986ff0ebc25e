import { eventually } from '@perdura/testkit';
import { approvalsOf, decide } from './testing/approvals.ts';
import { publishEvent } from './testing/events.ts';
import { checkHistories } from './testing/history-check.ts';
import { HttpLedger } from './testing/http-ledger.ts';
import { ownAddress } from './testing/people.ts';
import { report } from './testing/report.ts';
import { childrenOf, createWorkflow, endedRun, type RunDocument, readRun, startRun, stepOf } from './testing/runs.ts';
import { type Stack, startStack } from './testing/stack.ts';
import { WorkerKiller } from './testing/worker-killer.ts';

const KILLS = 12;
const RUNS_PER_STRIKE = 3;
/** Each fifth strike hits both workers at once. */
const ALL_DIE_EVERY = 5;
const PICKS = 3;
/** Where the news that a run waits died with its worker, housekeeping finds it within a minute or so. */
const FOUND_WITHIN_MS = 150_000;

type Ends = 'well' | 'parked' | 'failed';
const ENDS: readonly Ends[] = ['well', 'parked', 'failed'];

let stack: Stack;
/** Runs whose shaky step may succeed. */
const repaired = new Set<string>();
const ledger = new HttpLedger({
  latencyMs: 100,
  answer: ({ key, path }) => {
    const refuses = path === '/shaky' && !repaired.has(key.split('/')[0] ?? '');
    return refuses ? { status: 422, body: { error: 'not yet' } } : { status: 200, body: { accepted: true } };
  },
});

beforeAll(async () => {
  await ledger.listen();
  stack = await startStack({ workers: 2 });
}, 180_000);

afterAll(async () => {
  await stack?.dispose();
  await ledger.close();
});

const call = (path: string) => ({ url: `${ledger.url}/${path}`, method: 'POST' });
const effect = (id: string, more: object = {}) => ({ id, type: 'http-request', config: call(id), ...more });
const undoable = (id: string) => effect(id, { compensate: { type: 'http-request', config: call(`undo-${id}`) } });
const edge = (from: string, to: string, condition?: string) => ({ from, to, ...(condition ? { condition } : {}) });

/** Loops, waits, a child, branches, a step that parks and effects that are undone, in one definition. */
async function orderWorkflow(): Promise<string> {
  const approval = { type: 'approval', config: { approvers: [await ownAddress(stack)], allowSelf: true } };
  const childId = await createWorkflow(stack, {
    nodes: [{ id: 'agree', ...approval }, effect('agreed')],
    edges: [edge('agree', 'agreed')],
  });
  const weigh = { id: 'weigh', type: 'code', config: { code: 'return input * 2;', input: '{{ item }}' } };
  const picking = { nodes: [undoable('pick'), weigh], edges: [edge('pick', 'weigh')] };
  const looking = {
    nodes: [{ id: 'pause', type: 'delay', config: { duration: 'PT1S' } }, effect('look')],
    edges: [edge('pause', 'look')],
  };
  const items = Array.from({ length: PICKS }, (_, index) => index);
  return createWorkflow(stack, {
    nodes: [
      undoable('reserve'),
      { id: 'picks', type: 'for-each', config: { items, body: picking, concurrency: PICKS } },
      { id: 'poll', type: 'while', config: { condition: 'index < 2', body: looking } },
      {
        id: 'paid',
        type: 'wait-for-event',
        config: { event: 'order.paid', correlationKey: '{{ trigger.data.order }}', timeout: 'PT10M' },
      },
      {
        id: 'child',
        type: 'sub-workflow',
        config: { workflowId: childId, input: { order: '{{ trigger.data.order }}' } },
      },
      { id: 'sign', ...approval },
      undoable('charge'),
      { id: 'route', type: 'switch', config: { expression: 'trigger.data.ends' } },
      effect('shaky', { onError: 'park', retry: { attempts: 1 } }),
      { id: 'broken', type: 'fail', config: { message: 'as it was told', code: 'AS_TOLD' } },
      { id: 'done', type: 'transform', config: { expression: SUMMARY }, join: 'any' },
    ],
    edges: [
      ...['picks', 'poll', 'paid', 'child', 'sign'].flatMap((id) => [edge('reserve', id), edge(id, 'charge')]),
      edge('charge', 'route'),
      edge('route', 'shaky', 'parked'),
      edge('route', 'broken', 'failed'),
      edge('route', 'done', 'default'),
      edge('shaky', 'done'),
    ],
  });
}

const SUMMARY =
  '({ picks: picks.result, polled: poll.result.iterations, paid: paid.result.data.by, child: child.result.status, ' +
  'sign: sign.result.decision })';

interface Order {
  runId: string;
  ends: Ends;
}

test('runs of every kind of step survive the deaths of their workers, and no effect is doubled', async () => {
  const workflowId = await orderWorkflow();
  const killer = new WorkerKiller(stack, ledger);
  const operator = new Operator(workflowId);
  const operating = operator.run();
  const orders: Order[] = [];
  try {
    for (let strike = 1; killer.kills.length < KILLS && strike <= 2 * KILLS; strike += 1) {
      for (let count = 0; count < RUNS_PER_STRIKE; count += 1) orders.push(await startOrder(workflowId, orders.length));
      await killer.strike(strike % ALL_DIE_EVERY === 0 ? 2 : 1);
    }
    expect(killer.kills.length).toBeGreaterThanOrEqual(KILLS);
    expect(orders.length).toBeGreaterThanOrEqual(30);
    for (const order of orders) await expectEnd(order, await endedRun(stack, order.runId, FOUND_WITHIN_MS));
  } finally {
    operator.stop();
    await operating;
  }
  const parked = orders.filter(({ ends }) => ends === 'parked');
  expect([...repaired].toSorted()).toEqual(parked.map(({ runId }) => runId).toSorted());
  const { byStatus } = await checkHistories(stack, 120_000);
  const keys = ledger.arrivals.map(({ key }) => key);
  report(
    `${killer.kills.length} kills in the middle of steps; ${orders.length} runs with as many children, ` +
      `${JSON.stringify(byStatus)}; ${new Set(keys).size} effects, ${keys.length} requests`,
  );
}, 600_000);

async function startOrder(workflowId: string, index: number): Promise<Order> {
  const ends = ENDS[index % ENDS.length] ?? 'well';
  const order = `order-${index}`;
  const runId = await startRun(stack, workflowId, { order, ends });
  // Nobody waits for it yet; it came after the run began, and must not be lost.
  await publishEvent(stack, { type: 'order.paid', data: { by: order }, correlationKey: order, id: order });
  return { runId, ends };
}

/** Decides on what waits for people, and lets parked steps be tried again once their cause is mended. */
class Operator {
  readonly #workflowId: string;
  #stopped = false;

  constructor(workflowId: string) {
    this.#workflowId = workflowId;
  }

  stop(): void {
    this.#stopped = true;
  }

  async run(): Promise<void> {
    await eventually(
      async () => {
        await this.#decide();
        await this.#resume();
        return this.#stopped;
      },
      { timeoutMs: 390_000, intervalMs: 300, what: 'the operator to be stopped' },
    );
  }

  async #decide(): Promise<void> {
    for (const { id } of await approvalsOf(stack, { status: 'pending' })) await decide(stack, id);
  }

  async #resume(): Promise<void> {
    const query = `workflowId=${this.#workflowId}&status=waiting&limit=100`;
    const { body } = await stack.call<{ runs: RunDocument[] }>('GET', `/v1/runs?${query}`);
    for (const { id } of body.runs) {
      const { stepResults } = await readRun(stack, id);
      if (!stepResults.some(({ nodeId, status }) => nodeId === 'shaky' && status === 'waiting')) continue;
      repaired.add(id);
      // While all workers are dead, the command is refused or its outcome is not known: it is given again then.
      await stack.call('POST', `/v1/runs/${id}/resume`, { body: { action: 'retry' } });
    }
  }
}

async function expectEnd({ runId, ends }: Order, run: RunDocument): Promise<void> {
  const order = stepOf(run, 'paid').result as { data: { by: string } };
  if (ends === 'failed') expect(run).toMatchObject({ status: 'failed', error: { code: 'AS_TOLD', nodeId: 'broken' } });
  else {
    const picks = Array.from({ length: PICKS }, (_, index) => index * 2);
    const result = { picks, polled: 2, paid: order.data.by, child: 'completed', sign: 'approved' };
    expect(run).toMatchObject({ status: 'completed', error: null, result });
  }
  const [child, ...others] = await childrenOf(stack, runId);
  expect(others).toEqual([]);
  expect(child).toMatchObject({ status: 'completed', parentRunId: runId });
  expect(effectsOf(child?.id ?? '')).toEqual(['agreed/0']);
  const undone = effectsOf(runId).filter((key) => key.includes(':compensate/'));
  const done = effectsOf(runId).filter((key) => !undone.includes(key));
  const rounds = Array.from({ length: PICKS }, (_, index) => `pick/${index}`);
  const shaky = ends === 'parked' ? ['shaky/0'] : [];
  expect(done.toSorted()).toEqual(['reserve/0', ...rounds, 'look/0', 'look/1', 'charge/0', ...shaky].toSorted());
  const completed = ends === 'failed' ? await completions(runId) : [];
  expect(undone).toEqual(completed.toReversed().map((place) => place.replace('/', ':compensate/')));
}

/** The effects of a run in the order in which they first came, as `<node>/<iteration>`. */
function effectsOf(runId: string): string[] {
  const keys = ledger.arrivals.map(({ key }) => key).filter((key) => key.startsWith(`${runId}/`));
  return [...new Set(keys)].map((key) => key.slice(runId.length + 1));
}

/** The undoable steps of a run in the order in which Temporal saw them completed. */
async function completions(runId: string): Promise<string[]> {
  const { events } = await stack.temporalClient.workflow.getHandle(`run-${runId}`).fetchHistory();
  const places = new Map<string, string>();
  const completed: string[] = [];
  for (const event of events ?? []) {
    const [input] = event.activityTaskScheduledEventAttributes?.input?.payloads ?? [];
    if (input?.data) {
      const { node, iteration } = JSON.parse(Buffer.from(input.data).toString('utf8'));
      places.set(String(event.eventId), `${node?.id}/${iteration}`);
    }
    const scheduled = event.activityTaskCompletedEventAttributes?.scheduledEventId;
    const place = places.get(String(scheduled)) ?? '';
    if (/^(reserve|pick|charge)\//.test(place)) completed.push(place);
  }
  return completed;
}
