import { eventually } from '@perdura/testkit';
import type { AppProcess } from './testing/app-process.ts';
import { queryRows } from './testing/database-rows.ts';
import {
  codeStep as code,
  type FlowStepDocument,
  pieceStep as piece,
  pieceTrigger,
  publishFlow,
  readFlowRun,
  stepsInLine,
  storedIdOf,
} from './testing/flows.ts';
import { HeldPolls, type PollPlace } from './testing/held-polls.ts';
import { checkHistories } from './testing/history-check.ts';
import { HttpLedger } from './testing/http-ledger.ts';
import { notedPosts, type PolledFlow, poll, pollOutcome, publishPolledFlow } from './testing/polled-flows.ts';
import { PolledSite } from './testing/polled-site.ts';
import { report } from './testing/report.ts';
import { type Stack, startStack } from './testing/stack.ts';
import { StepWatch } from './testing/step-watch.ts';
import { publishCallee, publishCaller } from './testing/subflows.ts';

/** Most flows whose worker is killed until it died in all of their steps. */
const MOST_RUNS = 3;
const ITEMS = 1_000;
/** The one round whose router takes its branch. */
const MARKED = 300;
/** The caller waits for this long: each death costs ten seconds and more until it is noticed. */
const PATIENCE_SECONDS = 120;
/** A look at a live run of so many steps is work for its worker. */
const SELDOM = { timeoutMs: 120_000, intervalMs: 1_000 };

/** The worker dies while polls are in each of them: `asked` while the piece waits for the site. */
const PLACES = ['asked', 'answered', 'kept', 'starting', 'started'] as const;
const DEATHS = 2;
/** New posts for each poll that a worker dies in. */
const FOUND = 4;

let stack: Stack;
let holds: HeldPolls;
let isOver = false;
const sites = PLACES.map((_, at) => new PolledSite(`site-${at}`));
/** The site that does not answer while the gate is closed. */
let silent: PolledSite | null = null;
const ledger = new HttpLedger({
  answer: (entry) => {
    const posts = sites.map((site) => site.listed(entry)).find((listed) => listed !== null);
    return { status: 200, body: posts ?? { accepted: true } };
  },
  holds: ({ path }) => !path.startsWith('/site-') || (silent !== null && path.startsWith(`/${silent.name}/`)),
});

beforeAll(async () => {
  await ledger.listen();
  stack = await startStack({ environment: { FLOW_WAIT_SECONDS: String(PATIENCE_SECONDS) } });
  holds = await HeldPolls.open(stack, FOUND);
}, 180_000);

afterAll(async () => {
  isOver = true;
  await holds?.close();
  await stack?.dispose();
  await ledger.close();
});

test('a flow whose worker is killed in each of its steps in turn answers its caller once, with a true history', async () => {
  let kills: string[] = [];
  let runs = 0;
  // The answer takes some milliseconds: its kill may come a moment too late.
  while (runs < MOST_RUNS && !kills.includes('answer')) {
    runs += 1;
    kills = await killInEachStep();
  }
  expect(kills).toEqual(['route', 'weigh', 'wait', 'answer']);
  expect(await checkHistories(stack)).toEqual({ runs, byStatus: { completed: runs } });
  report(`${kills.length} kills, in ${kills.join(', ')}; ${ledger.arrivals.length} requests`);
}, 1_200_000);

