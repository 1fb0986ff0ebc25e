/** What the API answered. `body` is parsed JSON, or text where it is none; a test that asks for a shape asserts it. */
export interface Answer<Body> {
  status: number;
  headers: Headers;
  body: Body;
}

export interface CallOptions {
  body?: unknown;
  headers?: Record<string, string>;
  /** @default the stack's write key; null sends none */
  key?: string | null;
}

/** @throws when the connection breaks before the whole answer is there */
export async function callApi<Body>(
  apiUrl: string,
  apiKey: string,
  method: string,
  path: string,
  call: CallOptions,
): Promise<Answer<Body>> {
  const key = call.key === undefined ? apiKey : call.key;
  const headers = {
    ...(key === null ? {} : { 'x-api-key': key }),
    ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
    ...call.headers,
  };
  const response = await fetch(`${apiUrl}${path}`, {
    method,
    headers,
    signal: AbortSignal.timeout(90_000),
    ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
  });
  const text = await response.text();
  const isJson = /^application\/(problem\+)?json\b/.test(response.headers.get('content-type') ?? '');
  return { status: response.status, headers: response.headers, body: isJson && text !== '' ? JSON.parse(text) : text };
}
