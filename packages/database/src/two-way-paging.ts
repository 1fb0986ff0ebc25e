/** A request for one page of a list that can be walked in both directions. */
export interface TwoWayPageRequest {
  /** How many items at most. */
  limit: number;
  /** The item that the page comes after (`next`) or before (`previous`) in the list; null for the first page. */
  cursor: { id: string; direction: 'next' | 'previous' } | null;
}

/** One page of a list with the ids that the pages around it are asked for by. */
export interface TwoWayPage<Item> {
  items: Item[];
  /** Id of the last item, when more follow. */
  next: string | null;
  /** Id of the first item, when there are others before it. */
  previous: string | null;
}

/** What is asked of the table: ids older or newer than one, in an order, and how many rows. */
export interface Stretch {
  /** Prisma's condition. */
  where: { id?: { lt: string } | { gt: string } };
  /** The same for SQL: ids below this one, or above that one; null for any. */
  below: string | null;
  above: string | null;
  orderBy: { id: 'asc' | 'desc' };
  take: number;
}

/**
 * One page, from a query that answers rows of a stretch.
 *
 * @param first which items the list begins with
 */
export async function twoWayPage<Row extends { id: string }>(
  { limit, cursor }: TwoWayPageRequest,
  rowsOf: (stretch: Stretch) => Promise<Row[]>,
  first: 'newest' | 'oldest' = 'newest',
): Promise<TwoWayPage<Row>> {
  const backwards = cursor?.direction === 'previous';
  const upwards = backwards === (first === 'newest');
  const place = cursor?.id ?? null;
  const where = place === null ? {} : { id: upwards ? { gt: place } : { lt: place } };
  const rows = await rowsOf({
    ...{ where, below: upwards ? null : place, above: upwards ? place : null },
    ...{ orderBy: { id: upwards ? 'asc' : 'desc' }, take: limit + 1 },
  });
  const page = rows.slice(0, limit);
  const items = backwards ? page.reverse() : page;
  const more = rows.length > limit;
  // The page that a cursor came from lies on its other side.
  const [after, before] = backwards ? [true, more] : [more, cursor !== null];
  return { items, next: after ? (items.at(-1)?.id ?? null) : null, previous: before ? (items[0]?.id ?? null) : null };
}
