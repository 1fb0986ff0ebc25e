import { DatabaseError } from './errors.ts';

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

/** Bytes of a blob are missing. */
export class BlobDamaged extends DatabaseError {
  constructor(hash: string) {
    super('BLOB_DAMAGED', `the blob ${hash} does not have the bytes that it is said to have`);
  }
}
