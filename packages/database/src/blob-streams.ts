import { createHash } from 'node:crypto';
import { BlobDamaged } from './blob-errors.ts';
import type { BlobInfo, BlobRepository, BlobUpload, PutOptions } from './blobs.ts';

type Writing = Pick<BlobRepository, 'put' | 'openUpload' | 'appendPiece' | 'finishUpload' | 'abandonUpload'>;

/** Less than this is one `put`. */
const FIRST_PIECE_BYTES = 1024 * 1024;

/**
 * Stores bytes as they come, with no more than a piece of them in memory.
 *
 * @throws whatever the chunks throw; nothing is kept then
 */
export async function storeStream(
  blobs: Writing,
  projectId: string,
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  options: PutOptions = {},
): Promise<{ hash: string; bytes: number }> {
  const storing = new Storing(blobs, projectId);
  try {
    for await (const chunk of chunks) await storing.add(chunk);
    return await storing.finish(options);
  } catch (error) {
    await storing.abandon();
    throw error;
  }
}

/**
 * The bytes of a blob, piece by piece; each call reads them anew.
 *
 * @throws BlobDamaged when there are fewer than there should be
 */
export async function* blobStream(
  blobs: Pick<BlobRepository, 'readPiece'>,
  projectId: string,
  blob: BlobInfo,
): AsyncGenerator<Uint8Array> {
  let left = blob.bytes;
  for (let position = 0; left > 0; position += 1) {
    const piece = await blobs.readPiece(projectId, blob, position);
    if (piece === null || piece.byteLength > left) throw new BlobDamaged(blob.hash);
    left -= piece.byteLength;
    yield piece;
  }
}

class Storing {
  readonly #blobs: Writing;
  readonly #projectId: string;
  readonly #hash = createHash('sha256');
  #upload: BlobUpload | null = null;
  #piece = Buffer.allocUnsafe(FIRST_PIECE_BYTES);
  #filled = 0;
  #position = 0;
  #bytes = 0;

  constructor(blobs: Writing, projectId: string) {
    this.#blobs = blobs;
    this.#projectId = projectId;
  }

  async add(chunk: Uint8Array): Promise<void> {
    this.#hash.update(chunk);
    this.#bytes += chunk.byteLength;
    for (let at = 0; at < chunk.byteLength; ) {
      if (this.#filled === this.#piece.byteLength) await this.#makeRoom();
      const part = chunk.subarray(at, at + this.#piece.byteLength - this.#filled);
      this.#piece.set(part, this.#filled);
      this.#filled += part.byteLength;
      at += part.byteLength;
    }
  }

  async finish(options: PutOptions): Promise<{ hash: string; bytes: number }> {
    const upload = this.#upload;
    const rest = this.#piece.subarray(0, this.#filled);
    if (upload === null) return this.#blobs.put(this.#projectId, rest, options);
    if (rest.byteLength > 0) await this.#append(upload, rest);
    const blob = { hash: this.#hash.digest('hex'), bytes: this.#bytes };
    await this.#blobs.finishUpload(this.#projectId, upload, blob, options);
    return blob;
  }

  /** What cannot be given up now is found by housekeeping. */
  async abandon(): Promise<void> {
    if (this.#upload !== null) await this.#blobs.abandonUpload(this.#projectId, this.#upload).catch(() => undefined);
  }

  async #makeRoom(): Promise<void> {
    const upload = this.#upload ?? (await this.#blobs.openUpload(this.#projectId));
    this.#upload = upload;
    const { pieceBytes } = upload;
    const filled = this.#piece.subarray(0, this.#filled);
    let at = 0;
    for (; filled.byteLength - at >= pieceBytes; at += pieceBytes) {
      await this.#append(upload, filled.subarray(at, at + pieceBytes));
    }
    const rest = filled.subarray(at);
    if (this.#piece.byteLength !== pieceBytes) this.#piece = Buffer.allocUnsafe(pieceBytes);
    this.#piece.set(rest);
    this.#filled = rest.byteLength;
  }

  async #append(upload: BlobUpload, data: Uint8Array): Promise<void> {
    await this.#blobs.appendPiece(this.#projectId, upload, this.#position, data);
    this.#position += 1;
  }
}