/** Has one flow answer its caller, and tells in which of its steps the worker died. */
async function killInEachStep(): Promise<string[]> {
  const flowId = await publishFlow(stack, 'Weigh and ask', trigger());
  const items = Array.from({ length: ITEMS }, (_, at) => ({ n: at, marked: at === MARKED }));
  const before = ledger.arrivals.length;
  ledger.gate.close();
  const call = () => callFlow(flowId, { items }, `the only one of ${flowId}`);
  let isAnswered = false;
  // Who was told that it takes longer asks again for the same run.
  const asking = async () => (isOver ? NO_ANSWER : taken(await call()));
  const answered = eventually(asking, { timeoutMs: 500_000, what: 'the answer' });
  const answering = later(
    answered.finally(() => {
      isAnswered = true;
    }),
  );
  const runId = await eventually(() => onlyRun(flowId), { timeoutMs: 60_000, what: 'the run to begin' });

  const newest = 'SELECT temporal_workflow_id AS "temporalId" FROM runs ORDER BY id DESC LIMIT 1';
  const [row] = await queryRows<{ temporalId: string }>(stack, newest);
  const watch = new StepWatch(stack, row?.temporalId ?? '');

  const kills: string[] = [];
  /** `holder` tells in which process the step is under way; asked again after the kill, it must still say so. */
  const killIn = async (step: string, holder = () => watch.holderOf(step)): Promise<void> => {
    const found = async () => (await holder()) ?? (isAnswered ? 'over' : null);
    const pid = await eventually(found, { timeoutMs: 120_000, intervalMs: 2, what: `a worker to be in ${step}` });
    if (pid === 'over') return;
    expect(pid).toBe(worker().pid);
    await worker().kill();
    if ((await holder()) === pid) kills.push(step);
    await worker().start();
  };

  // Computing leaves no trace before its task is recorded: a kill may come a moment too late.
  while (!kills.includes('route')) await killIn('route', () => watch.computer());
  // In the middle of its request.
  await killIn('weigh', async () => (ledger.gate.held > 0 ? await watch.holderOf('weigh') : null));
  ledger.gate.open();

  const link = await eventually(() => approvalLink(runId), { ...SELDOM, what: 'the piece to pause' });
  await worker().kill();
  kills.push('wait');
  // The request is taken although nobody is there who could go on.
  expect((await fetch(link)).ok).toBe(true);
  await worker().start();
  await killIn('answer');

  const answer = await answering;
  expect(answer).toEqual({ status: 201, runId, body: { rounds: ITEMS, weight: MARKED * 2, approved: true } });
  // Who asks again with the same key is told the same, of the same run.
  expect(await call()).toEqual(answer);
  await expectHistory(runId);
  // What was killed was tried once more, and no more.
  expect(ledger.arrivals.slice(before).map(({ path }) => path)).toEqual(['/weigh', '/weigh']);
  expect(await watch.completions('answer')).toBe(1);
  return kills;
}

test('polls whose worker dies in any place start one run for each new thing, in order', async () => {
  for (const site of sites) site.publish(2, Date.now() - 86_400_000);
  const flows: PolledFlow[] = [];
  for (const site of sites) flows.push(await publishPolledFlow(stack, site, `${ledger.url}/${site.name}`));
  const body = { flowId: flows[0]?.flowId, testStrategy: 'TEST_FUNCTION' };
  const trial = await stack.call<{ data: { payload: object }[] }>('POST', '/v1/test-trigger', { body });
  expect(trial.body.data.map(({ payload }) => payload)).toEqual(sites[0]?.posts.toReversed());
  // What was there before the flow was switched on is none of its business.
  const findNothing = async (flow: PolledFlow) =>
    expect(await pollOutcome(stack, await poll(stack, flow))).toEqual({ runIds: [], attempts: 1 });
  for (const flow of flows) await findNothing(flow);

  for (let death = 0; death < DEATHS; death += 1) {
    const offered = sites.map((site) => site.publish(FOUND));
    const pollIds = await killInPolls(flows, death);
    for (const [at, pollId] of pollIds.entries()) {
      const { runIds, attempts } = await pollOutcome(stack, pollId);
      expect(attempts).toBe(2);
      expect(await notedPosts(stack, runIds)).toEqual(offered[at]);
    }
  }
  for (const flow of flows) {
    await findNothing(flow);
    expect(await runsOf(flow.flowId)).toHaveLength(DEATHS * FOUND);
  }
  report(`${DEATHS} kills, each in ${flows.length} polls: ${PLACES.join(', ')}`);
}, 400_000);

