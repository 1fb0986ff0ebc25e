import type { BlobRepository } from '@perdura/database';
import type { JsonValue } from '@perdura/definition';
import type { ValueRef } from '@perdura/definition/run';

/** A value of an answer: null with its size when it is too large to be shown. */
export type ShownValue = { value: JsonValue } | { omitted: number };

/** Gives the values behind references. */
export type ShowValue = (ref: ValueRef) => ShownValue;

/** Most bytes of large values that one answer shows: a page of many large results must not fill the memory. */
export const DETAIL_BYTES = 64 * 1024 * 1024;
export const LIST_BYTES = 8 * 1024 * 1024;

/**
 * Fetches large values, the first ones first, as far as one answer may hold them; the others are shown as left out,
 * with their size. A value that is kept once takes room each time it is shown.
 */
export async function shownValues(
  blobs: Pick<BlobRepository, 'getMany'>,
  projectId: string,
  refs: ValueRef[],
  maxBytes: number,
): Promise<ShowValue> {
  const wanted = affordable(refs, maxBytes);
  const found = wanted.size === 0 ? new Map<string, never>() : await blobs.getMany(projectId, [...wanted]);
  const values = new Map<string, JsonValue>();
  for (const [hash, blob] of found) values.set(hash, JSON.parse(Buffer.from(blob.data).toString('utf8')));
  let left = maxBytes;
  return (ref): ShownValue => {
    if ('value' in ref) return ref;
    const whole = values.get(ref.blob);
    if (whole === undefined) return { omitted: ref.bytes };
    const value = ref.at === undefined ? whole : elementOf(whole, ref.at);
    const bytes = ref.at === undefined ? ref.bytes : Buffer.byteLength(JSON.stringify(value));
    if (bytes > left) return { omitted: bytes };
    left -= bytes;
    return { value };
  };
}

/** What stands in an answer for a value; where that is left out, its size, which is told beside it. */
export interface ShownField {
  value: JsonValue;
  omitted: { bytes: number } | undefined;
}

export function shownField(ref: ValueRef | null, show: ShowValue): ShownField {
  const shown: ShownValue = ref === null ? { value: null } : show(ref);
  if ('value' in shown) return { value: shown.value, omitted: undefined };
  return { value: null, omitted: { bytes: shown.omitted } };
}

/** A field of an answer with its value; when that is left out, its size is told beside it. */
export function shown<Name extends string>(name: Name, ref: ValueRef | null, show: ShowValue) {
  const { value, omitted } = shownField(ref, show);
  const field = omitted === undefined ? { [name]: value } : { [name]: value, [`${name}Omitted`]: omitted };
  return field as Record<Name, JsonValue> & Partial<Record<`${Name}Omitted`, { bytes: number }>>;
}

function elementOf(list: JsonValue, at: number): JsonValue {
  return Array.isArray(list) ? (list[at] ?? null) : null;
}

/** Hashes in order, until the bytes are used up; a value that is too large leaves room for the smaller ones after it. */
function affordable(refs: ValueRef[], maxBytes: number): Set<string> {
  const hashes = new Set<string>();
  let left = maxBytes;
  for (const ref of refs) {
    if (!('blob' in ref) || ref.blob === '' || hashes.has(ref.blob) || ref.bytes > left) continue;
    hashes.add(ref.blob);
    left -= ref.bytes;
  }
  return hashes;
}
