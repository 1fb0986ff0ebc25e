import { createHash } from 'node:crypto';
import type { ContentPlace, ContentStore } from './blob-contents.ts';
import { blobStream } from './blob-streams.ts';
import { DatabaseError } from './errors.ts';
import { newId } from './ids.ts';
import type { Store } from './store.ts';

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

/** An upload lasted longer than its pieces came, and was given up. */
export class BlobUploadLost extends DatabaseError {
  constructor(contentId: string) {
    super('BLOB_UPLOAD_LOST', `the upload ${contentId} is not open any more`);
  }
}

/** A blob is in a store that this process was not told of. */
export class BlobStoreMissing extends DatabaseError {
  constructor(store: string) {
    super('BLOB_STORE_MISSING', `a blob is in the store "${store}", which this process has no settings for`);
  }
}

/** Stores of contents by name, and the one that new contents go to. */
export interface ContentStores {
  stores: ReadonlyMap<string, ContentStore>;
  current: string;
}

/** Larger values than this are kept apart from their row, in bytes. */
const LARGEST_ROW = 1024 * 1024;

export function blobRepository({ sql }: Pick<Store, 'sql'>, contents: ContentStores): BlobRepository {
  const storeNamed = (name: string): ContentStore => {
    const store = contents.stores.get(name);
    if (store === undefined) throw new BlobStoreMissing(name);
    return store;
  };
  const parts: Parts = { sql, contents, storeNamed };
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
    put: (projectId, data, options = {}) => put(parts, projectId, data, options),
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
    ...uploads(parts),
    ...deletions(parts),
  };
}

interface Parts extends Pick<Store, 'sql'> {
  contents: ContentStores;
  storeNamed(name: string): ContentStore;
}

/** A blob's row `b`, and the store that has its bytes. */
const BLOBS = 'blobs b LEFT JOIN blob_contents c ON c.id = b.content_id';
const INFO = `b.hash, b.bytes, b.content_type AS "contentType", b.content_id AS "contentId", c.store`;

async function put(parts: Parts, projectId: string, data: Uint8Array, options: PutOptions) {
  const hash = createHash('sha256').update(data).digest('hex');
  const blob = { hash, bytes: data.byteLength };
  const { current } = parts.contents;
  if (current === 'postgres' && blob.bytes <= LARGEST_ROW) {
    const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
    await parts.sql(PUT, [...naming(projectId, blob, options), bytes], 'put-blob');
    return blob;
  }
  const [known] = await parts.sql<{ hash: string }>(TOUCH, naming(projectId, blob, options));
  if (known !== undefined) return blob;
  const upload = await openContent(parts, projectId, blob.bytes > parts.storeNamed(current).pieceBytes);
  await writePieces(parts, projectId, upload, data);
  await finish(parts, projectId, upload, blob, options);
  return blob;
}

async function writePieces(parts: Parts, projectId: string, upload: BlobUpload, data: Uint8Array): Promise<void> {
  const { current } = parts.contents;
  const store = parts.storeNamed(current);
  if (data.byteLength <= upload.pieceBytes) {
    await store.write(placeOf(projectId, upload), data);
    return;
  }
  for (let position = 0; position * upload.pieceBytes < data.byteLength; position += 1) {
    const from = position * upload.pieceBytes;
    await append(parts, projectId, upload, position, data.subarray(from, from + upload.pieceBytes));
  }
}

function uploads(parts: Parts): Pick<BlobRepository, 'openUpload' | 'appendPiece' | 'finishUpload' | 'abandonUpload'> {
  return {
    openUpload: (projectId) => openContent(parts, projectId, true),
    appendPiece: (projectId, upload, position, data) => append(parts, projectId, upload, position, data),
    finishUpload: (projectId, upload, blob, options = {}) => finish(parts, projectId, upload, blob, options),
    async abandonUpload(projectId, { contentId }) {
      await parts.sql(
        `UPDATE blob_contents SET state = 'doomed' WHERE id = $1 AND project_id = $2 AND state = 'open'`,
        [contentId, projectId],
      );
    },
  };
}

