import { alone, closedLoop, type OneRun, runsPerSecond } from './load.ts';
import type { ProbedProcess } from './probed-process.ts';
import { median, percentile } from './statistics.ts';

/** One of the two things that are compared. */
export interface Side {
  /** Prepares that many runs; not timed. */
  prepare(count: number): Promise<OneRun[]>;
  worker: ProbedProcess;
}

export interface ComparisonPlan {
  /** Blocks of each side; they alternate, and each second pair in the other order. */
  blocks: number;
  /** Runs of a block that are in flight together, and how many of them at once. */
  together: number;
  concurrency: number;
  /** Runs of a block that go one after the other. */
  alone: number;
}

/** Medians over the blocks. */
export interface Figures {
  runsPerSecond: number;
  /** Of one run alone. */
  p50Ms: number;
  /** Processor time of the worker for each run of those together. */
  cpuMsPerRun: number;
}

/** A slow machine makes fewer runs, so that the bench ends in bounded time. */
const ALONE_LIMIT_MS = 3_000;
const TOGETHER_LIMIT_MS = 9_000;

export async function compare(
  ours: Side,
  baseline: Side,
  plan: ComparisonPlan,
): Promise<{ ours: Figures; baseline: Figures }> {
  const blocks = { ours: [] as Figures[], baseline: [] as Figures[] };
  // Nobody's first runs count: code is compiled, pools and caches fill.
  for (const side of [ours, baseline]) await block(side, plan);
  for (let index = 0; index < plan.blocks; index += 1) {
    const measureOurs = async () => blocks.ours.push(await block(ours, plan));
    const measureBaseline = async () => blocks.baseline.push(await block(baseline, plan));
    const order = index % 2 === 0 ? [measureOurs, measureBaseline] : [measureBaseline, measureOurs];
    for (const measure of order) await measure();
  }
  return { ours: medians(blocks.ours), baseline: medians(blocks.baseline) };
}

async function block({ prepare, worker }: Side, plan: ComparisonPlan): Promise<Figures> {
  const single = await prepare(plan.alone);
  const durations = await alone(single, ALONE_LIMIT_MS);
  const runs = await prepare(plan.together);
  const cpuBefore = await worker.cpuMs();
  const done = await closedLoop(runs, plan.concurrency, TOGETHER_LIMIT_MS);
  const cpuMs = (await worker.cpuMs()) - cpuBefore;
  return {
    runsPerSecond: runsPerSecond(done),
    p50Ms: percentile(durations, 0.5),
    cpuMsPerRun: cpuMs / done.runs,
  };
}

function medians(blocks: Figures[]): Figures {
  return {
    runsPerSecond: median(blocks.map((each) => each.runsPerSecond)),
    p50Ms: median(blocks.map((each) => each.p50Ms)),
    cpuMsPerRun: median(blocks.map((each) => each.cpuMsPerRun)),
  };
}
