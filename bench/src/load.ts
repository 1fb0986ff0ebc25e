/** One run from its start to its end. */
export type OneRun = () => Promise<void>;

/** Runs them one after the other, starting none after `limitMs`; how long each took, in milliseconds. */
export async function alone(runs: readonly OneRun[], limitMs = Number.POSITIVE_INFINITY): Promise<number[]> {
  const durations: number[] = [];
  const beganAt = performance.now();
  for (const run of runs) {
    const startedAt = performance.now();
    if (startedAt - beganAt > limitMs) break;
    await run();
    durations.push(performance.now() - startedAt);
  }
  return durations;
}

export interface Throughput {
  runs: number;
  tookMs: number;
}

/** Keeps that many in flight, each end starting the next, until all have ended; none starts after `limitMs`. */
export async function closedLoop(
  runs: readonly OneRun[],
  concurrency: number,
  limitMs = Number.POSITIVE_INFINITY,
): Promise<Throughput> {
  const waiting = [...runs];
  const startedAt = performance.now();
  let done = 0;
  const lane = async () => {
    while (performance.now() - startedAt < limitMs) {
      const run = waiting.shift();
      if (run === undefined) return;
      await run();
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: concurrency }, lane));
  return { runs: done, tookMs: performance.now() - startedAt };
}

export function runsPerSecond({ runs, tookMs }: Throughput): number {
  return (runs / tookMs) * 1_000;
}
