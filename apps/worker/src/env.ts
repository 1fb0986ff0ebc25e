import { DEVELOPMENT_ENCRYPTION_KEYS, parseEncryptionKeys, s3Faults, usesDevelopmentKey } from '@perdura/database';
import { z } from 'zod';

const wholeNumber = (minimum: number, maximum: number) => z.coerce.number().int().min(minimum).max(maximum);
const flag = z.enum(['true', 'false']).transform((text) => text === 'true');
const text = z.string().min(1);
const list = z.string().transform((value) =>
  value
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== ''),
);

const schema = z
  .object({
    NODE_ENV: z.enum(['development', 'test', 'production']).default('production'),
    LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
    /** Where `/healthz`, `/readyz` and `/metrics` are served. */
    METRICS_HOST: text.default('127.0.0.1'),
    METRICS_PORT: wholeNumber(0, 65_535).default(9_464),

    DATABASE_URL: z.string().regex(/^postgres(ql)?:\/\//, 'expected a postgresql:// URL'),
    DATABASE_POOL_SIZE: wholeNumber(1, 500).default(20),
    ENCRYPTION_KEYS: text.optional(),

    TEMPORAL_ADDRESS: text.default('127.0.0.1:7233'),
    TEMPORAL_NAMESPACE: text.default('default'),
    TEMPORAL_TASK_QUEUE: text.default('perdura'),
    TEMPORAL_API_KEY: text.optional(),
    TEMPORAL_TLS: flag.default(false),
    TEMPORAL_TLS_SERVER_NAME: text.optional(),
    TEMPORAL_TLS_SERVER_CA_CERT_PATH: text.optional(),
    TEMPORAL_TLS_CLIENT_CERT_PATH: text.optional(),
    TEMPORAL_TLS_CLIENT_KEY_PATH: text.optional(),

    /** Activities at once in this process. */
    MAX_ACTIVITIES: wholeNumber(1, 2_000).default(200),
    /** Live runs whose state is kept in memory; the others are replayed when they go on. */
    MAX_CACHED_WORKFLOWS: wholeNumber(0, 100_000).default(500),
    MAX_RESULT_BYTES: wholeNumber(1_024, 1024 * 1024 * 1024).default(16 * 1024 * 1024),
    /** Largest text or binary that a step may receive as a file. */
    MAX_FILE_BYTES: wholeNumber(1_024, 2 ** 31 - 1).default(1024 * 1024 * 1024),
    /** Where values go that are too large for Temporal's history. */
    BLOB_STORE: z.enum(['postgres', 's3']).default('postgres'),
    S3_ENDPOINT: z.url().optional(),
    S3_BUCKET: text.optional(),
    S3_REGION: text.default('us-east-1'),
    S3_ACCESS_KEY_ID: text.optional(),
    S3_SECRET_ACCESS_KEY: text.optional(),
    S3_FORCE_PATH_STYLE: flag.default(false),
    /** How long ended runs are kept whose workflow does not say it; for ever when it is empty. */
    RETENTION_DAYS: z.coerce.number().positive().max(36_500).optional(),
    /** Threads that evaluate expressions. */
    SANDBOX_THREADS: wholeNumber(1, 64).optional(),
    /** Threads that run the programs of `code` nodes. */
    CODE_THREADS: wholeNumber(1, 64).optional(),
    /** Most items that one `for-each` goes through. */
    MAX_LOOP_ITEMS: wholeNumber(1, 1_000_000).default(100_000),

    SMTP_URL: z
      .string()
      .regex(/^smtps?:\/\//, 'expected an smtp:// or smtps:// URL')
      .optional(),
    MAIL_FROM: text.optional(),
    /** Address under which people reach the API, for the links in mails. */
    PUBLIC_URL: z.url().optional(),
    /** Language of mails to people who have none of their own. */
    DEFAULT_LOCALE: z.enum(['zh-CN', 'en']).optional(),
    OUTBOUND_ALLOW_HOSTS: list.default([]),
    OUTBOUND_MAX_BYTES: wholeNumber(1_024, 1024 * 1024 * 1024).optional(),

    AI_BASE_URL: z.url().optional(),
    AI_API_KEY: text.optional(),
    AI_MODEL: text.optional(),
    ANTHROPIC_API_KEY: text.optional(),
    ANTHROPIC_BASE_URL: z.url().optional(),
    ANTHROPIC_MODEL: text.optional(),

    EVENT_DEPTH_LIMIT: wholeNumber(0, 100).default(5),
    /** How deep `sub-workflow` steps may start runs below each other. */
    SUB_WORKFLOW_DEPTH_LIMIT: wholeNumber(1, 100).default(10),
    /** Whether this process takes part in housekeeping: starting accepted runs, schedules, repairs. */
    HOUSEKEEPING: flag.default(true),

    /** How long a start waits for PostgreSQL and Temporal. */
    STARTUP_WAIT_SECONDS: wholeNumber(0, 86_400).default(600),
    /** How long a stop waits for what runs, before it is cancelled and goes on elsewhere. */
    SHUTDOWN_GRACE_SECONDS: wholeNumber(0, 600).default(10),
  })
  .transform((env) => ({ ...env, ENCRYPTION_KEYS: env.ENCRYPTION_KEYS ?? DEVELOPMENT_ENCRYPTION_KEYS }));

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
 * Reads all settings of the worker, once, at start. Empty variables count as absent.
 *
 * @throws {InvalidEnvironment} naming every fault; also in production with the development encryption key
 */
export function readEnv(source: Record<string, string | undefined>): Env {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = schema.safeParse(given);
  if (!parsed.success) throw new InvalidEnvironment(parsed.error.issues.map(describe));
  const faults = [...encryptionFaults(parsed.data), ...tlsFaults(parsed.data), ...s3Faults(parsed.data)];
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

function tlsFaults(env: Env): string[] {
  const { TEMPORAL_TLS_CLIENT_CERT_PATH: certificate, TEMPORAL_TLS_CLIENT_KEY_PATH: key } = env;
  if ((certificate === undefined) === (key === undefined)) return [];
  return ['TEMPORAL_TLS_CLIENT_CERT_PATH and TEMPORAL_TLS_CLIENT_KEY_PATH: one is given without the other'];
}
