import type { FileEncoding, JsonValue } from '@perdura/definition';
import type { Files } from '../files/files.ts';
import { decodeBody, fileEncodingOf, type ResponseType } from './bodies.ts';
import type { OpenedAnswer } from './outbound.ts';

/** A larger text or binary is kept as a file of the run, in bytes. */
export const LARGEST_VALUE_BYTES = 1024 * 1024;

export interface BodyReading {
  responseType: ResponseType;
  /** Where large bodies go; without it they are read whole, as far as the call allows. */
  files: Files | null;
  /** Largest JSON that is read as a value, in bytes; what is larger becomes a file as well. */
  maxValueBytes: number;
  warn(message: string): void;
}

/**
 * Reads the body of an answer: small ones and JSON as values, large texts and binaries as references to files, which
 * are never in memory as a whole.
 *
 * @throws {StepFailure} RESPONSE_INVALID, RESPONSE_TOO_LARGE, and whatever reading the chunks throws
 */
export async function readBody({ chunks, headers }: OpenedAnswer, reading: BodyReading): Promise<JsonValue> {
  const { responseType, files, maxValueBytes, warn } = reading;
  const contentType = String(headers['content-type'] ?? '');
  const decoded = (body: Buffer) => decodeBody(body, contentType, responseType, warn);
  const first = await take(chunks, files === null ? Number.POSITIVE_INFINITY : LARGEST_VALUE_BYTES);
  if (first.ended || files === null) return decoded(first.bytes);
  const encoding = fileEncodingOf(first.bytes, contentType, responseType);
  if (encoding !== 'json') return store(files, [first.bytes], chunks, { contentType, encoding });
  const more = await take(chunks, maxValueBytes - first.bytes.byteLength);
  if (more.ended) return decoded(Buffer.concat([first.bytes, more.bytes]));
  return store(files, [first.bytes, more.bytes], chunks, { contentType, encoding });
}

/** The beginning of a body, for messages; the rest is let go. */
export async function excerptOf(answer: OpenedAnswer, bytes: number): Promise<Buffer> {
  const { bytes: start } = await take(answer.chunks, bytes);
  answer.discard();
  return start;
}

interface Taken {
  bytes: Buffer;
  /** Whether the body has no more than this. */
  ended: boolean;
}

/** Reads until there is more than so many bytes. */
async function take(chunks: AsyncGenerator<Uint8Array>, bytes: number): Promise<Taken> {
  const taken: Uint8Array[] = [];
  let size = 0;
  while (size <= bytes) {
    const next = await chunks.next();
    if (next.done) return { bytes: Buffer.concat(taken), ended: true };
    taken.push(next.value);
    size += next.value.byteLength;
  }
  return { bytes: Buffer.concat(taken), ended: false };
}

function store(
  files: Files,
  read: Uint8Array[],
  rest: AsyncGenerator<Uint8Array>,
  kind: { contentType: string; encoding: FileEncoding },
): Promise<JsonValue> {
  async function* all(): AsyncGenerator<Uint8Array> {
    yield* read;
    yield* rest;
  }
  return files.store(all(), kind);
}
