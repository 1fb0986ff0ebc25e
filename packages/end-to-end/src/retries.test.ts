import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { eventually } from '@perdura/testkit';
import type { AppProcess } from './testing/app-process.ts';
import { arrivalsOf, effectsOf } from './testing/arrivals.ts';
import { checkHistories } from './testing/history-check.ts';
import { HttpLedger } from './testing/http-ledger.ts';
import { chainOf, createWorkflow, endedRun, type RunDocument, readRun, startRun, stepOf } from './testing/runs.ts';
import { type Stack, startStack } from './testing/stack.ts';

const RUNS = 20;
/** Long enough to become a file. */
const LARGE = 'x'.repeat(1_200_000);

let stack: Stack;
let worker: AppProcess;
let isHealed = false;
const ledger = new HttpLedger({
  answer: ({ path }) => {
    if (path === '/pay' && !isHealed) return { status: 422, body: { error: 'not today' } };
    return { status: 200, body: path === '/reserve' ? { seat: 7 } : { accepted: true } };
  },
  holds: ({ path }) => path === '/ship',
});

/** Answers everything with a long text. */
const library = createServer((_, response) => {
  response.writeHead(200, { 'content-type': 'text/plain' }).end(LARGE);
});

beforeAll(async () => {
  await ledger.listen();
  await new Promise<void>((resolve) => library.listen(0, '127.0.0.1', resolve));
  stack = await startStack();
  [worker] = stack.workers as [AppProcess];
}, 180_000);

afterAll(async () => {
  await stack?.dispose();
  await ledger.close();
  await new Promise((resolve) => library.close(resolve));
});

function post(id: string) {
  return { id, type: 'http-request', config: { url: `${ledger.url}/${id}`, method: 'POST', body: {} } };
}

const keyOf = (runId: string, nodeId: string) => `${runId}/${nodeId}/0`;

interface Step {
  nodeId: string;
  carriedFrom: string | null;
}

async function retry(runId: string, body: object = {}, headers: Record<string, string> = {}): Promise<string> {
  const answer = await stack.call<{ runId: string }>('POST', `/v1/runs/${runId}/retry`, { body, headers });
  expect([answer.status, answer.body]).toEqual([202, { runId: expect.any(String), status: expect.any(String) }]);
  return answer.body.runId;
}

const fileIn = (run: RunDocument) => (stepOf(run, 'read').result as { body: { file: { url: string } } }).body.file.url;

test('failed runs are retried while workers die: what was done is not done again, all else once', async () => {
  const nodes = [post('reserve'), post('pay'), post('ship')];
  const list = {
    id: 'list',
    type: 'transform',
    config: { expression: '[reserve.result.body.seat, trigger.data.order]' },
  };
  const workflowId = await createWorkflow(stack, chainOf([...nodes, list]));
  const orders = Array.from({ length: RUNS }, (_, order) => order);
  const failed = await Promise.all(
    orders.map((order) => startRun(stack, workflowId, { order, note: 'n'.repeat(40_000) })),
  );
  for (const runId of failed) expect((await endedRun(stack, runId)).status).toBe('failed');

  isHealed = true;
  ledger.gate.close();
  await worker.kill();
  const retries = await Promise.all(failed.map((runId) => retry(runId, {}, { 'idempotency-key': `again-${runId}` })));
  const repeats = await Promise.all(failed.map((runId) => retry(runId, {}, { 'idempotency-key': `again-${runId}` })));
  expect(repeats).toEqual(retries);
  await worker.start();
  await eventually(() => retries.every((runId) => arrivalsOf(ledger, keyOf(runId, 'ship')).length > 0), {
    timeoutMs: 60_000,
    what: 'each retry to ship',
  });
  await worker.kill();
  await worker.start();
  ledger.gate.open();

  for (const [order, runId] of retries.entries()) {
    const run = await endedRun(stack, runId);
    expect(run).toMatchObject({ status: 'completed', retryOf: failed[order], result: [7, order] });
    const carried = (run.stepResults as unknown as Step[]).map(({ nodeId, carriedFrom }) => [nodeId, carriedFrom]);
    expect(carried).toEqual([
      ['reserve', failed[order]],
      ['pay', null],
      ['ship', null],
      ['list', null],
    ]);
    expect(arrivalsOf(ledger, keyOf(runId, 'reserve'))).toEqual([]);
    expect(effectsOf(ledger, keyOf(failed[order] ?? '', 'reserve'))).toBe(1);
    for (const nodeId of ['pay', 'ship']) expect(effectsOf(ledger, keyOf(runId, nodeId))).toBe(1);
    expect((await readRun(stack, failed[order] ?? '')).status).toBe('failed');
  }
  await checkHistories(stack);
}, 240_000);

test('a retry has the files of the run that it repeats', async () => {
  isHealed = false;
  const url = `http://127.0.0.1:${(library.address() as AddressInfo).port}/`;
  const read = { id: 'read', type: 'http-request', config: { url, method: 'GET' } };
  const workflowId = await createWorkflow(stack, chainOf([read, post('pay')]));
  const failed = await endedRun(stack, await startRun(stack, workflowId));
  isHealed = true;
  const run = await endedRun(stack, await retry(failed.id, { results: { pay: 'paid by hand' } }));
  expect([run.status, run.result]).toEqual(['completed', 'paid by hand']);
  expect(fileIn(run)).toBe(fileIn(failed).replace(failed.id, run.id));
  const file = await stack.call('GET', fileIn(run));
  expect(file.status).toBe(200);
});

test('the runs around a run are told', async () => {
  isHealed = false;
  const workflowId = await createWorkflow(stack, chainOf([post('pay')]));
  const first = await startRun(stack, workflowId);
  await endedRun(stack, first);
  const second = await retry(first);
  await endedRun(stack, second);
  const third = await retry(second, { from: 'start' });
  const lineage = await stack.call('GET', `/v1/runs/${second}/lineage`);
  expect(lineage.body).toMatchObject({
    runId: second,
    retryOf: [{ id: first }],
    retries: [{ id: third }],
    parent: null,
  });
  expect((await stack.call('GET', `/v1/runs?retryOf=${first}`)).body).toMatchObject({
    runs: [{ id: second }],
    total: 1,
  });
});
