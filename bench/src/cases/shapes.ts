import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { acceptedRuns } from '../accepted-runs.ts';
import { BASELINE_QUEUE, startBaseline } from '../baseline/start.ts';
import type { BenchCase, CaseContext, Effort } from '../case.ts';
import { type Compiled, manyCalls } from '../plans.ts';
import type { ProbedProcess } from '../probed-process.ts';
import { startWorker } from '../product.ts';
import { median } from '../statistics.ts';
import { comparison, type Row } from '../table.ts';

interface Shape {
  name: string;
  calls: number;
  /** Size of each answer, in bytes, beside some hundred of its own. */
  bytes: number;
  together: boolean;
}

const SHAPES: Record<'large' | 'small', Shape[]> = {
  large: [
    { name: 'chain of 100', calls: 100, bytes: 0, together: false },
    { name: 'fan of 200', calls: 200, bytes: 0, together: true },
    { name: '1 MB in 35 results', calls: 35, bytes: 30_000, together: false },
    { name: '1 MB in 2 results', calls: 2, bytes: 512 * 1024, together: false },
  ],
  small: [
    { name: 'chain of 4', calls: 4, bytes: 0, together: false },
    { name: 'fan of 4', calls: 4, bytes: 40_000, together: true },
  ],
};

const REPEATS: Record<Effort, number> = { full: 5, quick: 3, smoke: 1 };

/** Large runs: how long they take, what they leave in Temporal's history, and what the worker then holds. */
export const shapes: BenchCase = {
  name: 'shapes',
  title: 'a long chain, a wide fan, large results',
  async run(context) {
    const bench = await openBench(context);
    const rows: Row[] = [];
    for (const shape of SHAPES[context.effort === 'smoke' ? 'small' : 'large']) {
      context.note(shape.name);
      rows.push(...(await measure(bench, shape)));
    }
    await bench.close();
    return { rows };
  },
};

type Bench = Awaited<ReturnType<typeof openBench>>;

async function openBench(context: CaseContext) {
  const { stack } = context;
  const { address } = await context.temporal();
  const installation = await stack.newInstallation();
  const ours = await startWorker(stack, installation, address);
  const baseline = await startBaseline(stack, address);
  const connection = await Connection.connect({ address });
  return {
    ...{ context, installation, ours, baseline },
    client: new Client({ connection }),
    async close() {
      await Promise.all([ours.stop(), baseline.stop()]);
      await connection.close();
    },
  };
}

interface Figures {
  durationMs: number;
  events: number;
  historyBytes: number;
  memoryBytes: number;
}

interface Started {
  workflowId: string;
  run(): Promise<void>;
}

async function measure(bench: Bench, shape: Shape): Promise<Row[]> {
  const { client, installation, context } = bench;
  const query = shape.bytes === 0 ? '' : `?bytes=${shape.bytes}`;
  const urls = Array.from({ length: shape.calls }, (_, index) => `${context.stack.peer.url}/call-${index}${query}`);
  const compiled: Compiled = manyCalls(urls, shape.together);
  const accepted = await acceptedRuns(installation, client, compiled, {});
  const handWritten = (): Started => {
    const workflowId = `baseline-${randomUUID()}`;
    const input = { runId: workflowId, urls, together: shape.together };
    const run = () =>
      client.workflow
        .execute('manyCalls', { workflowId, taskQueue: BASELINE_QUEUE, args: [input] })
        .then(() => undefined);
    return { workflowId, run };
  };
  const figures = { ours: [] as Figures[], baseline: [] as Figures[] };
  for (let repeat = 0; repeat < REPEATS[context.effort]; repeat += 1) {
    const runs = await accepted.accept(1);
    for (const { temporalWorkflowId, run } of runs) {
      figures.ours.push(await once(client, bench.ours, { workflowId: temporalWorkflowId, run }));
    }
    figures.baseline.push(await once(client, bench.baseline, handWritten()));
  }
  await accepted.verify();
  await accepted.close();
  return rowsOf(shape, figures.ours, figures.baseline);
}

async function once(client: Client, worker: ProbedProcess, { workflowId, run }: Started): Promise<Figures> {
  const startedAt = performance.now();
  await run();
  const durationMs = performance.now() - startedAt;
  const { historyLength, historySize } = await client.workflow.getHandle(workflowId).describe();
  const { rssBytes } = await worker.memory();
  return { durationMs, events: historyLength, historyBytes: historySize ?? 0, memoryBytes: rssBytes };
}

function rowsOf({ name }: Shape, ours: Figures[], baseline: Figures[]): Row[] {
  const row = (measure: string, figure: keyof Figures, unit: string, divisor: number) => {
    const of = (sides: Figures[]) => median(sides.map((each) => each[figure])) / divisor;
    return comparison(name, measure, { ours: of(ours), baseline: of(baseline), unit }, null);
  };
  return [
    row('duration', 'durationMs', 'ms', 1),
    row('history events', 'events', 'events', 1),
    row('history size', 'historyBytes', 'kB', 1_000),
    row('worker memory after it', 'memoryBytes', 'MB', 1_000_000),
  ];
}
