import type { JsonObject, JsonValue } from './json.ts';

/**
 * A large text or binary that stands in a value by reference: `{"$file": {hash, bytes, contentType, encoding}}`. An
 * object of this shape is a reference only where the run uses a blob of that hash; anywhere else it is what it is.
 */
export interface FileRef {
  /** SHA-256 of the bytes, hex. */
  hash: string;
  bytes: number;
  /** As its source called it, with the character set. */
  contentType: string;
  /** What the value would be by itself: the text, the base64 of the bytes, or what the bytes say as JSON. */
  encoding: FileEncoding;
}

export type FileEncoding = 'text' | 'base64' | 'json';

/** The only key of a reference. */
const FILE_KEY = '$file';

/** A reference as it stands in a value. */
export function fileValue({ hash, bytes, contentType, encoding }: FileRef): JsonObject {
  return { [FILE_KEY]: { hash, bytes, contentType, encoding } };
}

/** What a value says if it has the shape of a reference. It proves nothing: anybody can write one. */
export function readFileRef(value: JsonValue | undefined): FileRef | null {
  if (!isObject(value) || !isObject(value[FILE_KEY]) || Object.keys(value).length !== 1) return null;
  const { hash, bytes, contentType, encoding } = value[FILE_KEY];
  if (typeof hash !== 'string' || !HASH.test(hash)) return null;
  if (typeof bytes !== 'number' || typeof contentType !== 'string') return null;
  return isEncoding(encoding) ? { hash, bytes, contentType, encoding } : null;
}

/** Hashes of everything in a JSON text that may be a reference; those that are none do no harm. */
export function hashesIn(json: string): string[] {
  if (!json.includes(`"${FILE_KEY}"`)) return [];
  return [...new Set(Array.from(json.matchAll(NAMED_HASH), ([, hash = '']) => hash))];
}

/** Adds what may be references within a value to a list. */
export function collectFileRefs(value: JsonValue, found: FileRef[] = []): FileRef[] {
  if (typeof value !== 'object' || value === null) return found;
  const ref = readFileRef(value);
  if (ref !== null) found.push(ref);
  else for (const item of Array.isArray(value) ? value : Object.values(value)) collectFileRefs(item, found);
  return found;
}

const HASH = /^[0-9a-f]{64}$/;
const NAMED_HASH = /"hash":\s*"([0-9a-f]{64})"/g;

function isEncoding(value: JsonValue | undefined): value is FileEncoding {
  return value === 'text' || value === 'base64' || value === 'json';
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
