import { type EngineCursor, engineCursorText } from '@perdura/contracts';
import type { TwoWayPage, TwoWayPageRequest } from '@perdura/database';

const DEFAULT_LIMIT = 20;
/** Clients of this contract ask for a million where they want all. */
const MAXIMUM_LIMIT = 1_000;

/** The page that a checked query of the engine asks for. */
export function enginePageRequest(query: {
  limit?: number | undefined;
  cursor?: EngineCursor | undefined;
}): TwoWayPageRequest {
  return { limit: Math.min(query.limit ?? DEFAULT_LIMIT, MAXIMUM_LIMIT), cursor: query.cursor ?? null };
}

/** A page as answers carry it: `{data, next, previous}`. */
export function presentPage<Row, Shown>(page: TwoWayPage<Row>, present: (row: Row) => Shown) {
  return {
    data: page.items.map(present),
    next: cursorOrNull(page.next, 'next'),
    previous: cursorOrNull(page.previous, 'previous'),
  };
}

/** A page that holds nothing, as of a filter that nothing can match. */
export function emptyPage(): { data: never[]; next: null; previous: null } {
  return { data: [], next: null, previous: null };
}

function cursorOrNull(id: string | null, direction: EngineCursor['direction']): string | null {
  return id === null ? null : engineCursorText({ id, direction });
}
