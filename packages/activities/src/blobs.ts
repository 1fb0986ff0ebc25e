import type { Database } from '@perdura/database';
import type { JsonValue } from '@perdura/definition';
import { INLINE_RESULT_BYTES, type ValueRef } from '@perdura/definition/run';
import { FAILURE_CODES, StepFailure } from './failures.ts';

type BlobStore = Pick<Database, 'blobs'>;

/** The value by itself when it is small, otherwise as a blob of the project. */
export function toValueRef(database: BlobStore, projectId: string, value: JsonValue): Promise<ValueRef> {
  return jsonToValueRef(database, projectId, value, JSON.stringify(value));
}

/** The same where the value's JSON is at hand. */
export async function jsonToValueRef(
  database: BlobStore,
  projectId: string,
  value: JsonValue,
  json: string,
): Promise<ValueRef> {
  // A character takes at most three bytes of UTF-8, so most values need no count.
  if (json.length * 3 <= INLINE_RESULT_BYTES) return { value };
  const data = Buffer.from(json);
  return data.byteLength <= INLINE_RESULT_BYTES ? { value } : putBlob(database, projectId, data);
}

/** Stores a value as a blob, whatever its size; the same content is stored once per project. */
export function storeValue(database: BlobStore, projectId: string, value: JsonValue): Promise<ValueRef> {
  return putBlob(database, projectId, Buffer.from(JSON.stringify(value)));
}

async function putBlob(database: BlobStore, projectId: string, data: Buffer): Promise<ValueRef> {
  const { hash, bytes } = await database.blobs.put(projectId, data);
  return { blob: hash, bytes };
}

/**
 * The values of references, in one look-up, in the same order.
 *
 * @param limit on the bytes of all blobs together
 * @throws {StepFailure} BLOB_MISSING, INPUT_TOO_LARGE
 */
export async function loadValues(
  database: BlobStore,
  projectId: string,
  references: readonly ValueRef[],
  limit: number,
): Promise<JsonValue[]> {
  const sizes = new Map<string, number>();
  for (const reference of references) if ('blob' in reference) sizes.set(reference.blob, reference.bytes);
  if (sizes.size === 0) return references.map((reference) => ('value' in reference ? reference.value : null));
  const total = [...sizes.values()].reduce((sum, bytes) => sum + bytes, 0);
  if (total > limit) throw inputTooLarge(total, limit);
  const blobs = await database.blobs.getMany(projectId, [...sizes.keys()]);
  const values = new Map<string, JsonValue>();
  for (const [hash, { data }] of blobs) values.set(hash, JSON.parse(Buffer.from(data).toString()) as JsonValue);
  return references.map((reference) => {
    if ('value' in reference) return reference.value;
    const value = values.get(reference.blob);
    if (value === undefined) throw blobMissing(reference.blob);
    return value;
  });
}

function inputTooLarge(bytes: number, limit: number): StepFailure {
  const message = `The step reads results of ${bytes} bytes in all; at most ${limit} bytes can be read at once.`;
  return new StepFailure(FAILURE_CODES.inputTooLarge, message, { retryable: false });
}

function blobMissing(hash: string): StepFailure {
  const message = `The stored result ${hash} of an earlier step is not there any more.`;
  return new StepFailure(FAILURE_CODES.blobMissing, message, { retryable: false });
}
