import { eventually } from '@perdura/testkit';
import type { AppProcess } from './testing/app-process.ts';
import { queryRows } from './testing/database-rows.ts';
import { type FlowStepDocument, publishFlow, readFlowRun, stepsInLine } from './testing/flows.ts';
import { checkHistories } from './testing/history-check.ts';
import { HttpLedger } from './testing/http-ledger.ts';
import { report } from './testing/report.ts';
import { type Stack, startStack } from './testing/stack.ts';
import { StepWatch } from './testing/step-watch.ts';

const ITEMS = 1_000;
/** The one round whose router takes its branch. */
const MARKED = 300;
/** The caller waits for this long: each death costs ten seconds and more until it is noticed. */
const PATIENCE_SECONDS = 120;
/** A look at a live run of so many steps is work for its worker. */
const SELDOM = { timeoutMs: 60_000, intervalMs: 1_000 };

let stack: Stack;
const ledger = new HttpLedger();

beforeAll(async () => {
  await ledger.listen();
  stack = await startStack({ environment: { FLOW_WAIT_SECONDS: String(PATIENCE_SECONDS) } });
}, 180_000);

afterAll(async () => {
  await stack?.dispose();
  await ledger.close();
}, 60_000);

test('a flow whose worker is killed in each of its steps in turn answers its caller once, with a true history', async () => {
  const flowId = await publishFlow(stack, 'Weigh and ask', trigger());
  const items = Array.from({ length: ITEMS }, (_, at) => ({ n: at, marked: at === MARKED }));
  ledger.gate.close();
  const call = () => callFlow(flowId, { items });
  const answering = call();
  const runId = await eventually(() => onlyRun(flowId), { timeoutMs: 30_000, what: 'the run to begin' });

  const [row] = await queryRows<{ temporalId: string }>(stack, 'SELECT temporal_workflow_id AS "temporalId" FROM runs');
  const watch = new StepWatch(stack, row?.temporalId ?? '');

  const kills: string[] = [];
  /** `holder` tells in which process the step is under way; asked again after the kill, it must still say so. */
  const killIn = async (step: string, holder = () => watch.holderOf(step)): Promise<void> => {
    const pid = await eventually(holder, { timeoutMs: 60_000, intervalMs: 2, what: `a worker to be in ${step}` });
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
  expect(await watch.completions('answer')).toBe(1);
  expect(await checkHistories(stack)).toEqual({ runs: 1, byStatus: { completed: 1 } });
  expect(kills).toEqual(['route', 'weigh', 'wait', 'answer']);
  report(`${kills.length} kills, in ${kills.join(', ')}; ${ledger.arrivals.length} requests`);
}, 300_000);

function worker(): AppProcess {
  const [only] = stack.workers;
  if (only === undefined) throw new Error('the stack has no worker');
  return only;
}

function piece(name: string, pieceName: string, actionName: string, input: object = {}): object {
  const settings = {
    pieceName: `@activepieces/piece-${pieceName}`,
    pieceVersion: VERSIONS[pieceName],
    actionName,
    input,
  };
  return { name, displayName: name, type: 'PIECE', valid: true, settings };
}

const VERSIONS: Record<string, string> = { webhook: '~0.1.29', approval: '~0.2.2' };

function code(name: string, source: string, input: object): object {
  const sourceCode = { code: source, packageJson: '{}' };
  return { name, displayName: name, type: 'CODE', valid: true, settings: { sourceCode, input } };
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
    ...{ name: 'trigger', displayName: 'trigger', type: 'PIECE_TRIGGER', valid: true },
    settings: {
      ...{ pieceName: '@activepieces/piece-webhook', pieceVersion: VERSIONS.webhook, triggerName: 'catch_webhook' },
      input: { authType: 'none' },
    },
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

async function callFlow(flowId: string, body: object): Promise<{ status: number; runId: string; body: unknown }> {
  const response = await fetch(`${stack.api.url}/v1/webhooks/${flowId}/sync`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': 'the only one' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout((PATIENCE_SECONDS + 30) * 1_000),
  });
  return { status: response.status, runId: response.headers.get('x-run-id') ?? '', body: await response.json() };
}

async function onlyRun(flowId: string): Promise<string | null> {
  const path = `/v1/flow-runs?projectId=${stack.projectId}&flowId=${flowId}`;
  const { body } = await stack.call<{ data: { id: string }[] }>('GET', path);
  expect(body.data.length).toBeLessThan(2);
  return body.data[0]?.id ?? null;
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
  // What was killed was tried once more, and no more.
  expect(ledger.arrivals.map(({ path }) => path)).toEqual(['/weigh', '/weigh']);
}
