import type { S3Client } from '@aws-sdk/client-s3';
import type { ContentPlace, ContentStore } from './blob-contents.ts';
import { DatabaseUnavailable } from './errors.ts';

/** An S3-compatible store for the bytes of blobs. */
export interface S3Settings {
  /** `https://…`; Amazon's own by default. */
  endpoint?: string;
  bucket: string;
  /** @default 'us-east-1' */
  region?: string;
  accessKeyId: string;
  secretAccessKey: string;
  /** Whether the bucket stands in the path rather than in the host name, as most stores but Amazon's want it. */
  forcePathStyle?: boolean;
}

/** S3 takes no smaller piece, but for the last. */
const PIECE_BYTES = 5 * 1024 * 1024;

/** Contents as objects `<project>/<content>` of a bucket, written as multipart uploads. */
export function s3Contents(settings: S3Settings): ContentStore & { close(): Promise<void> } {
  const opened = lazily(() => openClient(settings));
  const { bucket } = settings;
  const place = ({ projectId, contentId }: ContentPlace) => ({ Bucket: bucket, Key: `${projectId}/${contentId}` });
  const call = async <Answer>(work: (s3: Opened) => Promise<Answer>): Promise<Answer> => {
    try {
      return await work(await opened.get());
    } catch (error) {
      throw isAway(error) ? new BlobStoreUnavailable(error) : error;
    }
  };
  return {
    pieceBytes: PIECE_BYTES,
    begin: (content) =>
      call(async ({ client, commands }) => {
        const { UploadId } = await client.send(new commands.CreateMultipartUploadCommand(place(content)));
        return UploadId ?? null;
      }),
    append: (content, position, data) =>
      call(async ({ client, commands }) => {
        const part = { ...place(content), UploadId: content.uploadId ?? '', PartNumber: position + 1, Body: data };
        const { ETag = '' } = await client.send(new commands.UploadPartCommand(part));
        return ETag;
      }),
    complete: (content, receipts) =>
      call(async ({ client, commands }) => {
        const Parts = receipts.map((ETag, position) => ({ ETag, PartNumber: position + 1 }));
        const upload = { ...place(content), UploadId: content.uploadId ?? '', MultipartUpload: { Parts } };
        await client.send(new commands.CompleteMultipartUploadCommand(upload)).catch(async (error: unknown) => {
          // A repeat finds it complete.
          if (nameOf(error) !== 'NoSuchUpload') throw error;
          await client.send(new commands.HeadObjectCommand(place(content)));
        });
      }),
    write: (content, data) =>
      call(async ({ client, commands }) => {
        await client.send(new commands.PutObjectCommand({ ...place(content), Body: data }));
      }),
    read: (content, position, bytes) =>
      call(async ({ client, commands }) => {
        const from = position * PIECE_BYTES;
        if (from >= bytes) return null;
        const Range = `bytes=${from}-${Math.min(from + PIECE_BYTES, bytes) - 1}`;
        const { Body } = await client.send(new commands.GetObjectCommand({ ...place(content), Range }));
        return (await Body?.transformToByteArray()) ?? null;
      }),
    remove: (content) =>
      call(async ({ client, commands }) => {
        if (content.uploadId !== null) await abort({ client, commands }, place(content), content.uploadId);
        await client.send(new commands.DeleteObjectCommand(place(content)));
      }),
    close: () => opened.close(({ client }) => client.destroy()),
  };
}

/** The store of large values cannot be reached, or has no room for a request now: worth another try soon. */
export class BlobStoreUnavailable extends DatabaseUnavailable {
  constructor(cause: unknown) {
    super(cause);
    this.message = `the blob store is not available: ${nameOf(cause)}`;
  }
}

type Commands = typeof import('@aws-sdk/client-s3');

interface Opened {
  client: S3Client;
  commands: Commands;
}

/** Loaded with the first use: most installations keep blobs in PostgreSQL, and the client is large. */
async function openClient(settings: S3Settings): Promise<Opened> {
  const commands = await import('@aws-sdk/client-s3');
  const { endpoint, region = 'us-east-1', accessKeyId, secretAccessKey, forcePathStyle = false } = settings;
  const client = new commands.S3Client({
    ...(endpoint === undefined ? {} : { endpoint }),
    region,
    forcePathStyle,
    credentials: { accessKeyId, secretAccessKey },
    // Many compatible stores know no checksums in trailers.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: { connectionTimeout: 5_000, requestTimeout: 60_000 },
  });
  return { client, commands };
}

const WITHOUT_UPLOAD = new Set(['NoSuchUpload', 'MethodNotAllowed', 'NotImplemented']);

async function abort({ client, commands }: Opened, place: { Bucket: string; Key: string }, UploadId: string) {
  try {
    await client.send(new commands.AbortMultipartUploadCommand({ ...place, UploadId }));
  } catch (error) {
    // It was completed, or is gone already; some compatible stores cannot give uploads up.
    if (!WITHOUT_UPLOAD.has(nameOf(error))) throw error;
  }
}

function isAway(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const { $metadata, $retryable } = error as { $metadata?: { httpStatusCode?: number }; $retryable?: unknown };
  const status = $metadata?.httpStatusCode;
  if (status !== undefined) return status >= 500 || status === 429;
  return $retryable !== undefined || 'code' in error || nameOf(error) === 'TimeoutError';
}

function nameOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return String(error);
  return 'name' in error ? String(error.name) : 'unknown';
}

function lazily<Value>(make: () => Promise<Value>) {
  let made: Promise<Value> | null = null;
  return {
    get: (): Promise<Value> => {
      made ??= make();
      return made;
    },
    async close(end: (value: Value) => void): Promise<void> {
      if (made !== null) end(await made);
    },
  };
}
