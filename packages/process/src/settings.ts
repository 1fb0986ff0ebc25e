import { z } from 'zod';

/** Text that is not empty. */
export const text = z.string().min(1);

export const flag = z.enum(['true', 'false']).transform((value) => value === 'true');

/** Parts with commas between them; those that are empty do not count. */
export const list = z.string().transform((value) =>
  value
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== ''),
);

export const wholeNumber = (minimum: number, maximum: number) => z.coerce.number().int().min(minimum).max(maximum);

/** What every process has. One that does not say where it runs is held to the rules of production. */
export const PROCESS_SETTINGS = {
  NODE_ENV: z.enum(['development', 'test', 'production']).default('production'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
};

export const DATABASE_SETTINGS = {
  DATABASE_URL: z.string().regex(/^postgres(ql)?:\/\//, 'expected a postgresql:// URL'),
  DATABASE_POOL_SIZE: wholeNumber(1, 500).default(20),
  ENCRYPTION_KEYS: text.optional(),
  TABLE_RECORDS: wholeNumber(1, 10_000_000).default(100_000),
};

export const TEMPORAL_SETTINGS = {
  TEMPORAL_ADDRESS: text.default('127.0.0.1:7233'),
  TEMPORAL_NAMESPACE: text.default('default'),
  TEMPORAL_TASK_QUEUE: text.default('perdura'),
  TEMPORAL_API_KEY: text.optional(),
  TEMPORAL_TLS: flag.default(false),
};

/** Where values go, and are read, that are too large for Temporal's history. */
export const BLOB_STORE_SETTINGS = {
  BLOB_STORE: z.enum(['postgres', 's3']).default('postgres'),
  S3_ENDPOINT: z.url().optional(),
  S3_BUCKET: text.optional(),
  S3_REGION: text.default('us-east-1'),
  S3_ACCESS_KEY_ID: text.optional(),
  S3_SECRET_ACCESS_KEY: text.optional(),
  S3_FORCE_PATH_STYLE: flag.default(false),
};
