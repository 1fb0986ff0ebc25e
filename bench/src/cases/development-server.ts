import type { TemporalServer } from '@perdura/embedded';
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
  full: { blocks: 5, warmUp: 10, runs: 20 },
  quick: { blocks: 3, warmUp: 10, runs: 15 },
  smoke: { blocks: 1, warmUp: 1, runs: 2 },
};

/** The whole product over HTTP, on the server as the development stack starts it and as it comes out of the box. */
export const developmentServer: BenchCase = {
  name: 'development',
  title: 'three HTTP requests through the API: tuned server against an untuned start-dev',
  async run({ stack, temporal, effort, note }) {
    const ours = await wholeProduct(stack, await temporal());
    const untuned = await stack.startTemporal({ tuned: false, databaseFile: `${stack.folder}/untuned.db` });
    const baseline = await wholeProduct(stack, untuned);
    const { blocks, warmUp, runs } = SIZES[effort];
    const durations = { ours: [] as number[], baseline: [] as number[] };
    for (let block = 0; block < blocks; block += 1) {
      note(`block ${block + 1} of ${blocks}`);
      durations.ours.push(median((await alone(repeated(ours.one, warmUp + runs))).slice(warmUp)));
      durations.baseline.push(median((await alone(repeated(baseline.one, warmUp + runs))).slice(warmUp)));
    }
    for (const { stop } of [ours, baseline]) await stop();
    await untuned.stop();
    const figures = { ours: median(durations.ours), baseline: median(durations.baseline), unit: 'ms' };
    return {
      rows: [comparison('development server', 'p50 of a run alone, `?wait`', figures, { atMost: 0.25 })],
    };
  },
};

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
