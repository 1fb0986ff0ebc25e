import { type BlobParts, storeNamed } from './blob-contents.ts';
import { blobDeletion } from './blob-deletion.ts';
import { blobStream } from './blob-streams.ts';
import { blobWriting } from './blob-writing.ts';

/** What is known of a stored value. */
export interface BlobInfo {
  /** SHA-256 of the bytes, hex. */
  hash: string;
  bytes: number;
  contentType: string;
  /** The content that holds the bytes; null for those that stand in the row. */
  contentId: string | null;
  /** Name of that content's store. */
  store: string | null;
}

/** A stored value with its bytes. */
export interface BlobRow {
  hash: string;
  bytes: number;
  contentType: string;
  data: Uint8Array;
}

export interface PutOptions {
  /** @default 'application/json' */
  contentType?: string;
  /** The run that keeps it alive; without one it lasts an hour. */
  runId?: string | null;
  /** Hashes of files that the stored JSON refers to; only those that the run uses count. */
  files?: readonly string[];
}

/** A value that is being stored piece by piece. */
export interface BlobUpload {
  readonly contentId: string;
  /** Name of its store. */
  readonly store: string;
  readonly uploadId: string | null;
  /** Size of each piece but the last, in bytes. */
  readonly pieceBytes: number;
  /** What the store answered to each piece, by position. */
  readonly receipts: string[];
}

/**
 * Values too large for Temporal's history, stored once per project and content, in PostgreSQL or in an S3-compatible
 * store. A blob is deleted when no run uses it, and nothing has touched it for an hour. Every method can be repeated.
 */
export interface BlobRepository {
  /** Stores the bytes, unless the project has them, and answers their hash. */
  put(projectId: string, data: Uint8Array, options?: PutOptions): Promise<{ hash: string; bytes: number }>;
  get(projectId: string, hash: string): Promise<BlobRow | null>;
  /** Those of the blobs that there are, by hash. */
  getMany(projectId: string, hashes: string[]): Promise<Map<string, BlobRow>>;
  /** Those of the blobs that the run uses, by hash, without their bytes. */
  usedBy(projectId: string, runId: string, hashes: readonly string[]): Promise<Map<string, BlobInfo>>;
  /** A part of a blob's bytes, by its position from 0; null after the last. See `blobStream`. */
  readPiece(projectId: string, blob: BlobInfo, position: number): Promise<Uint8Array | null>;
  /** Lets a run use what another run uses of these. */
  handOn(projectId: string, runs: { from: string; to: string }, hashes: readonly string[]): Promise<void>;
  /** Begins a value of unknown length. See `storeStream`. */
  openUpload(projectId: string): Promise<BlobUpload>;
  /** @throws BlobUploadLost when it was given up meanwhile */
  appendPiece(projectId: string, upload: BlobUpload, position: number, data: Uint8Array): Promise<void>;
  /** Names an upload by its hash; the project may have that already. @throws BlobUploadLost */
  finishUpload(
    projectId: string,
    upload: BlobUpload,
    blob: { hash: string; bytes: number },
    options?: PutOptions,
  ): Promise<void>;
  /** Gives an upload up: what was stored of it is deleted. */
  abandonUpload(projectId: string, upload: BlobUpload): Promise<void>;
  /** Housekeeping: deletes, of the next so many blobs after a place, those that nothing uses. */
  sweep(after: SweepPlace | null, untouchedSince: Date, limit: number): Promise<Sweep>;
  /** Housekeeping: deletes the bytes of contents that no blob has, and of uploads that were left; answers how many. */
  removeContents(untouchedSince: Date, limit: number): Promise<number>;
}

export interface SweepPlace {
  projectId: string;
  hash: string;
}

export interface Sweep {
  deleted: number;
  /** Where to go on; null at the end. */
  next: SweepPlace | null;
}

export function blobRepository(parts: BlobParts): BlobRepository {
  const { sql } = parts;
  const getMany: BlobRepository['getMany'] = async (projectId, hashes) => {
    if (hashes.length === 0) return new Map();
    const rows = await sql<BlobInfo & { data: Uint8Array | null }>(
      `SELECT ${INFO}, b.data FROM ${BLOBS} WHERE b.project_id = $1 AND b.hash = ANY($2::text[])`,
      [projectId, hashes],
    );
    const found = new Map<string, BlobRow>();
    for (const { data, hash, bytes, contentType, ...where } of rows) {
      const info = { hash, bytes, contentType, ...where };
      found.set(hash, { hash, bytes, contentType, data: data ?? (await wholeContent(parts, projectId, info)) });
    }
    return found;
  };
  return {
    getMany,
    get: async (projectId, hash) => (await getMany(projectId, [hash])).get(hash) ?? null,
    async usedBy(projectId, runId, hashes) {
      if (hashes.length === 0) return new Map();
      const rows = await sql<BlobInfo>(
        `SELECT ${INFO} FROM blob_uses u JOIN ${BLOBS} ON b.project_id = u.project_id AND b.hash = u.hash
         WHERE u.project_id = $1 AND u.run_id = $2 AND u.hash = ANY($3::text[])`,
        [projectId, runId, hashes],
      );
      return new Map(rows.map((row) => [row.hash, row]));
    },
    readPiece: (projectId, blob, position) => readPiece(parts, projectId, blob, position),
    async handOn(projectId, { from, to }, hashes) {
      if (hashes.length > 0) await sql('SELECT hand_on_blobs($1, $2, $3, $4::text[])', [projectId, from, to, hashes]);
    },
    ...blobWriting(parts),
    ...blobDeletion(parts),
  };
}

/** A blob's row `b`, and the store that has its bytes. */
const BLOBS = 'blobs b LEFT JOIN blob_contents c ON c.id = b.content_id';
const INFO = `b.hash, b.bytes, b.content_type AS "contentType", b.content_id AS "contentId", c.store`;

async function readPiece(parts: BlobParts, projectId: string, blob: BlobInfo, position: number) {
  const { contentId, store } = blob;
  if (contentId !== null && store !== null) {
    return storeNamed(parts, store).read({ projectId, contentId, uploadId: null }, position, blob.bytes);
  }
  if (position > 0) return null;
  const [row] = await parts.sql<{ data: Uint8Array | null }>(
    'SELECT data FROM blobs WHERE project_id = $1 AND hash = $2',
    [projectId, blob.hash],
  );
  return row?.data ?? null;
}

async function wholeContent(parts: BlobParts, projectId: string, blob: BlobInfo): Promise<Uint8Array> {
  const whole = Buffer.allocUnsafe(blob.bytes);
  let at = 0;
  const reading = {
    readPiece: (project: string, of: BlobInfo, position: number) => readPiece(parts, project, of, position),
  };
  for await (const piece of blobStream(reading, projectId, blob)) {
    whole.set(piece, at);
    at += piece.byteLength;
  }
  return whole;
}
