import { randomUUID } from 'node:crypto';
import type { TemporalOptions } from '@perdura/embedded';
import { Client, Connection } from '@temporalio/client';
import { BASELINE_QUEUE, startBaseline } from '../baseline/start.ts';
import type { BenchStack } from '../bench-stack.ts';
import type { BenchCase, Effort } from '../case.ts';
import { alone, closedLoop, type OneRun, runsPerSecond } from '../load.ts';
import { median } from '../statistics.ts';
import { comparison, type Row } from '../table.ts';

interface Setting {
  name: string;
  /** The server without it. */
  without: Omit<TemporalOptions, 'binary' | 'port'>;
}

const DEFAULT_POLL_RPS = '20';

const SETTINGS: Setting[] = [
  {
    name: 'transfer and timer queues polled 1,000 times a second',
    without: {
      dynamicConfig: {
        'history.transferProcessorMaxPollRPS': DEFAULT_POLL_RPS,
        'history.timerProcessorMaxPollRPS': DEFAULT_POLL_RPS,
      },
    },
  },
  { name: 'eager activities', without: { dynamicConfig: { 'system.enableActivityEagerExecution': 'false' } } },
  { name: 'all of them', without: { tuned: false } },
];

const SIZES: Record<Effort, { blocks: number; alone: number; together: number }> = {
  full: { blocks: 5, alone: 20, together: 60 },
  quick: { blocks: 5, alone: 12, together: 20 },
  smoke: { blocks: 1, alone: 1, together: 3 },
};

/** What each setting of the development server brings to a hand-written workflow of three activities. */
export const settings: BenchCase = {
  name: 'settings',
  title: 'settings of the Temporal server, with and without each',
  async run({ stack, effort, note }) {
    const rows: Row[] = [];
    const withAll = await openServer(stack, {});
    for (const { name, without } of SETTINGS) {
      note(name);
      const other = await openServer(stack, without);
      rows.push(...(await measure(name, withAll, other, SIZES[effort])));
      await other.close();
    }
    await withAll.close();
    return { rows };
  },
};

type Server = Awaited<ReturnType<typeof openServer>>;

async function openServer(stack: BenchStack, options: Setting['without']) {
  const databaseFile = `${stack.folder}/settings-${randomUUID()}.db`;
  const server = await stack.startTemporal({ ...options, databaseFile });
  const worker = await startBaseline(stack, server.address);
  const connection = await Connection.connect({ address: server.address });
  const client = new Client({ connection });
  const one: OneRun = async () => {
    const workflowId = `baseline-${randomUUID()}`;
    const input = { runId: workflowId, url: stack.peer.url };
    await client.workflow.execute('threeCalls', { workflowId, taskQueue: BASELINE_QUEUE, args: [input] });
  };
  await alone([one, one]);
  return {
    one,
    async close() {
      await connection.close();
      await worker.stop();
      await server.stop();
    },
  };
}

async function measure(
  name: string,
  withIt: Server,
  without: Server,
  { blocks, alone: single, together }: { blocks: number; alone: number; together: number },
): Promise<Row[]> {
  const latencies = { ours: [] as number[], baseline: [] as number[] };
  const rates = { ours: [] as number[], baseline: [] as number[] };
  for (let block = 0; block < blocks; block += 1) {
    for (const [side, { one }] of [['ours', withIt] as const, ['baseline', without] as const]) {
      latencies[side].push(median(await alone(Array.from({ length: single }, () => one))));
      const runs = Array.from({ length: together }, () => one);
      rates[side].push(runsPerSecond(await closedLoop(runs, 12, 6_000)));
    }
  }
  const row = (measure: string, values: typeof rates, unit: string) =>
    comparison(`with: ${name}`, measure, { ours: median(values.ours), baseline: median(values.baseline), unit }, null);
  return [row('p50 of a run alone', latencies, 'ms'), row('throughput', rates, 'runs/s')];
}
