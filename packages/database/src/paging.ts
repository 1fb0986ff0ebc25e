/** A request for one page of a list: newest first. */
export interface PageRequest {
  /** How many items at most; 1–200. */
  limit: number;
  /** Id of the last item of the page before; absent for the first page. Callers check its shape with `isId`. */
  cursor?: string | null;
}

/** One page of a list, newest first. */
export interface Page<Item> {
  items: Item[];
  /** How many items all pages hold together. */
  total: number;
  /** Cursor of the page after this one; null on the last. */
  nextCursor: string | null;
}

/** Makes a page of rows that were fetched with one row more than the limit. */
export function toPage<Item extends { id: string }>(rows: Item[], limit: number, total: number): Page<Item> {
  const items = rows.slice(0, limit);
  return { items, total, nextCursor: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
}

/** Prisma's condition for what comes after the cursor in a list that is newest first. */
export function before(cursor: string | null | undefined): { id?: { lt: string } } {
  return cursor ? { id: { lt: cursor } } : {};
}
