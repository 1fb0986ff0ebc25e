import { createHash } from 'node:crypto';
import { type BlobParts, type ContentPlace, storeNamed } from './blob-contents.ts';
import { BlobUploadLost } from './blob-errors.ts';
import type { BlobRepository, BlobUpload, PutOptions } from './blobs.ts';
import { newId } from './ids.ts';

/** Larger values than this are kept apart from their row, in bytes. */
const LARGEST_ROW = 1024 * 1024;

type Writing = Pick<BlobRepository, 'put' | 'openUpload' | 'appendPiece' | 'finishUpload' | 'abandonUpload'>;

/** The part of the repository that stores values. */
export function blobWriting(parts: BlobParts): Writing {
  return {
    put: (projectId, data, options = {}) => put(parts, projectId, data, options),
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

async function put(parts: BlobParts, projectId: string, data: Uint8Array, options: PutOptions) {
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
  const upload = await openContent(parts, projectId, blob.bytes > storeNamed(parts, current).pieceBytes);
  await writePieces(parts, projectId, upload, data);
  await finish(parts, projectId, upload, blob, options);
  return blob;
}

async function writePieces(parts: BlobParts, projectId: string, upload: BlobUpload, data: Uint8Array): Promise<void> {
  const { current } = parts.contents;
  const store = storeNamed(parts, current);
  if (data.byteLength <= upload.pieceBytes) {
    await store.write(placeOf(projectId, upload), data);
    return;
  }
  for (let position = 0; position * upload.pieceBytes < data.byteLength; position += 1) {
    const from = position * upload.pieceBytes;
    await append(parts, projectId, upload, position, data.subarray(from, from + upload.pieceBytes));
  }
}

async function openContent(parts: BlobParts, projectId: string, inPieces: boolean) {
  const contentId = newId();
  const { sql, contents } = parts;
  const store = storeNamed(parts, contents.current);
  await sql('INSERT INTO blob_contents (id, project_id, store) VALUES ($1, $2, $3)', [
    ...[contentId, projectId, contents.current],
  ]);
  const uploadId = inPieces ? await store.begin({ projectId, contentId, uploadId: null }) : null;
  if (uploadId !== null) await sql('UPDATE blob_contents SET upload_id = $2 WHERE id = $1', [contentId, uploadId]);
  const upload: BlobUpload = {
    contentId,
    store: contents.current,
    uploadId,
    pieceBytes: store.pieceBytes,
    receipts: [],
  };
  return upload;
}

/** Pieces between two looks at whether the upload was given up. */
const TOUCH_EVERY = 16;

async function append(parts: BlobParts, projectId: string, upload: BlobUpload, position: number, data: Uint8Array) {
  const { contentId, store } = upload;
  if (position % TOUCH_EVERY === 0) {
    const touched = await parts.sql(
      `UPDATE blob_contents SET touched_at = now() WHERE id = $1 AND project_id = $2 AND state = 'open' RETURNING id`,
      [contentId, projectId],
      'touch-content',
    );
    if (touched.length === 0) throw new BlobUploadLost(contentId);
  }
  upload.receipts[position] = await storeNamed(parts, store).append(placeOf(projectId, upload), position, data);
}

async function finish(
  parts: BlobParts,
  projectId: string,
  upload: BlobUpload,
  blob: { hash: string; bytes: number },
  options: PutOptions,
): Promise<void> {
  const { contentId, receipts } = upload;
  if (receipts.length > 0) {
    await storeNamed(parts, parts.contents.current).complete(placeOf(projectId, upload), receipts);
  }
  const [named] = await parts.sql(FINISH, [...naming(projectId, blob, options), contentId]);
  if (named !== undefined) return;
  // A repeat finds it named by the first time.
  const [known] = await parts.sql(TOUCH, naming(projectId, blob, options));
  if (known === undefined) throw new BlobUploadLost(contentId);
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
