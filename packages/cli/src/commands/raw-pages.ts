import { PagedList, type PerduraClient } from '@perdura/sdk';

/** A list of any route. It can be awaited, for its first page: no async function may answer it. */
export function pagesOf<Item>(
  client: PerduraClient,
  path: string,
  query: Record<string, unknown>,
  shape: { items: string; cursor: string },
): PagedList<Item, unknown> {
  return new PagedList<Item, unknown>(shape, (cursor) =>
    client.request('GET', path, { query: cursor === null ? query : { ...query, cursor } }),
  );
}
