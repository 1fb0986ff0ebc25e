import type { Database } from '@perdura/database';
import type { ValueRef } from '@perdura/definition/run';
import { blobMissing, loadElements } from '../blobs.ts';

type WholeBlob = { blob: string; bytes: number };

/** Blobs that are read at once, in number and in bytes. */
const BATCH_BLOBS = 100;
const BATCH_BYTES = 8 * 1024 * 1024;

/**
 * The JSON of each value, in order, without taking the values apart. Blobs are read in batches, so that the caller can
 * stop before all of them are at hand.
 *
 * @throws {StepFailure} BLOB_MISSING
 */
export async function* jsonTexts(
  database: Pick<Database, 'blobs'>,
  projectId: string,
  references: readonly ValueRef[],
): AsyncGenerator<string> {
  for (const batch of batches(references)) {
    const hashes = batch.flatMap((reference) => (isWhole(reference) ? [reference.blob] : []));
    const blobs = hashes.length === 0 ? new Map() : await database.blobs.getMany(projectId, [...new Set(hashes)]);
    for (const reference of batch) {
      if ('value' in reference) yield JSON.stringify(reference.value);
      else if (reference.at !== undefined) yield await elementText(database, projectId, reference, reference.at);
      else {
        const row = blobs.get(reference.blob);
        if (row === undefined) throw blobMissing(reference.blob);
        yield Buffer.from(row.data).toString();
      }
    }
  }
}

/** Bytes of those of the values that are stored whole: known before any is read. */
export function storedBytes(references: readonly ValueRef[]): number {
  return references.reduce((sum, reference) => sum + (isWhole(reference) ? reference.bytes : 0), 0);
}

async function elementText(database: Pick<Database, 'blobs'>, projectId: string, list: WholeBlob, at: number) {
  const element = (await loadElements(database, projectId, list))[at];
  if (element === undefined) throw blobMissing(list.blob);
  return element;
}

function* batches(references: readonly ValueRef[]): Generator<ValueRef[]> {
  let batch: ValueRef[] = [];
  let bytes = 0;
  for (const reference of references) {
    const size = isWhole(reference) ? reference.bytes : 0;
    if (batch.length > 0 && (batch.length >= BATCH_BLOBS || bytes + size > BATCH_BYTES)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(reference);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}

function isWhole(reference: ValueRef): reference is WholeBlob {
  return 'blob' in reference && reference.at === undefined;
}
