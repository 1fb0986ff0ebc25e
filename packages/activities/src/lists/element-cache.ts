import type { JsonValue } from '@perdura/definition';
import { LRUCache } from 'lru-cache';

/** Bytes of all lists that are kept at hand: those that the rounds of live loops read. */
const MAX_BYTES = 16 * 1024 * 1024;
/** A longer list is read anew each time, and drives out no others. */
const MAX_LIST_BYTES = 4 * 1024 * 1024;

/** A stored list, taken apart: the JSON of each of its elements. */
export type Elements = readonly string[];

/**
 * Lists that were read lately, by project and hash. The rounds of a loop read one page of items many times over; it is
 * parsed once. Elements are kept as text, so that what one step does to a value is not seen by another.
 */
const lists = new LRUCache<string, Promise<Elements>>({ maxSize: MAX_BYTES, maxEntrySize: MAX_LIST_BYTES });

/**
 * The elements of a stored list.
 *
 * @param read gives the JSON of the list; called only when it is not at hand
 */
export async function elementsOf(
  list: { projectId: string; hash: string; bytes: number },
  read: () => Promise<string>,
): Promise<Elements> {
  const key = `${list.projectId}/${list.hash}`;
  const held = lists.get(key);
  if (held !== undefined) {
    // Whoever began to read it may have been cancelled: that is not this caller's failure.
    const elements = await held.catch(() => null);
    if (elements !== null) return elements;
  }
  const reading = read().then(takeApart);
  lists.set(key, reading, { size: Math.max(1, list.bytes) });
  reading.catch(() => {
    if (lists.peek(key) === reading) lists.delete(key);
  });
  return reading;
}

function takeApart(json: string): Elements {
  const value = JSON.parse(json) as JsonValue;
  return Array.isArray(value) ? value.map((element) => JSON.stringify(element)) : [];
}
