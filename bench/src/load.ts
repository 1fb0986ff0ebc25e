/** One run from its start to its end. */
export type OneRun = () => Promise<void>;

/** Runs them one after the other; how long each took, in milliseconds. */
export async function alone(runs: readonly OneRun[]): Promise<number[]> {
  const durations: number[] = [];
  for (const run of runs) {
    const startedAt = performance.now();
    await run();
    durations.push(performance.now() - startedAt);
  }
  return durations;
}

/** Keeps that many in flight until all have ended: each end starts the next. How long it took, in milliseconds. */
export async function closedLoop(runs: readonly OneRun[], concurrency: number): Promise<number> {
  const waiting = [...runs];
  const lane = async () => {
    for (let run = waiting.shift(); run !== undefined; run = waiting.shift()) await run();
  };
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: concurrency }, lane));
  return performance.now() - startedAt;
}
