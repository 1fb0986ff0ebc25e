import type { Page, PageRequest } from '@perdura/database';

const DEFAULT_LIMIT = 20;

/** The page that a checked query asks for. */
export function pageRequest(query: { limit?: number | undefined; cursor?: string | undefined }): PageRequest {
  return { limit: query.limit ?? DEFAULT_LIMIT, cursor: query.cursor ?? null };
}

/** What every list carries beside its items. */
export function pageFields({ total, nextCursor }: Page<unknown>): { total: number; nextCursor: string | null } {
  return { total, nextCursor };
}

/** An id under both of its names. */
export function bothIds(id: string): { id: string; _id: string } {
  return { id, _id: id };
}

/** A point in time as answers carry it. */
export function time(date: Date): string {
  return date.toISOString();
}

/** As `time`, null where there is none. */
export function timeOrNull(date: Date | null): string | null {
  return date?.toISOString() ?? null;
}
