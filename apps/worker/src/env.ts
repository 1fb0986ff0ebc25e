import { DEVELOPMENT_ENCRYPTION_KEYS, encryptionFaults, s3Faults } from '@perdura/database';
import { PIECE_INSTALLS } from '@perdura/pieces';
import {
  BLOB_STORE_SETTINGS,
  DATABASE_SETTINGS,
  flag,
  list,
  PROCESS_SETTINGS,
  readEnvironment,
  TEMPORAL_SETTINGS,
  text,
  wholeNumber,
} from '@perdura/process';
import { z } from 'zod';

const schema = z
  .object({
    ...PROCESS_SETTINGS,
    ...DATABASE_SETTINGS,
    ...TEMPORAL_SETTINGS,
    ...BLOB_STORE_SETTINGS,
    /** Where `/healthz`, `/readyz` and `/metrics` are served. */
    METRICS_HOST: text.default('127.0.0.1'),
    METRICS_PORT: wholeNumber(0, 65_535).default(9_464),

    TEMPORAL_TLS_SERVER_NAME: text.optional(),
    TEMPORAL_TLS_SERVER_CA_CERT_PATH: text.optional(),
    TEMPORAL_TLS_CLIENT_CERT_PATH: text.optional(),
    TEMPORAL_TLS_CLIENT_KEY_PATH: text.optional(),

    /** Activities at once in this process. */
    MAX_ACTIVITIES: wholeNumber(1, 2_000).default(200),
    /** A step that takes less may run in the call of the one before it; 0: each is called alone. */
    QUICK_STEP_MS: wholeNumber(0, 400).default(150),
    /** Live runs whose state is kept in memory; the others are replayed when they go on. */
    MAX_CACHED_WORKFLOWS: wholeNumber(0, 100_000).default(500),
    MAX_RESULT_BYTES: wholeNumber(1_024, 1024 * 1024 * 1024).default(16 * 1024 * 1024),
    /** Largest text or binary that a step may receive as a file. */
    MAX_FILE_BYTES: wholeNumber(1_024, 2 ** 31 - 1).default(1024 * 1024 * 1024),
    /** How long ended runs are kept whose workflow does not say it; for ever when it is empty. */
    RETENTION_DAYS: z.coerce.number().positive().max(36_500).optional(),
    /** Threads that evaluate expressions. */
    SANDBOX_THREADS: wholeNumber(1, 64).optional(),
    /** Threads that run the programs of `code` nodes. */
    CODE_THREADS: wholeNumber(1, 64).optional(),
    /** Most items that one `for-each`, or one loop of a flow, goes through. */
    MAX_LOOP_ITEMS: wholeNumber(1, 1_000_000).default(100_000),

    /** Where packages of pieces and of code steps are installed. */
    PIECES_DIR: text.optional(),
    /** Which packages install themselves when they are first used; in production none, unless told. */
    PIECE_INSTALLS: z.enum(PIECE_INSTALLS).optional(),
    /** Child processes of pieces that live at once. */
    PIECE_PROCESSES: wholeNumber(1, 256).optional(),
    /** Memory that each of them may hold, in megabytes. */
    PIECE_MEMORY_MB: wholeNumber(64, 16_384).optional(),
    /** Limit on one call of a piece or of a code step. */
    PIECE_TIMEOUT_SECONDS: wholeNumber(1, 595).optional(),

    SMTP_URL: z
      .string()
      .regex(/^smtps?:\/\//, 'expected an smtp:// or smtps:// URL')
      .optional(),
    MAIL_FROM: text.optional(),
    /** Address under which people reach the API, for the links in mails and those that pieces hand out. */
    PUBLIC_URL: z.url().optional(),
    /** Address under which people reach the console, where that is another one; links of resets and invitations lead there. */
    CONSOLE_URL: z.url().optional(),
    /** Address at which pieces reach the API, where that is another one. */
    PIECE_API_URL: z.url().optional(),
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

/**
 * Reads all settings of the worker, once, at start. Empty variables count as absent.
 *
 * @throws {InvalidEnvironment} naming every fault; also in production with the development encryption key
 */
export function readEnv(source: Record<string, string | undefined>): Env {
  return readEnvironment(schema, source, (env) => [...encryptionFaults(env), ...tlsFaults(env), ...s3Faults(env)]);
}

function tlsFaults(env: Env): string[] {
  const { TEMPORAL_TLS_CLIENT_CERT_PATH: certificate, TEMPORAL_TLS_CLIENT_KEY_PATH: key } = env;
  if ((certificate === undefined) === (key === undefined)) return [];
  return ['TEMPORAL_TLS_CLIENT_CERT_PATH and TEMPORAL_TLS_CLIENT_KEY_PATH: one is given without the other'];
}
