import type { LabelRow } from '@perdura/database';
import { time } from '../../page-request.ts';

/** A label as the caller sees it. */
export function presentLabel({ label, version, updatedAt, userId }: LabelRow) {
  return { label, version, updatedAt: time(updatedAt), by: userId };
}
