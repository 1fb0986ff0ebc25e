import type { AppSettings } from './app-dependencies.ts';
import { DEFAULT_APP_SETTINGS } from './app-dependencies.ts';
import type { Env } from './env.ts';

/** The application's settings as the environment has them. */
export function settingsOf(env: Env): AppSettings {
  return {
    ...DEFAULT_APP_SETTINGS,
    defaultLocale: env.DEFAULT_LOCALE,
    bodyLimitBytes: env.BODY_LIMIT_BYTES,
    jsonDepthLimit: env.JSON_DEPTH_LIMIT,
    definitionLimits: { maxBytes: env.DEFINITION_LIMIT_BYTES, maxNodes: env.DEFINITION_LIMIT_NODES },
    rateLimitPerMinute: env.RATE_LIMIT_PER_MINUTE,
    failedLoginLimitPerMinute: env.FAILED_LOGIN_LIMIT_PER_MINUTE,
    webhookLimitPerMinute: env.WEBHOOK_LIMIT_PER_MINUTE,
    webhookBodySeconds: env.WEBHOOK_BODY_SECONDS,
    flowWaitSeconds: env.FLOW_WAIT_SECONDS,
    toolTestSeconds: env.TOOL_TEST_SECONDS,
    invitationDays: env.INVITATION_DAYS,
    allowedOrigins: env.ALLOWED_ORIGINS,
    trustProxyHops: env.TRUST_PROXY_HOPS,
    publicUrl: (env.PUBLIC_URL ?? '').replace(/\/+$/, ''),
  };
}