async function openContent({ sql, contents, storeNamed }: Parts, projectId: string, inPieces: boolean) {
  const contentId = newId();
  const store = storeNamed(contents.current);
  await sql('INSERT INTO blob_contents (id, project_id, store) VALUES ($1, $2, $3)', [
    ...[contentId, projectId, contents.current],
  ]);
  const uploadId = inPieces ? await store.begin({ projectId, contentId, uploadId: null }) : null;
  if (uploadId !== null) await sql('UPDATE blob_contents SET upload_id = $2 WHERE id = $1', [contentId, uploadId]);
  const upload: BlobUpload = { contentId, uploadId, pieceBytes: store.pieceBytes, receipts: [] };
  return upload;
}

async function append(parts: Parts, projectId: string, upload: BlobUpload, position: number, data: Uint8Array) {
  const [open] = await parts.sql<{ store: string }>(
    `UPDATE blob_contents SET touched_at = now() WHERE id = $1 AND project_id = $2 AND state = 'open' RETURNING store`,
    [upload.contentId, projectId],
    'touch-content',
  );
  if (open === undefined) throw new BlobUploadLost(upload.contentId);
  upload.receipts[position] = await parts.storeNamed(open.store).append(placeOf(projectId, upload), position, data);
}

async function finish(
  parts: Parts,
  projectId: string,
  upload: BlobUpload,
  blob: { hash: string; bytes: number },
  options: PutOptions,
): Promise<void> {
  const { contentId, receipts } = upload;
  if (receipts.length > 0) {
    await parts.storeNamed(parts.contents.current).complete(placeOf(projectId, upload), receipts);
  }
  const [named] = await parts.sql(FINISH, [...naming(projectId, blob, options), contentId]);
  if (named !== undefined) return;
  // A repeat finds it named by the first time.
  const [known] = await parts.sql(TOUCH, naming(projectId, blob, options));
  if (known === undefined) throw new BlobUploadLost(contentId);
}

async function readPiece(parts: Parts, projectId: string, blob: BlobInfo, position: number) {
  const { contentId, store } = blob;
  if (contentId !== null && store !== null) {
    return parts.storeNamed(store).read({ projectId, contentId, uploadId: null }, position, blob.bytes);
  }
  if (position > 0) return null;
  const [row] = await parts.sql<{ data: Uint8Array | null }>(
    'SELECT data FROM blobs WHERE project_id = $1 AND hash = $2',
    [projectId, blob.hash],
  );
  return row?.data ?? null;
}

