import type { JsonValue } from '@perdura/definition';
import type { ItemPage } from '@perdura/definition/run';
import { ownerOf, storeValue } from '../blobs.ts';
import { abortFailure } from '../failures.ts';
import type { NodeContext } from '../node-context.ts';
import { normalJson } from '../normal-json.ts';

/** A list within this size travels by itself, in bytes of JSON. */
const INLINE_BYTES = 16 * 1024;
/** Bounds of one stored page: a round reads the whole page for its item. */
const PAGE_BYTES = 256 * 1024;
const PAGE_ITEMS = 200;

/** The items of a loop in pages: one by value when all are small, otherwise stored for the run. */
export async function itemPages(items: readonly JsonValue[], context: NodeContext): Promise<ItemPage[]> {
  if (items.length === 0) return [];
  const normal = normalJson(items, context.warn) as JsonValue[];
  const sizes = normal.map((item) => Buffer.byteLength(JSON.stringify(item)) + 1);
  const total = sizes.reduce((sum, size) => sum + size, 1);
  if (total <= INLINE_BYTES) return [{ items: { value: normal }, from: 0, count: normal.length }];
  const pages: ItemPage[] = [];
  for (const [from, end] of layOut(sizes)) {
    if (context.signal.aborted) throw abortFailure(context.signal);
    pages.push({ items: await storePage(normal.slice(from, end), context), from, count: end - from });
  }
  return pages;
}

function storePage(page: JsonValue[], { run, dependencies }: NodeContext) {
  return storeValue(dependencies.database, ownerOf(run), page);
}

/** Where pages begin and end, from the bytes of each item. */
function* layOut(sizes: readonly number[]): Generator<[from: number, end: number]> {
  let from = 0;
  let bytes = 0;
  for (const [position, size] of sizes.entries()) {
    const isFull = position - from >= PAGE_ITEMS || bytes + size > PAGE_BYTES;
    if (position > from && isFull) {
      yield [from, position];
      from = position;
      bytes = 0;
    }
    bytes += size;
  }
  yield [from, sizes.length];
}
