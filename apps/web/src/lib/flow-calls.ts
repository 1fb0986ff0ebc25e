import { storedId } from '@perdura/definition/wire-id';
import { ApiProblem, problemOf } from './api-client.ts';

/** What a flow answered to a request that tries it. */
export interface FlowAnswer {
  status: number;
  /** The run that it started, as the store spells its id; null where nothing runs. */
  runId: string | null;
  /** JSON as a value, all else as text; null for nothing. */
  body: unknown;
}

/**
 * Sends a request to the webhook of a flow, as anybody could: without the key of this tab.
 *
 * @param way behind the address of the flow: `draft`, `draft/sync`, `test`
 * @throws ApiProblem for an API that cannot be reached, and for what is no flow's own answer (no run was started)
 */
export async function callFlow(flowId: string, way: string, body: unknown): Promise<FlowAnswer> {
  const response = await fetch(`/v1/webhooks/${flowId}/${way}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    credentials: 'omit',
  }).catch((error: unknown) => {
    throw new ApiProblem(0, 'UNREACHABLE', error instanceof Error ? error.message : String(error), []);
  });
  const run = response.headers.get('x-run-id');
  if (!response.ok && run === null) throw await problemOf(response);
  return { status: response.status, runId: run === null ? null : storedId(run), body: readBody(await response.text()) };
}

function readBody(text: string): unknown {
  try {
    return text === '' ? null : JSON.parse(text);
  } catch {
    return text;
  }
}
