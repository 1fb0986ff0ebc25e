import { setTimeout as pause } from 'node:timers/promises';
import { EventReader } from '@perdura/testkit';
import { HttpLedger } from './testing/http-ledger.ts';
import { createWorkflow, readRun, type StepDocument, startRun } from './testing/runs.ts';
import { type Stack, startStack } from './testing/stack.ts';

const WATCHERS = 30;
const ITEMS = 150;

let stack: Stack;
const ledger = new HttpLedger({ latencyMs: 150 });

beforeAll(async () => {
  await ledger.listen();
  stack = await startStack();
}, 180_000);

afterAll(async () => {
  await stack?.dispose();
  await ledger.close();
});

/** Calls a service for each of many items, five at a time. */
function loop(): object {
  const nodes = [
    { id: 'call', type: 'http-request', config: { url: `${ledger.url}/{{ item }}`, method: 'POST', body: {} } },
  ];
  const config = {
    items: `Array.from({ length: ${ITEMS} }, (_, at) => at)`,
    concurrency: 5,
    body: { nodes, edges: [] },
  };
  return {
    nodes: [
      { id: 'each', type: 'for-each', config },
      { id: 'sum', type: 'transform', config: { expression: 'each.result.length' } },
    ],
    edges: [{ from: 'each', to: 'sum' }],
  };
}

/** Comes back as often as it is cut off, by chance or because the server died, until there is nothing more to tell. */
async function watchToTheEnd(watcher: EventReader): Promise<void> {
  for (;;) {
    const status = await watcher.connect().catch(() => null);
    if (status === 204) return;
    if (status !== 200) {
      await pause(200);
      continue;
    }
    const cut = setTimeout(() => watcher.cut(), 3_000 * Math.random());
    await watcher.closed(120_000);
    clearTimeout(cut);
  }
}

test('a run is told to the end through the deaths of API and worker, each event once', async () => {
  const runId = await startRun(stack, await createWorkflow(stack, loop()));
  const port = Number(new URL(stack.api.url).port);
  const path = `/v1/runs/${runId}/events`;
  const watchers = Array.from({ length: WATCHERS }, () => new EventReader({ port, path, apiKey: stack.apiKey }));
  const watched = Promise.all(watchers.map(watchToTheEnd));
  const [first] = watchers;
  await first?.until(({ data }) => data.nodeId === 'call' && data.iteration === '30', 120_000);
  await stack.api.kill();
  await stack.api.start();
  await first?.until(({ data }) => data.nodeId === 'call' && data.iteration === '60', 120_000);
  const [worker] = stack.workers;
  await worker?.kill();
  await worker?.start();
  await watched;

  const run = await readRun(stack, runId);
  expect(run).toMatchObject({ status: 'completed', result: ITEMS });
  for (const { events } of watchers) {
    const ids = events.map(({ id }) => Number(id));
    expect(ids.filter((id, index) => id <= (ids[index - 1] ?? -1))).toEqual([]);
    const newest = new Map<string, unknown>();
    for (const { event, data } of events) if (event === 'step') newest.set(`${data.nodeId}/${data.iteration}`, data);
    expect(sorted([...newest.values()] as StepDocument[])).toEqual(sorted(run.stepResults));
    expect(events.at(-1)).toMatchObject({ event: 'run', data: { status: 'completed', result: ITEMS } });
  }
}, 400_000);

function sorted(steps: StepDocument[]): StepDocument[] {
  return steps.toSorted((one, other) => (placeOf(one) < placeOf(other) ? -1 : 1));
}

function placeOf({ nodeId, iteration }: StepDocument): string {
  return `${nodeId}/${iteration}`;
}
