import { Client, Connection } from '@temporalio/client';
import { acceptedRuns } from '../accepted-runs.ts';
import type { BenchCase, CaseContext, Effort } from '../case.ts';
import { type Compiled, loopOver } from '../plans.ts';
import { startWorker } from '../product.ts';
import { median } from '../statistics.ts';
import { quantity, type Row } from '../table.ts';

/** Sizes of one loop, rising; the first is the yardstick of the others. */
interface Loop {
  name: string;
  plan(url: string): Compiled;
  sizes: Record<Effort, number[]>;
}

const LOOPS: Loop[] = [
  {
    name: 'for-each, a transform for each item of 1 KB',
    plan: () =>
      loopOver({ type: 'transform', config: { expression: '({ id: item.id, length: item.text.length })' } }, 1),
    sizes: { full: [100, 1_000, 10_000], quick: [100, 10_000], smoke: [3, 6] },
  },
  {
    name: 'for-each, an HTTP request for each item of 1 KB, 10 at once',
    plan: (url) => loopOver({ type: 'http-request', config: { url: `${url}/item?id={{ item.id }}` } }, 10),
    sizes: { full: [100, 1_000, 10_000], quick: [100, 1_000], smoke: [3, 6] },
  },
];

const REPEATS: Record<Effort, number> = { full: 3, quick: 1, smoke: 1 };

/** Above it a single history would be too long, or too large, for Temporal. */
const MAX_EVENTS = 4_096;
const MAX_BYTES = 4 * 1024 * 1024;
const COST_BOUND = 1.25;
const MEMORY_BOUND = 1.25;

/** Whether the cost of an item depends on how many there are, and what a loop leaves behind. */
export const loops: BenchCase = {
  name: 'loops',
  title: 'loops over up to 10,000 items: cost of an item, histories, memory',
  async run(context) {
    const bench = await openBench(context);
    const rows: Row[] = [];
    for (const loop of LOOPS) rows.push(...(await measure(bench, loop)));
    await bench.close();
    return { rows };
  },
};

type Bench = Awaited<ReturnType<typeof openBench>>;

async function openBench(context: CaseContext) {
  const { stack } = context;
  const { address } = await context.temporal();
  const installation = await stack.newInstallation();
  const worker = await startWorker(stack, installation, address);
  const connection = await Connection.connect({ address });
  return {
    ...{ context, installation, worker },
    client: new Client({ connection }),
    async close() {
      await worker.stop();
      await connection.close();
    },
  };
}

interface Figures {
  msPerItem: number;
  events: number;
  historyBytes: number;
  memoryBytes: number;
}

async function measure(bench: Bench, loop: Loop): Promise<Row[]> {
  const { effort, stack, note } = bench.context;
  const compiled = loop.plan(stack.peer.url);
  await figuresOf(bench, compiled, loop.sizes[effort][0] ?? 1);
  const figures: [number, Figures][] = [];
  for (const size of loop.sizes[effort]) {
    note(`${loop.name}: ${size}`);
    figures.push([size, await figuresOf(bench, compiled, size)]);
  }
  const [first] = figures;
  const last = figures.at(-1);
  if (first === undefined || last === undefined) return [];
  const name = `${loop.name}, ${last[0]} items`;
  const against = `for ${first[0]} items`;
  const mb = (bytes: number) => quantity(bytes / 1_000_000, 'MB');
  return [
    {
      ...row(name, `time an item takes, and ${against}`, last[1].msPerItem / first[1].msPerItem, COST_BOUND),
      ours: quantity(last[1].msPerItem, 'ms'),
      baseline: quantity(first[1].msPerItem, 'ms'),
    },
    {
      ...row(name, 'longest history, and what Temporal bears', last[1].events / MAX_EVENTS, 1),
      ours: `${last[1].events} events`,
      baseline: `${MAX_EVENTS} events`,
    },
    {
      ...row(name, 'largest history, and what Temporal bears', last[1].historyBytes / MAX_BYTES, 1),
      ours: mb(last[1].historyBytes),
      baseline: mb(MAX_BYTES),
    },
    {
      ...row(
        name,
        `resident memory of the worker, and ${against}`,
        last[1].memoryBytes / first[1].memoryBytes,
        MEMORY_BOUND,
      ),
      ours: mb(last[1].memoryBytes),
      baseline: mb(first[1].memoryBytes),
    },
  ];
}

function row(
  name: string,
  measure: string,
  ratio: number,
  atMost: number,
): Pick<Row, 'case' | 'measure' | 'ratio' | 'bound'> {
  return { case: name, measure, ratio, bound: { atMost } };
}

/** What an item adds: the same run over a single item is taken off. */
async function figuresOf(bench: Bench, compiled: Compiled, size: number): Promise<Figures> {
  const repeats = REPEATS[bench.context.effort];
  const durations: number[] = [];
  let longest = { events: 0, historyBytes: 0 };
  for (let repeat = 0; repeat < repeats; repeat += 1) {
    const one = await timed(bench, compiled, 1);
    const all = await timed(bench, compiled, size);
    durations.push((all.durationMs - one.durationMs) / Math.max(1, size - 1));
    const parts = await partsOf(bench.client, all.temporalWorkflowId);
    longest = {
      events: Math.max(longest.events, ...parts.map(({ events }) => events)),
      historyBytes: Math.max(longest.historyBytes, ...parts.map(({ historyBytes }) => historyBytes)),
    };
  }
  const { rssBytes } = await bench.worker.memory();
  return { msPerItem: median(durations), ...longest, memoryBytes: rssBytes };
}

async function timed({ installation, client }: Bench, compiled: Compiled, count: number) {
  const accepted = await acceptedRuns(installation, client, compiled, { items: itemsOf1Kb(count) });
  const [run] = await accepted.accept(1);
  if (run === undefined) throw new Error('no run was accepted');
  const startedAt = performance.now();
  await run.run();
  const durationMs = performance.now() - startedAt;
  await accepted.close();
  return { durationMs, temporalWorkflowId: run.temporalWorkflowId };
}

function itemsOf1Kb(count: number) {
  return Array.from({ length: count }, (_, id) => ({ id, text: 'x'.repeat(1_000) }));
}

/** The executions of a run, each of which has a history of its own. */
async function partsOf(client: Client, workflowId: string): Promise<{ events: number; historyBytes: number }[]> {
  const parts: { events: number; historyBytes: number }[] = [];
  for await (const { runId } of client.workflow.list({ query: `WorkflowId = '${workflowId}'` })) {
    const { historyLength, historySize } = await client.workflow.getHandle(workflowId, runId).describe();
    parts.push({ events: historyLength, historyBytes: historySize ?? 0 });
  }
  return parts;
}
