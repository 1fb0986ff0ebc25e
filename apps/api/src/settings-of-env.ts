import type { AppSettings } from './app-dependencies.ts';
import { DEFAULT_APP_SETTINGS } from './app-dependencies.ts';
import type { Env } from './env.ts';
import type { OidcSettings } from './sign-in/oidc-client.ts';

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
    mcpWaitSeconds: env.MCP_WAIT_SECONDS,
    toolTestSeconds: env.TOOL_TEST_SECONDS,
    invitationDays: env.INVITATION_DAYS,
    allowedOrigins: env.ALLOWED_ORIGINS,
    trustProxyHops: env.TRUST_PROXY_HOPS,
    publicUrl: withoutSlash(env.PUBLIC_URL),
    signIn: {
      ...DEFAULT_APP_SETTINGS.signIn,
      consoleUrl: withoutSlash(env.CONSOLE_URL),
      idleSeconds: env.SESSION_IDLE_DAYS * SECONDS_OF_A_DAY,
      lifeSeconds: env.SESSION_DAYS * SECONDS_OF_A_DAY,
      limitPerMinute: env.SIGN_IN_LIMIT_PER_MINUTE,
      oidc: oidcOf(env),
    },
  };
}

const SECONDS_OF_A_DAY = 86_400;

function withoutSlash(url: string | undefined): string {
  return (url ?? '').replace(/\/+$/, '');
}

function oidcOf(env: Env): OidcSettings | null {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET: clientSecret } = env;
  if (issuer === undefined || clientId === undefined || clientSecret === undefined) return null;
  return {
    ...{ issuer, clientId, clientSecret, scopes: env.OIDC_SCOPES, name: env.OIDC_NAME },
    allowedDomains: env.OIDC_ALLOWED_DOMAINS,
    newcomerRole: env.OIDC_DEFAULT_ROLE === 'none' ? null : env.OIDC_DEFAULT_ROLE,
    allowHttp: issuer.startsWith('http:'),
  };
}
