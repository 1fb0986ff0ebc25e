import { createHash } from 'node:crypto';
import type { Store } from './store.ts';

/** A stored value. */
export interface BlobRow {
  /** SHA-256 of the bytes, hex. */
  hash: string;
  bytes: number;
  contentType: string;
  data: Uint8Array;
}

/** Values too large for Temporal's history, stored once per project and content. */
export interface BlobRepository {
  /** Stores the bytes, unless the project has them, and answers their hash. @default contentType 'application/json' */
  put(projectId: string, data: Uint8Array, contentType?: string): Promise<{ hash: string; bytes: number }>;
  get(projectId: string, hash: string): Promise<BlobRow | null>;
  /** Those of the blobs that there are, by hash. */
  getMany(projectId: string, hashes: string[]): Promise<Map<string, BlobRow>>;
}

export function blobRepository({ sql }: Store): BlobRepository {
  const getMany: BlobRepository['getMany'] = async (projectId, hashes) => {
    if (hashes.length === 0) return new Map();
    const rows = await sql<BlobRow>(
      `SELECT hash, bytes, content_type AS "contentType", data FROM blobs
       WHERE project_id = $1 AND hash = ANY($2::text[])`,
      [projectId, hashes],
    );
    return new Map(rows.map((row) => [row.hash, row]));
  };
  return {
    getMany,
    get: async (projectId, hash) => (await getMany(projectId, [hash])).get(hash) ?? null,
    async put(projectId, data, contentType = 'application/json') {
      const hash = createHash('sha256').update(data).digest('hex');
      const bytes = data.byteLength;
      await sql(
        `INSERT INTO blobs (project_id, hash, bytes, content_type, data) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (project_id, hash) DO NOTHING`,
        [projectId, hash, bytes, contentType, Buffer.from(data.buffer, data.byteOffset, bytes)],
      );
      return { hash, bytes };
    },
  };
}
