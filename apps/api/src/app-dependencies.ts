import type { Locale } from '@perdura/contracts';
import type { ControlPlane } from '@perdura/control-plane';
import type { Database } from '@perdura/database';
import type { Logger } from 'pino';
import type { LiveView } from './live/live-view.ts';
import type { Metrics } from './metrics.ts';
import type { PieceCatalogue } from './pieces/piece-catalogue.ts';
import type { OidcSettings } from './sign-in/oidc-client.ts';
import type { PasswordHasher } from './sign-in/password-hasher.ts';

/** What the application works with; made by the composition root, or by a test. */
export interface AppDependencies {
  database: Database;
  control: ControlPlane;
  logger: Logger;
  metrics: Metrics;
  /** What is known of pieces. */
  pieces: PieceCatalogue;
  /** Streams of what happens to runs; its maker closes it. */
  live: LiveView;
  settings: AppSettings;
  /** Hashes passwords; one for the process. */
  hasher: PasswordHasher;
}

export interface AppSettings {
  defaultLocale: Locale;
  /** Largest body, in bytes. */
  bodyLimitBytes: number;
  /** Deepest nesting of a body. */
  jsonDepthLimit: number;
  /** Largest definition, in bytes of JSON, and most nodes of one. */
  definitionLimits: { maxBytes: number; maxNodes: number };
  /** Requests a minute of one API key. */
  rateLimitPerMinute: number;
  /** Requests a minute without a valid credential from one address. */
  failedLoginLimitPerMinute: number;
  /** Requests a minute to one webhook from one address. */
  webhookLimitPerMinute: number;
  /** How long the body of a webhook may take to arrive, in seconds. */
  webhookBodySeconds: number;
  /** How long a synchronous caller of a flow waits for its answer, in seconds. */
  flowWaitSeconds: number;
  /** How long a client of MCP waits for the run of its call, in seconds. */
  mcpWaitSeconds: number;
  /** How long a trial call of a tool may take, in seconds. */
  toolTestSeconds: number;
  /** How long an invitation can be accepted, in days. */
  invitationDays: number;
  signIn: SignInSettings;
  /** Origins of browsers that may call the API; none by default. */
  allowedOrigins: string[];
  /** How many proxies stand before the server, for the caller's address. */
  trustProxyHops: number;
  /** Base of absolute addresses; empty: addresses are relative to the server. */
  publicUrl: string;
  /** Version of the product. */
  version: string;
}

/** How people sign in. */
export interface SignInSettings {
  /** Where people reach the console, without a slash at its end; empty: where they reach the API. */
  consoleUrl: string;
  /** How long a session may be unused, in seconds. */
  idleSeconds: number;
  /** How long a session lasts, however much it is used, in seconds. */
  lifeSeconds: number;
  /** How long a mailed link sets a password, in seconds. */
  resetSeconds: number;
  /** Attempts a minute to sign in, or to have a link mailed, from one address. */
  limitPerMinute: number;
  /** The OpenID provider; null for none. */
  oidc: OidcSettings | null;
}

/** What applies unless the environment says otherwise. */
export const DEFAULT_APP_SETTINGS: AppSettings = {
  defaultLocale: 'zh-CN',
  bodyLimitBytes: 2 * 1024 * 1024,
  jsonDepthLimit: 100,
  definitionLimits: { maxBytes: 1024 * 1024, maxNodes: 1_000 },
  rateLimitPerMinute: 120_000,
  failedLoginLimitPerMinute: 120_000,
  webhookLimitPerMinute: 120_000,
  webhookBodySeconds: 15,
  flowWaitSeconds: 25,
  mcpWaitSeconds: 50,
  toolTestSeconds: 60,
  invitationDays: 7,
  signIn: {
    ...{ consoleUrl: '', idleSeconds: 7 * 86_400, lifeSeconds: 30 * 86_400, resetSeconds: 3_600 },
    ...{ limitPerMinute: 120_000, oidc: null },
  },
  allowedOrigins: [],
  trustProxyHops: 0,
  publicUrl: '',
  version: '0.1.0',
};
