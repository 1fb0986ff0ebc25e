import { freePort } from '@perdura/embedded';
import { Client, Connection } from '@temporalio/client';
import { acceptedRuns } from '../accepted-runs.ts';
import type { BenchStack, Installation } from '../bench-stack.ts';
import type { BenchCase, Effort } from '../case.ts';
import { type ComparisonPlan, compare } from '../compare.ts';
import { threeCalls } from '../plans.ts';
import { built } from '../probed-process.ts';
import { comparison } from '../table.ts';

const PLANS: Record<Effort, ComparisonPlan> = {
  full: { blocks: 6, together: 200, concurrency: 12, alone: 8 },
  quick: { blocks: 5, together: 60, concurrency: 12, alone: 4 },
  smoke: { blocks: 1, together: 4, concurrency: 2, alone: 1 },
};

/** What history in PostgreSQL costs: the same worker with and without it. */
export const recording: BenchCase = {
  name: 'recording',
  title: 'history recording on against off',
  async run({ stack, temporal, effort }) {
    const { address } = await temporal();
    const installation = await stack.newInstallation();
    const connection = await Connection.connect({ address });
    const client = new Client({ connection });
    const sides = [];
    for (const records of [true, false]) {
      const taskQueue = `recording-${records}`;
      const worker = await startParts(stack, installation, address, { taskQueue, records });
      const accepted = await acceptedRuns(installation, client, threeCalls(stack.peer.url), {}, taskQueue);
      const prepare = async (count: number) => (await accepted.accept(count)).map(({ run }) => run);
      sides.push({ worker, prepare, accepted });
    }
    const [on, off] = sides;
    if (on === undefined || off === undefined) throw new Error('A comparison needs two sides.');
    const { ours, baseline } = await compare(on, off, PLANS[effort]);
    await on.accepted.verify();
    for (const { accepted, worker } of sides) {
      await accepted.close();
      await worker.stop();
    }
    await connection.close();
    const name = 'history recording, on : off';
    const rates = { ours: ours.runsPerSecond, baseline: baseline.runsPerSecond, unit: 'runs/s' };
    const costs = { ours: ours.cpuMsPerRun, baseline: baseline.cpuMsPerRun, unit: 'ms' };
    return {
      rows: [
        comparison(name, 'throughput', rates, { atLeast: 0.9 }),
        comparison(name, 'worker CPU per run', costs, null),
      ],
    };
  },
};

async function startParts(
  stack: BenchStack,
  { databaseUrl }: Installation,
  temporalAddress: string,
  { taskQueue, records }: { taskQueue: string; records: boolean },
) {
  const port = await freePort();
  return stack.start({
    name: `recording-${records}`,
    entry: built('bench/dist/recording/worker-main.js'),
    environment: {
      DATABASE_URL: databaseUrl,
      TEMPORAL_ADDRESS: temporalAddress,
      TASK_QUEUE: taskQueue,
      RECORDS: String(records),
      HEALTH_PORT: String(port),
    },
    healthUrl: `http://127.0.0.1:${port}/`,
  });
}
