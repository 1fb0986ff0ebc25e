import { LOCALES, PASSWORD_LENGTHS, PROJECT_ROLES } from '@perdura/contracts';
import { DEVELOPMENT_ENCRYPTION_KEYS, encryptionFaults, s3Faults } from '@perdura/database';
import {
  BLOB_STORE_SETTINGS,
  DATABASE_SETTINGS,
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
    HOST: text.default('127.0.0.1'),
    PORT: wholeNumber(0, 65_535).default(8080),
    DEFAULT_LOCALE: z.enum(LOCALES).default('zh-CN'),
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
    JSON_DEPTH_LIMIT: wholeNumber(8, 500).default(100),
    RATE_LIMIT_PER_MINUTE: z.coerce.number().int().min(1).optional(),
    FAILED_LOGIN_LIMIT_PER_MINUTE: z.coerce.number().int().min(1).optional(),
    WEBHOOK_LIMIT_PER_MINUTE: z.coerce.number().int().min(1).optional(),
    WEBHOOK_BODY_SECONDS: wholeNumber(1, 60).default(15),
    FLOW_WAIT_SECONDS: wholeNumber(1, 120).default(25),
    MCP_WAIT_SECONDS: wholeNumber(1, 3_600).default(50),
    LIVE_WATCHERS: wholeNumber(1, 100_000).default(5_000),
    LIVE_WATCHERS_PER_KEY: wholeNumber(1, 100_000).default(1_000),
    EVENT_DEPTH_LIMIT: wholeNumber(0, 100).default(5),
    TOOL_TEST_SECONDS: wholeNumber(1, 300).default(60),
    INVITATION_DAYS: wholeNumber(1, 90).default(7),
    ALLOWED_ORIGINS: list.default([]),
    TRUST_PROXY_HOPS: wholeNumber(0, 10).default(0),
    PUBLIC_URL: z.url().optional(),
    CONSOLE_URL: z.url().optional(),
    SESSION_IDLE_DAYS: wholeNumber(1, 365).default(7),
    SESSION_DAYS: wholeNumber(1, 3_650).default(30),
    SIGN_IN_LIMIT_PER_MINUTE: wholeNumber(1, 1_000_000).optional(),
    OIDC_ISSUER: z.url().optional(),
    OIDC_CLIENT_ID: text.optional(),
    OIDC_CLIENT_SECRET: text.optional(),
    OIDC_SCOPES: text.default('openid email profile'),
    OIDC_NAME: text.default('OpenID Connect'),
    OIDC_ALLOWED_DOMAINS: list.default([]),
    OIDC_DEFAULT_ROLE: z.enum(['none', ...PROJECT_ROLES]).default('none'),
    ADMIN_PASSWORD: z.string().min(PASSWORD_LENGTHS.least).max(PASSWORD_LENGTHS.most).optional(),
    ADMIN_EMAIL: z.email().default('admin@localhost.localdomain'),
    ADMIN_API_KEY: text.optional(),
    SHUTDOWN_GRACE_SECONDS: wholeNumber(0, 600).default(15),
  })
  .transform((env) => ({
    ...env,
    ENCRYPTION_KEYS: env.ENCRYPTION_KEYS ?? DEVELOPMENT_ENCRYPTION_KEYS,
    // A development key has room for generated tests; production keeps a caller from using up the machine.
    RATE_LIMIT_PER_MINUTE: env.RATE_LIMIT_PER_MINUTE ?? (env.NODE_ENV === 'production' ? 6_000 : 120_000),
    FAILED_LOGIN_LIMIT_PER_MINUTE: env.FAILED_LOGIN_LIMIT_PER_MINUTE ?? (env.NODE_ENV === 'production' ? 600 : 120_000),
    SIGN_IN_LIMIT_PER_MINUTE: env.SIGN_IN_LIMIT_PER_MINUTE ?? (env.NODE_ENV === 'production' ? 60 : 120_000),
    WEBHOOK_LIMIT_PER_MINUTE: env.WEBHOOK_LIMIT_PER_MINUTE ?? (env.NODE_ENV === 'production' ? 1_200 : 120_000),
  }));

export type Env = z.output<typeof schema>;

/**
 * Reads all settings of the API, once, at start. Empty variables count as absent.
 *
 * @throws {InvalidEnvironment} naming every fault; also in production with the development encryption key
 */
export function readEnv(source: Record<string, string | undefined>): Env {
  return readEnvironment(schema, source, (env) => [...encryptionFaults(env), ...s3Faults(env), ...oidcFaults(env)]);
}

/** A provider is set with all that it needs, or not at all. */
function oidcFaults(env: Env): string[] {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET } = env;
  const given = [issuer, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET].filter((value) => value !== undefined).length;
  if (given === 0) return [];
  if (given < 3) return ['OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET: expected all three, or none'];
  const isOpen = issuer?.startsWith('http:') === true && env.NODE_ENV === 'production';
  return [
    ...(isOpen ? ['OIDC_ISSUER: expected an https:// address in production'] : []),
    ...((env.CONSOLE_URL ?? env.PUBLIC_URL)
      ? []
      : ['OIDC_ISSUER: needs CONSOLE_URL, where the provider sends people back']),
  ];
}
