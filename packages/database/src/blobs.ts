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
