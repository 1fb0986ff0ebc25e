import { LOCALES } from '@perdura/contracts';
import { DEVELOPMENT_ENCRYPTION_KEYS, parseEncryptionKeys, s3Faults, usesDevelopmentKey } from '@perdura/database';
import { z } from 'zod';

const port = z.coerce.number().int().min(0).max(65_535);
const flag = z.enum(['true', 'false']).transform((text) => text === 'true');
const list = z.string().transform((text) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== ''),
);

const schema = z
  .object({
    NODE_ENV: z.enum(['development', 'test', 'production']).default('production'),
    HOST: z.string().min(1).default('127.0.0.1'),
    PORT: port.default(8080),
    DATABASE_URL: z.string().regex(/^postgres(ql)?:\/\//, 'expected a postgresql:// URL'),
    DATABASE_POOL_SIZE: z.coerce.number().int().min(1).max(500).default(20),
    TEMPORAL_ADDRESS: z.string().min(1).default('127.0.0.1:7233'),
    TEMPORAL_NAMESPACE: z.string().min(1).default('default'),
    TEMPORAL_TASK_QUEUE: z.string().min(1).default('perdura'),
    TEMPORAL_TLS: flag.default(false),
    TEMPORAL_API_KEY: z.string().min(1).optional(),
    ENCRYPTION_KEYS: z.string().min(1).optional(),
    DEFAULT_LOCALE: z.enum(LOCALES).default('zh-CN'),
    LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
    BODY_LIMIT_BYTES: z.coerce
      .number()
      .int()
      .min(1_024)
      .default(2 * 1024 * 1024),
    DEFINITION_LIMIT_BYTES: z.coerce
      .number()
      .int()
      .min(1_024)
      .default(1024 * 1024),
    DEFINITION_LIMIT_NODES: z.coerce.number().int().min(1).default(1_000),
    JSON_DEPTH_LIMIT: z.coerce.number().int().min(8).max(500).default(100),
    RATE_LIMIT_PER_MINUTE: z.coerce.number().int().min(1).optional(),
    FAILED_LOGIN_LIMIT_PER_MINUTE: z.coerce.number().int().min(1).optional(),
    /** The worker's settings: large values are read here as well. */
    BLOB_STORE: z.enum(['postgres', 's3']).default('postgres'),
    S3_ENDPOINT: z.url().optional(),
    S3_BUCKET: z.string().min(1).optional(),
    S3_REGION: z.string().min(1).default('us-east-1'),
    S3_ACCESS_KEY_ID: z.string().min(1).optional(),
    S3_SECRET_ACCESS_KEY: z.string().min(1).optional(),
    S3_FORCE_PATH_STYLE: flag.default(false),
    EVENT_DEPTH_LIMIT: z.coerce.number().int().min(0).max(100).default(5),
    TOOL_TEST_SECONDS: z.coerce.number().int().min(1).max(300).default(60),
    ALLOWED_ORIGINS: list.default([]),
    TRUST_PROXY_HOPS: z.coerce.number().int().min(0).max(10).default(0),
    PUBLIC_URL: z.string().url().optional(),
    ADMIN_EMAIL: z.email().default('admin@localhost.localdomain'),
    ADMIN_API_KEY: z.string().min(1).optional(),
    SHUTDOWN_GRACE_SECONDS: z.coerce.number().int().min(0).max(600).default(15),
  })
  .transform((env) => ({
    ...env,
    ENCRYPTION_KEYS: env.ENCRYPTION_KEYS ?? DEVELOPMENT_ENCRYPTION_KEYS,
    // A development key has room for generated tests; production keeps a caller from using up the machine.
    RATE_LIMIT_PER_MINUTE: env.RATE_LIMIT_PER_MINUTE ?? (env.NODE_ENV === 'production' ? 6_000 : 120_000),
    FAILED_LOGIN_LIMIT_PER_MINUTE: env.FAILED_LOGIN_LIMIT_PER_MINUTE ?? (env.NODE_ENV === 'production' ? 600 : 120_000),
  }));

export type Env = z.output<typeof schema>;

/** The environment cannot be used; the message lists every fault, one a line. */
export class InvalidEnvironment extends Error {
  override readonly name = 'InvalidEnvironment';
  readonly code = 'INVALID_ENVIRONMENT';

  constructor(faults: string[]) {
    super(`the environment has ${faults.length} fault(s):\n${faults.map((each) => `  - ${each}`).join('\n')}`);
  }
}

/**
 * Reads all settings of the API, once, at start. Empty variables count as absent.
 *
 * @throws {InvalidEnvironment} naming every fault; also in production with the development encryption key
 */
export function readEnv(source: Record<string, string | undefined>): Env {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = schema.safeParse(given);
  if (!parsed.success) throw new InvalidEnvironment(parsed.error.issues.map(describe));
  const faults = [...encryptionFaults(parsed.data), ...s3Faults(parsed.data)];
  if (faults.length > 0) throw new InvalidEnvironment(faults);
  return parsed.data;
}

function describe(issue: z.core.$ZodIssue): string {
  const message = issue.message.includes('received undefined') ? 'required, but missing' : issue.message;
  return `${issue.path.join('.')}: ${message}`;
}

function encryptionFaults({ NODE_ENV, ENCRYPTION_KEYS }: Env): string[] {
  try {
    const keys = parseEncryptionKeys(ENCRYPTION_KEYS);
    if (NODE_ENV !== 'production' || !usesDevelopmentKey(keys)) return [];
    return [
      'ENCRYPTION_KEYS: production needs a key of its own (id:base64 of 32 random bytes), not the development key that everybody knows',
    ];
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}
