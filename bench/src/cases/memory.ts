import { Client, Connection } from '@temporalio/client';
import { acceptedRuns } from '../accepted-runs.ts';
import type { BenchCase, Effort } from '../case.ts';
import { closedLoop } from '../load.ts';
import { compiled } from '../plans.ts';
import { startWorker } from '../product.ts';
import { fitLine } from '../statistics.ts';
import { quantity, type Row } from '../table.ts';

interface Sample {
  runs: number;
  rssBytes: number;
  heapBytes: number;
}

const SIZES: Record<Effort, { runs: number; warmUp: number; between: number }> = {
  full: { runs: 5_000, warmUp: 2_000, between: 150 },
  quick: { runs: 5_000, warmUp: 2_000, between: 250 },
  smoke: { runs: 30, warmUp: 10, between: 5 },
};

/** Growth of the fitted line over the measured runs, as a share of where it begins. */
const BOUND = 1.05;

/** Whether a worker's memory grows with the runs that it has done: a line through samples after the warm-up. */
export const memory: BenchCase = {
  name: 'memory',
  title: 'memory of a worker over thousands of runs',
  async run({ stack, temporal, effort, note }) {
    const { runs, warmUp, between } = SIZES[effort];
    const { address } = await temporal();
    const installation = await stack.newInstallation();
    const worker = await startWorker(stack, installation, address);
    const connection = await Connection.connect({ address });
    const accepted = await acceptedRuns(installation, new Client({ connection }), plan(stack.peer.url), { count: 7 });
    const samples: Sample[] = [];
    for (let done = 0; done < runs; ) {
      const batch = await accepted.accept(Math.min(between, runs - done));
      await closedLoop(
        batch.map(({ run }) => run),
        16,
      );
      done += batch.length;
      samples.push({ runs: done, ...(await worker.memory()) });
      if (samples.length % 7 === 1) note(`${done} of ${runs} runs`);
    }
    await accepted.verify();
    await worker.stop();
    await accepted.close();
    await connection.close();
    const measured = samples.filter((sample) => sample.runs > warmUp);
    return {
      rows: [trend('heaps after a collection', 'heapBytes', measured), trend('resident', 'rssBytes', measured)],
    };
  },
};

/** A request and a decision on its answer: both lanes. */
function plan(url: string) {
  return compiled(
    [
      { id: 'read', type: 'http-request', config: { url } },
      { id: 'check', type: 'condition', config: { expression: 'read.result.body.celsius > trigger.data.count' } },
    ],
    [{ from: 'read', to: 'check' }],
  );
}

function trend(name: string, figure: 'rssBytes' | 'heapBytes', samples: Sample[]): Row {
  const line = fitLine(samples.map((sample) => ({ x: sample.runs, y: sample[figure] })));
  const first = line.at(samples[0]?.runs ?? 0);
  const last = line.at(samples.at(-1)?.runs ?? 0);
  return {
    case: `memory, ${samples.at(-1)?.runs ?? 0} runs`,
    measure: `${name}; slope ${quantity(line.slope / 1_000, 'kB')} a run`,
    ours: `${quantity(last / 1_000_000, 'MB')} at the end`,
    baseline: `${quantity(first / 1_000_000, 'MB')} after ${samples[0]?.runs ?? 0}`,
    ratio: last / first,
    bound: { atMost: BOUND },
  };
}
