import { type BlobInfo, blobStream, type Database, storeStream } from '@perdura/database';
import {
  collectFileRefs,
  type FileRef,
  fileValue,
  type JsonObject,
  type JsonValue,
  readFileRef,
} from '@perdura/definition';
import type { ValueOwner } from '../blobs.ts';
import { FAILURE_CODES, StepFailure } from '../failures.ts';
import { decodeText } from '../outbound/text.ts';

/** A file that a value refers to and that the run may read. */
export interface KnownFile extends FileRef {
  blob: BlobInfo;
}

export interface FilesOptions {
  database: Pick<Database, 'blobs'>;
  owner: ValueOwner;
  /** Limit on the bytes of all files that are loaded into memory together. */
  maxLoadedBytes: number;
  /** Limit on one file. */
  maxFileBytes: number;
}

/**
 * The large texts and binaries that one step has to do with: those that its scope refers to, and those that it makes.
 * What looks like a reference is one only where the run uses a blob of that hash, so that nobody reads by writing an
 * object of that shape what he could not read before.
 */
export class Files {
  readonly maxFileBytes: number;
  readonly #options: FilesOptions;
  readonly #known = new Map<string, BlobInfo>();
  readonly #loaded = new Map<string, Promise<Buffer>>();
  #loadedBytes = 0;

  constructor(options: FilesOptions) {
    this.#options = options;
    this.maxFileBytes = options.maxFileBytes;
  }

  /** Finds out what in these values is a reference. */
  async learn(values: readonly JsonValue[]): Promise<void> {
    const { database, owner } = this.#options;
    if (owner.runId === null) return;
    const named = values.flatMap((value) => collectFileRefs(value)).map(({ hash }) => hash);
    if (named.length === 0) return;
    const used = await database.blobs.usedBy(owner.projectId, owner.runId, [...new Set(named)]);
    for (const [hash, blob] of used) this.#known.set(hash, blob);
  }

  /** The file that this value itself refers to. */
  of(value: JsonValue | undefined): KnownFile | null {
    if (this.#known.size === 0) return null;
    const ref = readFileRef(value);
    const blob = ref === null ? undefined : this.#known.get(ref.hash);
    return ref === null || blob === undefined ? null : { ...ref, bytes: blob.bytes, blob };
  }

  /** Whether the value or anything within it is a reference. */
  isIn(value: JsonValue | undefined): boolean {
    if (this.#known.size === 0 || typeof value !== 'object' || value === null) return false;
    if (this.of(value) !== null) return true;
    return (Array.isArray(value) ? value : Object.values(value)).some((item) => this.isIn(item));
  }

  /**
   * The value with the files themselves in place of all references.
   *
   * @throws {StepFailure} INPUT_TOO_LARGE
   */
  async loaded(value: JsonValue): Promise<JsonValue> {
    if (!this.isIn(value)) return value;
    const file = this.of(value);
    if (file !== null) return valueOfFile(await this.#bytesOf(file), file);
    if (Array.isArray(value)) return Promise.all(value.map((item) => this.loaded(item)));
    const entries = Object.entries(value as JsonObject);
    const loaded = await Promise.all(entries.map(async ([key, item]) => [key, await this.loaded(item)] as const));
    return Object.fromEntries(loaded);
  }

  /** The bytes of a file; each call reads them anew. */
  stream({ blob }: KnownFile): AsyncGenerator<Uint8Array> {
    const { database, owner } = this.#options;
    return blobStream(database.blobs, owner.projectId, blob);
  }

  /** Stores what comes as a file of the run: the reference to it. */
  async store(
    chunks: AsyncIterable<Uint8Array>,
    { contentType, encoding }: Pick<FileRef, 'contentType' | 'encoding'>,
  ): Promise<JsonValue> {
    const { database, owner } = this.#options;
    const { projectId, runId } = owner;
    const stored = await storeStream(database.blobs, projectId, chunks, { contentType, runId });
    return fileValue({ ...stored, contentType, encoding });
  }

  #bytesOf(file: KnownFile): Promise<Buffer> {
    const loading = this.#loaded.get(file.hash) ?? this.#load(file);
    this.#loaded.set(file.hash, loading);
    return loading;
  }

  async #load(file: KnownFile): Promise<Buffer> {
    const { maxLoadedBytes } = this.#options;
    this.#loadedBytes += file.bytes;
    if (this.#loadedBytes > maxLoadedBytes) throw tooLarge(this.#loadedBytes, maxLoadedBytes);
    const whole = Buffer.allocUnsafe(file.bytes);
    let at = 0;
    for await (const piece of this.stream(file)) {
      whole.set(piece, at);
      at += piece.byteLength;
    }
    return whole;
  }
}

function valueOfFile(bytes: Buffer, { encoding, contentType }: KnownFile): JsonValue {
  if (encoding === 'base64') return bytes.toString('base64');
  const text = decodeText(bytes, contentType);
  if (encoding === 'text') return text;
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return text;
  }
}

function tooLarge(bytes: number, limit: number): StepFailure {
  const message =
    `The step needs files of ${bytes} bytes in all as values; at most ${limit} bytes can be read at once. ` +
    'Hand a file on by a template that is its path alone.';
  return new StepFailure(FAILURE_CODES.inputTooLarge, message, { retryable: false });
}
