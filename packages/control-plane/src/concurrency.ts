/**
 * Runs `work` over all items, a few at a time, until all are done, `signal` fires, or one throws; then the others that
 * run are awaited and the first error is thrown.
 *
 * @returns how many calls answered true
 */
export async function forEachBounded<Item>(
  items: readonly Item[],
  concurrency: number,
  work: (item: Item) => Promise<boolean>,
  signal?: AbortSignal,
): Promise<number> {
  let next = 0;
  let done = 0;
  let failed = false;
  const lane = async (): Promise<void> => {
    while (next < items.length && !failed && !signal?.aborted) {
      const item = items[next++] as Item;
      try {
        if (await work(item)) done += 1;
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  const lanes = await Promise.allSettled(Array.from({ length: Math.min(concurrency, items.length) }, lane));
  const broken = lanes.find((result) => result.status === 'rejected');
  if (broken) throw broken.reason;
  return done;
}
