import type { BlobRepository } from '@perdura/database';
import type { JsonValue } from '@perdura/definition';
import type { ValueRef } from '@perdura/definition/run';
import type { RunView, ShownValue, ShowValue } from './presenter.ts';

/** Most bytes of large values that one answer fetches: a page of many large results must not fill the memory. */
const DETAIL_BYTES = 64 * 1024 * 1024;
const LIST_BYTES = 8 * 1024 * 1024;

/**
 * Fetches the large values of runs, those of the first runs first, as far as one answer may hold them; the others are
 * shown as left out, with their size.
 */
export async function shownValues(
  blobs: Pick<BlobRepository, 'getMany'>,
  projectId: string,
  views: RunView[],
): Promise<ShowValue> {
  const wanted = affordable(views.flatMap(refsOf), views.length === 1 ? DETAIL_BYTES : LIST_BYTES);
  const found = wanted.size === 0 ? new Map<string, never>() : await blobs.getMany(projectId, [...wanted]);
  const values = new Map<string, JsonValue>();
  for (const [hash, blob] of found) values.set(hash, JSON.parse(Buffer.from(blob.data).toString('utf8')));
  return (ref): ShownValue => {
    if ('value' in ref) return ref;
    const value = values.get(ref.blob);
    return value === undefined ? { omitted: ref.bytes } : { value };
  };
}

function refsOf({ run, steps }: RunView): ValueRef[] {
  return [run.triggerData, ...steps.map((step) => step.result)];
}

/** Hashes in order, until the bytes are used up; a value that is too large leaves room for the smaller ones after it. */
function affordable(refs: ValueRef[], maxBytes: number): Set<string> {
  const hashes = new Set<string>();
  let left = maxBytes;
  for (const ref of refs) {
    if (!('blob' in ref) || hashes.has(ref.blob) || ref.bytes > left) continue;
    hashes.add(ref.blob);
    left -= ref.bytes;
  }
  return hashes;
}
