import { createHash } from 'node:crypto';
import { ID_PATTERN, type RunSortText } from '@perdura/contracts';
import type { RunFilter, RunSort, RunSortField, SortPlace } from '@perdura/database';

/** The sort that a text such as `-completedAt` means. */
export function sortOf(text: RunSortText): RunSort {
  const descending = text.startsWith('-');
  return { by: (descending ? text.slice(1) : text) as RunSortField, descending };
}

/** The place as an opaque text that goes with this sort and filter alone. */
export function cursorOf(place: SortPlace, sort: RunSort, filter: RunFilter): string {
  const parts = [searchHash(sort, filter), place.value, place.id];
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}

/** The place that a cursor stands for; null when it is none of this search. */
export function placeOf(cursor: string, sort: RunSort, filter: RunFilter): SortPlace | null {
  const [hash, value, id] = partsOf(cursor);
  if (hash !== searchHash(sort, filter) || typeof id !== 'string' || !ID_PATTERN.test(id)) return null;
  if (value === null) return sort.by === 'createdAt' ? null : { value, id };
  if (sort.by === 'durationMs') return Number.isSafeInteger(value) ? { value: value as number, id } : null;
  return typeof value === 'string' && ISO_TIME.test(value) ? { value, id } : null;
}

const ISO_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

function partsOf(cursor: string): unknown[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    return Array.isArray(parts) ? parts : [];
  } catch {
    return [];
  }
}

function searchHash(sort: RunSort, filter: RunFilter): string {
  const named = Object.entries(filter).sort(([one], [other]) => (one < other ? -1 : 1));
  const text = JSON.stringify([sort.by, sort.descending, named]);
  return createHash('sha256').update(text).digest('base64url').slice(0, 12);
}
