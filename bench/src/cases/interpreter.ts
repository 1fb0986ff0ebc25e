import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { acceptedRuns } from '../accepted-runs.ts';
import { BASELINE_QUEUE, startBaseline } from '../baseline/start.ts';
import type { BenchStack, Installation } from '../bench-stack.ts';
import type { BenchCase, CaseContext, Effort } from '../case.ts';
import { type ComparisonPlan, compare, type Figures, type Side } from '../compare.ts';
import { type Compiled, DECISIONS, threeCalls, threeDecisions } from '../plans.ts';
import type { ProbedProcess } from '../probed-process.ts';
import { startWorker } from '../product.ts';
import { comparison, type Row } from '../table.ts';

const PLANS: Record<Effort, ComparisonPlan> = {
  full: { blocks: 6, together: 240, concurrency: 12, alone: 25 },
  quick: { blocks: 5, together: 80, concurrency: 12, alone: 10 },
  smoke: { blocks: 1, together: 6, concurrency: 3, alone: 2 },
};

const TRIGGER = { count: 7 };

/** The interpreter against a hand-written workflow that does the same, on the same server, in turns. */
export const interpreter: BenchCase = {
  name: 'interpreter',
  title: 'the interpreter against a hand-written workflow',
  async run(context) {
    const bench = await openBench(context);
    const { url } = context.stack.peer;
    const calls = await measure(bench, threeCalls(url), (runId) => ['threeCalls', { runId, url }]);
    const decisions = await measure(bench, threeDecisions(), () => [
      'threeDecisions',
      { count: TRIGGER.count, expressions: DECISIONS },
    ]);
    await bench.close();
    return { rows: [...rowsOf('three HTTP requests', calls), ...rowsOf('three pure nodes', decisions)] };
  },
};

interface Bench {
  context: CaseContext;
  stack: BenchStack;
  installation: Installation;
  client: Client;
  ours: ProbedProcess;
  baseline: ProbedProcess;
  close(): Promise<void>;
}

async function openBench(context: CaseContext): Promise<Bench> {
  const { stack } = context;
  const { address } = await context.temporal();
  const installation = await stack.newInstallation();
  const ours = await startWorker(stack, installation, address);
  const baseline = await startBaseline(stack, address);
  const connection = await Connection.connect({ address });
  return {
    ...{ context, stack, installation, ours, baseline },
    client: new Client({ connection }),
    async close() {
      await Promise.all([ours.stop(), baseline.stop()]);
      await connection.close();
    },
  };
}

async function measure(
  bench: Bench,
  compiled: Compiled,
  call: (runId: string) => [workflow: string, input: object],
): Promise<{ ours: Figures; baseline: Figures }> {
  const { context, client, installation } = bench;
  const accepted = await acceptedRuns(installation, client, compiled, TRIGGER);
  const ours: Side = {
    worker: bench.ours,
    async prepare(count) {
      return (await accepted.accept(count)).map(({ run }) => run);
    },
  };
  const baseline: Side = {
    worker: bench.baseline,
    prepare: async (count) => Array.from({ length: count }, () => () => handWritten(client, call)),
  };
  context.note(`${compiled.plan.nodes.map(({ type }) => type).join(' → ')}, in turns`);
  const figures = await compare(ours, baseline, PLANS[context.effort]);
  await accepted.verify();
  await accepted.close();
  return figures;
}

async function handWritten(client: Client, call: (runId: string) => [string, object]): Promise<void> {
  const workflowId = `baseline-${randomUUID()}`;
  const [workflow, input] = call(workflowId);
  await client.workflow.execute(workflow, { workflowId, taskQueue: BASELINE_QUEUE, args: [input] });
}

function rowsOf(name: string, { ours, baseline }: { ours: Figures; baseline: Figures }): Row[] {
  const row = (measure: string, figure: keyof Figures, unit: string, bound: Row['bound']) =>
    comparison(name, measure, { ours: ours[figure], baseline: baseline[figure], unit }, bound);
  return [
    row('throughput', 'runsPerSecond', 'runs/s', { atLeast: 0.85 }),
    row('p50 of a run alone', 'p50Ms', 'ms', { atMost: 1.2 }),
    row('worker CPU per run', 'cpuMsPerRun', 'ms', { atMost: 1.4 }),
  ];
}
