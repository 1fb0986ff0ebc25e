import type { S3Settings } from './s3-contents.ts';

/** The variables that say where large values go, as an application's environment gives them. */
export interface S3Environment {
  BLOB_STORE: 'postgres' | 's3';
  S3_ENDPOINT?: string | undefined;
  S3_BUCKET?: string | undefined;
  S3_REGION: string;
  S3_ACCESS_KEY_ID?: string | undefined;
  S3_SECRET_ACCESS_KEY?: string | undefined;
  S3_FORCE_PATH_STYLE: boolean;
}

/** The store that an environment names; null for PostgreSQL, and where `s3Faults` finds something. */
export function s3Of(env: S3Environment): S3Settings | null {
  const { BLOB_STORE, S3_BUCKET: bucket, S3_ACCESS_KEY_ID: accessKeyId, S3_SECRET_ACCESS_KEY: secretAccessKey } = env;
  if (BLOB_STORE !== 's3' || !bucket || !accessKeyId || !secretAccessKey) return null;
  const { S3_ENDPOINT: endpoint, S3_REGION: region, S3_FORCE_PATH_STYLE: forcePathStyle } = env;
  const place = { bucket, region, forcePathStyle, ...(endpoint ? { endpoint } : {}) };
  return { ...place, accessKeyId, secretAccessKey };
}

/** What an environment lacks that names an S3 store, a line each. */
export function s3Faults(env: S3Environment): string[] {
  if (env.BLOB_STORE !== 's3') return [];
  const needed = ['S3_BUCKET', 'S3_ACCESS_KEY_ID', 'S3_SECRET_ACCESS_KEY'] as const;
  return needed.filter((name) => !env[name]).map((name) => `${name}: required with BLOB_STORE=s3`);
}