async function wholeContent(parts: Parts, projectId: string, blob: BlobInfo): Promise<Uint8Array> {
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

function placeOf(projectId: string, { contentId, uploadId }: BlobUpload): ContentPlace {
  return { projectId, contentId, uploadId };
}

/** Parameters $1 to $6 of the statements that name a blob. */
function naming(projectId: string, { hash, bytes }: { hash: string; bytes: number }, options: PutOptions): unknown[] {
  const { contentType = 'application/json', runId = null, files = [] } = options;
  return [projectId, hash, bytes, contentType, runId, files];
}

/** Of the named files, those that the run may refer to. */
const FILES = `ARRAY(SELECT f.hash FROM blob_uses f WHERE f.project_id = $1 AND f.run_id = $5 AND f.hash = ANY($6::text[]))`;

/**
 * Touching the row and noting the use are one statement: a deletion that is under way waits for the row, sees it
 * touched and passes it by; one that was first lets the insert make the row anew.
 */
const ON_KNOWN = `
  ON CONFLICT (project_id, hash) DO UPDATE SET touched_at = now(),
    files = ARRAY(SELECT DISTINCT unnest(b.files || excluded.files))`;

const USE = `
  INSERT INTO blob_uses (project_id, hash, run_id)
  SELECT blob.project_id, blob.hash, $5 FROM blob WHERE $5::text IS NOT NULL
  ON CONFLICT DO NOTHING`;

const PUT = `
WITH blob AS (
  INSERT INTO blobs AS b (project_id, hash, bytes, content_type, files, data)
  VALUES ($1, $2, $3, $4, ${FILES}, $7)
  ${ON_KNOWN}
  RETURNING b.project_id, b.hash
)${USE}`;

const TOUCH = `
WITH blob AS (
  UPDATE blobs b SET touched_at = now(), files = ARRAY(SELECT DISTINCT unnest(b.files || ${FILES}))
  WHERE b.project_id = $1 AND b.hash = $2 AND $3::int IS NOT NULL AND $4::text IS NOT NULL
  RETURNING b.project_id, b.hash
), used AS (${USE})
SELECT hash FROM blob`;

/** A content that another one of the same bytes was faster than is deleted. */
const FINISH = `
WITH content AS (
  SELECT id FROM blob_contents WHERE id = $7 AND project_id = $1 AND state = 'open' FOR UPDATE
), blob AS (
  INSERT INTO blobs AS b (project_id, hash, bytes, content_type, files, content_id)
  SELECT $1, $2, $3, $4, ${FILES}, content.id FROM content
  ${ON_KNOWN}
  RETURNING b.project_id, b.hash, b.content_id
), used AS (${USE})
UPDATE blob_contents c SET state = CASE WHEN blob.content_id = c.id THEN 'named' ELSE 'doomed' END, upload_id = NULL
FROM blob WHERE c.id = $7
RETURNING c.id`;

function deletions({ sql, storeNamed }: Parts): Pick<BlobRepository, 'sweep' | 'removeContents'> {
  return {
    async sweep(after, untouchedSince, limit) {
      const [row] = await sql<{ deleted: number; looked: number; projectId: string; hash: string }>(SWEEP, [
        ...[after?.projectId ?? '', after?.hash ?? '', limit, untouchedSince],
      ]);
      if (row === undefined) return { deleted: 0, next: null };
      const { deleted, looked, projectId, hash } = row;
      return { deleted, next: looked < limit ? null : { projectId, hash } };
    },
    async removeContents(untouchedSince, limit) {
      const rows = await sql<ContentPlace & { store: string }>(DOOM, [untouchedSince, limit]);
      for (const { store, ...place } of rows) {
        await storeNamed(store).remove(place);
        await sql('DELETE FROM blob_contents WHERE id = $1', [place.contentId]);
      }
      return rows.length;
    },
  };
}

const SWEEP = `
WITH page AS MATERIALIZED (
  SELECT project_id, hash FROM blobs WHERE (project_id, hash) > ($1, $2) ORDER BY project_id, hash LIMIT $3
), gone AS (
  DELETE FROM blobs b USING page
  WHERE b.project_id = page.project_id AND b.hash = page.hash AND b.touched_at < $4
    AND NOT EXISTS (SELECT 1 FROM blob_uses u WHERE u.project_id = b.project_id AND u.hash = b.hash)
  RETURNING b.content_id
), doomed AS (
  UPDATE blob_contents c SET state = 'doomed' FROM gone WHERE c.id = gone.content_id
)
SELECT (SELECT count(*)::int FROM gone) AS deleted, (SELECT count(*)::int FROM page) AS looked,
  last.project_id AS "projectId", last.hash
FROM (SELECT project_id, hash FROM page ORDER BY project_id DESC, hash DESC LIMIT 1) AS last`;

/** An upload that goes on touches its row: it is found not open, or not given up. */
const DOOM = `
UPDATE blob_contents c SET state = 'doomed'
WHERE c.state <> 'named' AND (c.state = 'doomed' OR c.touched_at < $1)
  AND c.id IN (SELECT id FROM blob_contents WHERE state = 'doomed' OR (state = 'open' AND touched_at < $1)
               ORDER BY touched_at LIMIT $2)
RETURNING c.id AS "contentId", c.project_id AS "projectId", c.store, c.upload_id AS "uploadId"`;
