import { errorOfStatus, type PerduraError, ServerError } from '../errors.ts';
import { readRetryAfter } from './retry.ts';

/** How the body of an answer is read. */
export type AnswerKind = 'json' | 'text' | 'bytes';

/** @throws ServerError when what calls itself JSON is none */
export async function readAnswer(response: Response, kind: AnswerKind): Promise<unknown> {
  if (kind === 'bytes') return new Uint8Array(await response.arrayBuffer());
  const text = await response.text();
  if (kind === 'text') return text;
  if (text === '') return undefined;
  // What a flow or a workflow responds may be of any type.
  if (!/[/+]json\b/i.test(response.headers.get('content-type') ?? '')) return text;
  try {
    return JSON.parse(text);
  } catch (cause) {
    const detail = `Expected JSON, found ${JSON.stringify(text.slice(0, 60))}`;
    throw new ServerError({ ...identify(response), code: 'UNREADABLE_ANSWER', detail, body: text, cause });
  }
}

/** The error that an answer tells, of whatever shape it is: proxies have pages of their own. */
export async function errorOf(response: Response): Promise<PerduraError> {
  const text = await response.text().catch(() => '');
  const document = parsed(text);
  const facts = identify(response);
  const { code, detail, title, errors, requestId, runId } = (document ?? {}) as Record<string, unknown>;
  return errorOfStatus({
    ...facts,
    code: typeof code === 'string' ? code : `HTTP_${response.status}`,
    detail:
      typeof detail === 'string' ? detail : `The server answered ${response.status} ${response.statusText}`.trim(),
    ...(typeof title === 'string' ? { title } : {}),
    ...(Array.isArray(errors) ? { errors } : {}),
    requestId: typeof requestId === 'string' ? requestId : facts.requestId,
    runId: typeof runId === 'string' ? runId : facts.runId,
    body: document ?? text,
  });
}

function identify({ status, headers }: Response) {
  return {
    status,
    requestId: headers.get('x-request-id'),
    runId: headers.get('x-run-id'),
    retryAfterMs: readRetryAfter(headers.get('retry-after')),
  };
}

function parsed(text: string): object | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' ? value : null;
  } catch {
    return null;
  }
}
