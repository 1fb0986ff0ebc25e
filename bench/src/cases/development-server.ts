import { randomUUID } from 'node:crypto';
import type { TemporalServer } from '@perdura/embedded';
import { Client, Connection } from '@temporalio/client';
import { BASELINE_QUEUE, startBaseline } from '../baseline/start.ts';
import type { BenchStack } from '../bench-stack.ts';
import type { BenchCase, Effort } from '../case.ts';
import { alone, type OneRun } from '../load.ts';
import { threeCalls } from '../plans.ts';
import { call, startApi, startWorker } from '../product.ts';
import { median } from '../statistics.ts';
import { comparison } from '../table.ts';

/**
 * A server that may poll its queues twenty times a second saves up polls while it rests: what a caller then sees is the
 * server as soon as it has something to do, so the first runs of each block are not counted.
 */
const SIZES: Record<Effort, { blocks: number; warmUp: number; runs: number }> = {
  full: { blocks: 5, warmUp: 30, runs: 20 },
  quick: { blocks: 3, warmUp: 30, runs: 15 },
  smoke: { blocks: 1, warmUp: 1, runs: 2 },
};

/**
 * Three HTTP requests: the whole product over HTTP, on the server as the development stack starts it, against a
 * hand-written workflow on the server as it comes out of the box, and against the product itself on that.
 */
export const developmentServer: BenchCase = {
  name: 'development',
  title: 'three HTTP requests: the development stack against an untuned start-dev',
  async run({ stack, temporal, effort, note }) {
    const untuned = await stack.startTemporal({ tuned: false, databaseFile: `${stack.folder}/untuned.db` });
    const sides = {
      ours: await wholeProduct(stack, await temporal()),
      handWritten: await handWritten(stack, untuned),
      product: await wholeProduct(stack, untuned),
    };
    const { blocks, warmUp, runs } = SIZES[effort];
    const durations = { ours: [] as number[], handWritten: [] as number[], product: [] as number[] };
    for (let block = 0; block < blocks; block += 1) {
      note(`block ${block + 1} of ${blocks}`);
      for (const side of ['ours', 'handWritten', 'product'] as const) {
        const all = await alone(repeated(sides[side].one, warmUp + runs));
        durations[side].push(median(all.slice(warmUp)));
      }
    }
    for (const { stop } of Object.values(sides)) await stop();
    await untuned.stop();
    const against = (baseline: number[]) => ({ ours: median(durations.ours), baseline: median(baseline), unit: 'ms' });
    return {
      rows: [
        comparison(
          'development server, and a workflow by hand on an untuned one',
          MEASURE,
          against(durations.handWritten),
          {
            atMost: 0.25,
          },
        ),
        comparison('development server, and the product on an untuned one', MEASURE, against(durations.product), null),
      ],
    };
  },
};

const MEASURE = 'p50 of a run alone, to its answer';

/** Three activities, started and waited for by Temporal's own client. */
async function handWritten(stack: BenchStack, { address }: TemporalServer) {
  const worker = await startBaseline(stack, address);
  const connection = await Connection.connect({ address });
  const client = new Client({ connection });
  const { url } = stack.peer;
  return {
    async one() {
      const runId = `baseline-${randomUUID()}`;
      const args = [{ runId, url }];
      await client.workflow.execute('threeCalls', { workflowId: runId, taskQueue: BASELINE_QUEUE, args });
    },
    stop: () => Promise.all([worker.stop(), connection.close()]),
  };
}

async function wholeProduct(stack: BenchStack, { address }: TemporalServer) {
  const installation = await stack.newInstallation();
  const worker = await startWorker(stack, installation, address);
  const api = await startApi(stack, installation, address);
  const { definition } = threeCalls(stack.peer.url);
  const { id } = await call<{ id: string }>(api, installation, 'POST', '/v1/workflows', {
    name: 'Bench',
    ...definition,
  });
  return {
    async one() {
      const path = `/v1/workflows/${id}/run?wait=30`;
      const run = await call<{ status: string }>(api, installation, 'POST', path, { data: {} });
      if (run.status !== 'completed') throw new Error(`a run of the bench ended as ${run.status}`);
    },
    stop: () => Promise.all([worker.stop(), api.process.stop()]),
  };
}

function repeated(one: OneRun, times: number): OneRun[] {
  return Array.from({ length: times }, () => one);
}