test('a flow that calls another goes on with its response, or fails with it, though the worker dies meanwhile', async () => {
  const calleeId = await publishCallee(stack, `${ledger.url}/work`);
  const waiting = await publishCaller(stack, calleeId, true);
  const hasty = await publishCaller(stack, calleeId, false);
  const before = ledger.arrivals.length;
  const asked = () =>
    ledger.arrivals
      .slice(before)
      .filter(({ path }) => path === '/work')
      .map(({ body }) => Number(body));
  ledger.gate.close();
  const good = later(callFlow(waiting, { n: 20 }, 'good'));
  const bad = later(callFlow(waiting, { n: -1 }, 'bad'));
  const free = await callFlow(hasty, { n: 3 }, 'free');
  expect(free).toMatchObject({ status: 200, body: { called: {} } });
  await eventually(() => asked().length === 3, { timeoutMs: 60_000, what: 'three callees to be at work' });
  // This call is made, and its worker dies before it hears of that.
  await holds.hold(new Map([[await storedIdOf(stack, 'Doubles'), 'answered']]));
  const unheard = later(callFlow(waiting, { n: 5 }, 'unheard'));
  await holds.untilHeld(1);
  await worker().kill();
  ledger.gate.open();
  await holds.release();
  await worker().start();

  const doubled = (n: number) => ({ status: 200, body: { called: { status: 'success', data: { doubled: n } } } });
  const { runId: goodId, ...answer } = await good;
  expect(answer).toEqual(doubled(40));
  const { runId: unheardId, ...late } = await unheard;
  expect(late).toEqual(doubled(10));
  const failure = await bad;
  expect(failure).toMatchObject({ status: 500, body: { code: 'FLOW_RUN_FAILED', step: 'call' } });
  expect(JSON.stringify(failure.body)).toContain('There is nothing to double.');
  await checkHistories(stack);
  const callees = await runsOf(calleeId);
  const expected = [
    { parentRunId: unheardId, status: 'SUCCEEDED', failParentOnFailure: true },
    { parentRunId: goodId, status: 'SUCCEEDED', failParentOnFailure: true },
    { parentRunId: failure.runId, status: 'FAILED', failParentOnFailure: true },
    { parentRunId: free.runId, status: 'SUCCEEDED', failParentOnFailure: false },
  ];
  expect(callees).toHaveLength(expected.length);
  expect(callees).toEqual(expect.arrayContaining(expected.map((run) => expect.objectContaining(run))));
  // Whose worker died at work was at work once more.
  expect(asked().toSorted()).toEqual([-1, -1, 20, 20, 3, 3, 5].toSorted());
}, 400_000);

/** Has each flow polled, holds each poll in a place of its own, and kills the worker that has them all. */
async function killInPolls(flows: readonly PolledFlow[], shift: number): Promise<string[]> {
  const inDatabase = new Map<string, PollPlace>();
  for (const [at, { storedId }] of flows.entries()) {
    const place = PLACES[(at + shift) % PLACES.length] ?? 'asked';
    if (place === 'asked') silent = sites[at] ?? null;
    else inDatabase.set(storedId, place);
  }
  await holds.hold(inDatabase);
  ledger.gate.close();
  const pollIds: string[] = [];
  for (const flow of flows) pollIds.push(await poll(stack, flow));
  await holds.untilHeld(inDatabase.size);
  await eventually(() => ledger.gate.held > 0, { timeoutMs: 60_000, what: 'the site to be asked' });
  await worker().kill();
  ledger.gate.open();
  await holds.release();
  await worker().start();
  return pollIds;
}

async function runsOf(flowId: string): Promise<{ id: string }[]> {
  const path = `/v1/flow-runs?projectId=${stack.projectId}&flowId=${flowId}&limit=100`;
  return (await stack.call<{ data: { id: string }[] }>('GET', path)).body.data;
}

function worker(): AppProcess {
  const [only] = stack.workers;
  if (only === undefined) throw new Error('the stack has no worker');
  return only;
}

