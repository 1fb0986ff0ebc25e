import { locale } from './language.ts';

/** One fault of a request, as the API's problem documents list them. */
export interface RequestFault {
  pointer: string;
  message: string;
}

/** What the API said about a request that it refused. */
export class ApiProblem extends Error {
  readonly status: number;
  readonly code: string;
  readonly faults: RequestFault[];

  constructor(status: number, code: string, message: string, faults: RequestFault[]) {
    super(message);
    this.name = 'ApiProblem';
    this.status = status;
    this.code = code;
    this.faults = faults;
  }
}

const KEY_SLOT = 'perdura.api-key';
const TIMEOUT_MS = 75_000;

const COOKIE_SLOT = 'perdura.signed-in';

/**
 * How requests are signed: with a key, which ends with the tab, or by the session in the cookie, which no script reads.
 * Whether there may be one is noted beside it, so that nobody is asked who has never signed in.
 */
export const session = {
  key: () => sessionStorage.getItem(KEY_SLOT),
  open: (key: string) => sessionStorage.setItem(KEY_SLOT, key),
  mayHaveCookie: () => localStorage.getItem(COOKIE_SLOT) !== null,
  expectCookie: () => localStorage.setItem(COOKIE_SLOT, '1'),
  close: () => {
    sessionStorage.removeItem(KEY_SLOT);
    localStorage.removeItem(COOKIE_SLOT);
  },
};

/**
 * One call of the API; `given` are headers beside those that every call has.
 *
 * @throws ApiProblem for every answer outside 2xx, and for an API that cannot be reached (status 0).
 */
export async function callApi<Answer>(
  method: string,
  path: string,
  body?: unknown,
  given: Record<string, string> = {},
): Promise<Answer> {
  const headers: Record<string, string> = { accept: 'application/json', 'accept-language': locale, ...given };
  const key = session.key();
  if (key !== null) headers['x-api-key'] = key;
  if (body !== undefined) headers['content-type'] = 'application/json';
  const response = await fetch(path, {
    method,
    headers,
    signal: AbortSignal.timeout(TIMEOUT_MS),
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  }).catch((error: unknown) => {
    throw new ApiProblem(0, 'UNREACHABLE', error instanceof Error ? error.message : String(error), []);
  });
  if (!response.ok) throw await problemOf(response);
  return (response.status === 204 ? undefined : await response.json()) as Answer;
}

/** What a refusal says, as its problem document tells it. */
export async function problemOf(response: Response): Promise<ApiProblem> {
  const document: unknown = await response.json().catch(() => ({}));
  const fields = typeof document === 'object' && document !== null ? (document as Record<string, unknown>) : {};
  const faults = Array.isArray(fields.errors) ? (fields.errors as RequestFault[]) : [];
  const message = String(fields.detail ?? fields.title ?? response.statusText);
  return new ApiProblem(response.status, String(fields.code ?? response.status), message, faults);
}
