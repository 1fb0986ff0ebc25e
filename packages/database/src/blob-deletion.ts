import { type BlobParts, type ContentPlace, storeNamed } from './blob-contents.ts';
import type { BlobRepository } from './blobs.ts';

/** The part of the repository that deletes what nothing uses. */
export function blobDeletion(parts: BlobParts): Pick<BlobRepository, 'sweep' | 'removeContents'> {
  const { sql } = parts;
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
      const failures: unknown[] = [];
      for (const { store, ...place } of rows) {
        await removeContent(parts, store, place).catch(async (error: unknown) => {
          failures.push(error);
          // One that cannot be deleted makes room for the others.
          await sql('UPDATE blob_contents SET touched_at = now() WHERE id = $1', [place.contentId]);
        });
      }
      if (failures.length > 0) throw failures[0];
      return rows.length;
    },
  };
}

async function removeContent(parts: BlobParts, store: string, place: ContentPlace): Promise<void> {
  await storeNamed(parts, store).remove(place);
  await parts.sql('DELETE FROM blob_contents WHERE id = $1', [place.contentId]);
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
