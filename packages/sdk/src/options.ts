/** How the client reaches the platform, and what it does where an answer is late or missing. */
export interface ClientOptions {
  /** Where the API is, such as `https://perdura.example.com`; a path is kept. */
  baseUrl: string;
  /** A key of the API, `claw_…`. */
  apiKey?: string;
  /** Token of a session, or what gives the one that holds now. */
  accessToken?: string | (() => string | Promise<string>);
  /** Sent as `x-organization-id`: a credential of another project is refused then. */
  organizationId?: string;
  /** Milliseconds that one attempt may take. @default 60_000 */
  timeoutMs?: number;
  /** How often a call is tried again where that does no harm. @default 2 */
  retries?: number;
  /** What is used instead of the global `fetch`. */
  fetch?: typeof fetch;
  /** Headers of every request. */
  headers?: Record<string, string>;
  /** Language of human texts, such as `en` or `zh-CN`. @default the platform's own */
  locale?: string;
  /**
   * Whether the flow engine is reached through a gateway, below `/activepieces`, and channels below
   * `/channel-service`. @default false
   */
  gateway?: boolean;
}

/** What every call takes beside what its operation asks for. */
export interface CallOptions {
  /** Ends the call; it rejects with `AbortedError`. */
  signal?: AbortSignal | undefined;
  /** Milliseconds that one attempt may take. */
  timeoutMs?: number | undefined;
  /** How often the call is tried again where that does no harm. */
  retries?: number | undefined;
  /** Further headers. */
  headers?: Record<string, string> | undefined;
  /** Key by which a repeat is known; made for each call unless told, where the operation takes one. */
  idempotencyKey?: string | undefined;
}

/** What operations take that write only over what was read. */
export interface IfMatch {
  /** The `ETag` that the thing must still have. */
  ifMatch?: string | undefined;
}

type AllOptions = CallOptions & IfMatch;

const OPTION_NAMES = ['signal', 'timeoutMs', 'retries', 'headers', 'idempotencyKey', 'ifMatch'] as const;

/** The one last argument of a call, as options and as parameters of its query. */
export function divide(given: object): { options: AllOptions; query: Record<string, unknown> } {
  const entries = Object.entries(given);
  const isOption = (name: string) => (OPTION_NAMES as readonly string[]).includes(name);
  return {
    options: Object.fromEntries(entries.filter(([name]) => isOption(name))) as AllOptions,
    query: Object.fromEntries(entries.filter(([name]) => !isOption(name))),
  };
}
