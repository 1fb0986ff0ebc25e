import { wireId } from '@perdura/definition';
import { time } from '../page-request.ts';

/** `id`, `created` and `updated`, as every entity of the engine carries them. */
export function entityFields(row: { id: string; createdAt: Date; updatedAt: Date }) {
  return { id: wireId(row.id), created: time(row.createdAt), updated: time(row.updatedAt) };
}

/** An id of the store as the engine's answers spell it; null where there is none. */
export function wireIdOrNull(stored: string | null | undefined): string | null {
  return stored ? wireId(stored) : null;
}
