import { BlobStoreMissing } from './blob-errors.ts';
import type { Sql } from './store.ts';

/** Where the bytes of one content are, or are to be. */
export interface ContentPlace {
  projectId: string;
  contentId: string;
  /** S3's id of the multipart upload; null elsewhere, and once it is over. */
  uploadId: string | null;
}

/** A place for the bytes of large blobs, written and read piece by piece; every call can be repeated. */
export interface ContentStore {
  /** Size in bytes of all pieces of a content but the last. */
  readonly pieceBytes: number;
  /** Begins a content; answers the id that its pieces are written under, where the store has one. */
  begin(place: ContentPlace): Promise<string | null>;
  /** Writes the piece at a position; answers what `complete` has to be told of it. */
  append(place: ContentPlace, position: number, data: Uint8Array): Promise<string>;
  /** @param receipts what `append` answered, in the order of the pieces */
  complete(place: ContentPlace, receipts: string[]): Promise<void>;
  /** Writes a content of one piece at once, without `begin` and `complete`. */
  write(place: ContentPlace, data: Uint8Array): Promise<void>;
  /** The piece at a position, of a content of so many bytes; null after the last. */
  read(place: ContentPlace, position: number, bytes: number): Promise<Uint8Array | null>;
  /** Deletes the bytes, also of a content that was never completed. */
  remove(place: ContentPlace): Promise<void>;
}

/** Stores of contents by name, and the one that new contents go to. */
export interface ContentStores {
  stores: ReadonlyMap<string, ContentStore>;
  current: string;
}

/** The stores, and the way to the database beside them. */
export interface BlobParts {
  sql: Sql;
  contents: ContentStores;
}

/** @throws BlobStoreMissing */
export function storeNamed({ contents }: BlobParts, name: string): ContentStore {
  const store = contents.stores.get(name);
  if (store === undefined) throw new BlobStoreMissing(name);
  return store;
}

/** The driver reads a piece as hex text: twice this is the most that V8 keeps among the short-lived objects. */
const PIECE_BYTES = 60 * 1024;

/** Contents in PostgreSQL: a row a piece. */
export function postgresContents(sql: Sql): ContentStore {
  const append: ContentStore['append'] = async ({ projectId, contentId }, position, data) => {
    await sql(
      `INSERT INTO blob_chunks (content_id, position, data)
       SELECT id, $2, $3 FROM blob_contents WHERE id = $1 AND project_id = $4 ON CONFLICT DO NOTHING`,
      [contentId, position, Buffer.from(data.buffer, data.byteOffset, data.byteLength), projectId],
      'append-chunk',
    );
    return '';
  };
  return {
    pieceBytes: PIECE_BYTES,
    begin: async () => null,
    append,
    write: async (place, data) => void (await append(place, 0, data)),
    complete: async () => undefined,
    async read({ contentId }, position) {
      const [chunk] = await sql<{ data: Uint8Array }>(
        'SELECT data FROM blob_chunks WHERE content_id = $1 AND position = $2',
        [contentId, position],
        'read-chunk',
      );
      return chunk?.data ?? null;
    },
    async remove({ contentId }) {
      await sql('DELETE FROM blob_chunks WHERE content_id = $1', [contentId]);
    },
  };
}
