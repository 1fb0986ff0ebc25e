import { type Database, storeStream } from '@perdura/database';
import { hashesIn, type JsonValue } from '@perdura/definition';
import { INLINE_RESULT_BYTES, type RunIdentity, type ValueRef } from '@perdura/definition/run';
import { FAILURE_CODES, StepFailure } from './failures.ts';
import { type Elements, elementsOf } from './lists/element-cache.ts';

type BlobStore = Pick<Database, 'blobs'>;

/** The project that a value is stored in, and the run that keeps it alive; null for what is read at once. */
export interface ValueOwner {
  projectId: string;
  runId: string | null;
}

/** Values of a run belong to it. */
export function ownerOf({ id, projectId }: Pick<RunIdentity, 'id' | 'projectId'>): ValueOwner {
  return { projectId, runId: id };
}

/** The value by itself when it is small, otherwise as a blob of the project. */
export function toValueRef(database: BlobStore, owner: ValueOwner, value: JsonValue): Promise<ValueRef> {
  return jsonToValueRef(database, owner, value, JSON.stringify(value));
}

/** The same where the value's JSON is at hand. */
export async function jsonToValueRef(
  database: BlobStore,
  owner: ValueOwner,
  value: JsonValue,
  json: string,
): Promise<ValueRef> {
  // A character takes at most three bytes of UTF-8, so most values need no count.
  if (json.length * 3 <= INLINE_RESULT_BYTES) return { value };
  return Buffer.byteLength(json) <= INLINE_RESULT_BYTES ? { value } : storeText(database, owner, json);
}

/** Stores a value as a blob, whatever its size; the same content is stored once per project. */
export function storeValue(database: BlobStore, owner: ValueOwner, value: JsonValue): Promise<ValueRef> {
  return storeText(database, owner, JSON.stringify(value));
}

/** The same for a value whose JSON is at hand. */
export async function storeJson(database: BlobStore, owner: ValueOwner, data: Buffer): Promise<ValueRef> {
  const { hash, bytes } = await database.blobs.put(owner.projectId, data, {
    runId: owner.runId,
    files: hashesIn(data.toString('latin1')),
  });
  return { blob: hash, bytes };
}

/** A long text is turned into bytes piece by piece: beside the value and its JSON there is no third copy of it. */
async function storeText(database: BlobStore, { projectId, runId }: ValueOwner, json: string): Promise<ValueRef> {
  const options = { runId, files: hashesIn(json) };
  const { hash, bytes } = await storeStream(database.blobs, projectId, utf8Pieces(json), options);
  return { blob: hash, bytes };
}

const PIECE_CHARACTERS = 256 * 1024;

function* utf8Pieces(text: string): Generator<Uint8Array> {
  for (let at = 0; at < text.length; ) {
    const end = at + PIECE_CHARACTERS;
    // A pair of surrogates stays together.
    const isBetween = end < text.length && (text.charCodeAt(end) & 0xfc00) === 0xdc00;
    yield Buffer.from(text.slice(at, isBetween ? end + 1 : end));
    at = isBetween ? end + 1 : end;
  }
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
  const whole = references.flatMap((each) => ('blob' in each && each.at === undefined ? [each.blob] : []));
  const values = await loadWhole(database, projectId, whole);
  return Promise.all(
    references.map((reference) => {
      if ('value' in reference) return reference.value;
      const { at } = reference;
      if (at !== undefined) return loadElement(database, projectId, { ...reference, at });
      const value = values.get(reference.blob);
      if (value === undefined) throw blobMissing(reference.blob);
      return value;
    }),
  );
}

async function loadWhole(database: BlobStore, projectId: string, hashes: string[]): Promise<Map<string, JsonValue>> {
  const values = new Map<string, JsonValue>();
  if (hashes.length === 0) return values;
  const blobs = await database.blobs.getMany(projectId, [...new Set(hashes)]);
  for (const [hash, { data }] of blobs) values.set(hash, JSON.parse(Buffer.from(data).toString()) as JsonValue);
  return values;
}

async function loadElement(
  database: BlobStore,
  projectId: string,
  { blob, bytes, at }: { blob: string; bytes: number; at: number },
): Promise<JsonValue> {
  const element = (await loadElements(database, projectId, { blob, bytes }))[at];
  if (element === undefined) throw elementMissing(blob, at);
  return JSON.parse(element) as JsonValue;
}

/**
 * The JSON of each element of a stored list.
 *
 * @throws {StepFailure} BLOB_MISSING
 */
export function loadElements(
  database: BlobStore,
  projectId: string,
  { blob, bytes }: { blob: string; bytes: number },
): Promise<Elements> {
  return elementsOf({ projectId, hash: blob, bytes }, async () => {
    const row = await database.blobs.get(projectId, blob);
    if (row === null) throw blobMissing(blob);
    return Buffer.from(row.data).toString();
  });
}

function inputTooLarge(bytes: number, limit: number): StepFailure {
  const message = `The step reads results of ${bytes} bytes in all; at most ${limit} bytes can be read at once.`;
  return new StepFailure(FAILURE_CODES.inputTooLarge, message, { retryable: false });
}

function elementMissing(hash: string, at: number): StepFailure {
  const message = `The stored list ${hash} of an earlier step has no element ${at}.`;
  return new StepFailure(FAILURE_CODES.blobMissing, message, { retryable: false });
}

/** The failure over a blob that should be there. */
export function blobMissing(hash: string): StepFailure {
  const message = `The stored result ${hash} of an earlier step is not there any more.`;
  return new StepFailure(FAILURE_CODES.blobMissing, message, { retryable: false });
}