/** A loop with a router in it, code, pieces that call and that wait, and the answer. */
function trigger(): object {
  const weigh = code(
    'weigh',
    'export const code = async ({ url, n }) => { await fetch(url, { method: "POST" }); return { weight: n * 2 }; };',
    { url: `${ledger.url}/weigh`, n: '{{each.item.n}}' },
  );
  const marked = { firstValue: '{{each.item.marked}}', operator: 'BOOLEAN_IS_TRUE' };
  const route = {
    ...{ name: 'route', displayName: 'route', type: 'ROUTER', valid: true },
    settings: {
      executionType: 'EXECUTE_FIRST_MATCH',
      branches: [
        { branchType: 'CONDITION', branchName: 'marked', conditions: [[marked]] },
        { branchType: 'FALLBACK', branchName: 'plain' },
      ],
    },
    children: [weigh, null],
  };
  const each = {
    ...{ name: 'each', displayName: 'each', type: 'LOOP_ON_ITEMS', valid: true },
    ...{ settings: { items: '{{trigger.body.items}}' }, firstLoopAction: route },
  };
  const sum = code('sum', 'export const code = async ({ rounds, weight }) => ({ rounds, weight });', {
    rounds: '{{each.index}}',
    weight: `{{each.iterations[${MARKED}].weigh.output.weight}}`,
  });
  const body = { rounds: '{{sum.rounds}}', weight: '{{sum.weight}}', approved: '{{wait.approved}}' };
  return {
    ...pieceTrigger('webhook', 'catch_webhook', { authType: 'none' }),
    nextAction: stepsInLine(
      each,
      sum,
      piece('links', 'approval', 'create_approval_links'),
      piece('wait', 'approval', 'wait_for_approval'),
      piece('answer', 'webhook', 'return_response', {
        ...{ responseType: 'json', respond: 'stop' },
        fields: { status: 201, headers: {}, body },
      }),
    ),
  };
}

interface FlowAnswer {
  status: number;
  runId: string;
  body: unknown;
}

/** What nobody waits for any more. */
const NO_ANSWER: FlowAnswer = { status: 0, runId: '', body: null };

/** What a test awaits after other things: where one of those fails, this may fail unheard, or it would fail another suite. */
function later<Result>(promise: Promise<Result>): Promise<Result> {
  promise.catch(() => undefined);
  return promise;
}

async function callFlow(flowId: string, body: object, key: string): Promise<FlowAnswer> {
  const response = await fetch(`${stack.api.url}/v1/webhooks/${flowId}/sync`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout((PATIENCE_SECONDS + 30) * 1_000),
  });
  return { status: response.status, runId: response.headers.get('x-run-id') ?? '', body: await response.json() };
}

/** The answer of the flow itself. */
function taken(answer: FlowAnswer): FlowAnswer | null {
  return answer.status === 201 ? answer : null;
}

async function onlyRun(flowId: string): Promise<string | null> {
  const runs = await runsOf(flowId);
  expect(runs.length).toBeLessThan(2);
  return runs[0]?.id ?? null;
}

/** The address at which the piece waits, once it does. */
async function approvalLink(runId: string): Promise<string | null> {
  const { status, steps } = await readFlowRun(stack, runId);
  const { approvalLink: link } = (steps.links?.output ?? {}) as { approvalLink?: string };
  return status === 'PAUSED' && steps.wait?.status === 'PAUSED' ? (link ?? null) : null;
}

async function expectHistory(runId: string): Promise<void> {
  const { status, failedStep, steps } = await eventually(
    async () => {
      const run = await readFlowRun(stack, runId);
      return run.status === 'SUCCEEDED' ? run : null;
    },
    { ...SELDOM, what: 'history to say that the run succeeded' },
  );
  expect([status, failedStep]).toEqual(['SUCCEEDED', null]);
  const { each, ...others } = Object.fromEntries(Object.entries(steps).map(([name, step]) => [name, step.status]));
  expect(each).toBe('SUCCEEDED');
  const inLine = ['trigger', 'sum', 'links', 'wait', 'answer'];
  expect(others).toEqual(Object.fromEntries(inLine.map((name) => [name, 'SUCCEEDED'])));
  const loop = steps.each?.output as { index: number; iterations: Record<string, FlowStepDocument>[] };
  expect([loop.index, loop.iterations.length]).toEqual([ITEMS, ITEMS]);
  const rounds = loop.iterations.map((round) => Object.entries(round).map(([name, step]) => `${name} ${step.status}`));
  const taken = (at: number) => (at === MARKED ? ['route SUCCEEDED', 'weigh SUCCEEDED'] : ['route SUCCEEDED']);
  expect(rounds).toEqual(rounds.map((_, at) => taken(at)));
}
