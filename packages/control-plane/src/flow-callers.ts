import { isTerminal } from '@perdura/database';
import { type JsonObject, type JsonValue, storedId } from '@perdura/definition';
import type { ControlDependencies } from './dependencies.ts';
import type { FlowRunRequest } from './flow-start.ts';

/** By these headers a piece that calls a flow says which run it is of, and whether it wants to fail with it. */
const CALLER_HEADER = 'ap-parent-run-id';
const FAILS_CALLER_HEADER = 'ap-fail-parent-on-failure';

/** A call of a flow is more levels below other calls than is allowed. */
export class CallTooDeep extends Error {
  override readonly name = 'CallTooDeep';
  readonly limit: number;

  constructor(limit: number) {
    super(`the run would stand below ${limit} others that called each other: no more are allowed`);
    this.limit = limit;
  }
}

/**
 * The run that called a flow, as the headers of its request name it: a live run of the same project. Its failure is its
 * caller's only where the body has the address at which a piece of that run waits, which nobody else knows.
 *
 * @throws CallTooDeep
 */
export async function callerOf(
  { database, settings }: Pick<ControlDependencies, 'database' | 'settings'>,
  projectId: string,
  { headers, body }: { headers: JsonObject; body: JsonValue },
): Promise<FlowRunRequest['caller']> {
  const named = headers[CALLER_HEADER];
  const runId = typeof named === 'string' ? storedId(named) : null;
  const run = runId === null ? null : await database.flowRuns.get(projectId, runId);
  if (run === null || isTerminal(run.status)) return null;
  if (run.depth + 1 > settings.childDepthLimit) throw new CallTooDeep(settings.childDepthLimit);
  const asked = headers[FAILS_CALLER_HEADER] === 'true';
  return { runId: run.id, depth: run.depth, failsParent: asked && (await knowsWait({ database }, run.id, body)) };
}

/**
 * What is the same in each repeat of a call, which a piece makes again when its worker died: the address at which it
 * waits for the response. Null for a call that waits for none, and for other requests.
 */
export function callKey({ headers, body }: { headers: JsonObject; body: JsonValue }): string | null {
  const requestId = typeof headers[CALLER_HEADER] === 'string' ? waitOf(body) : null;
  return requestId === null ? null : `call:${requestId}`;
}

async function knowsWait({ database }: Pick<ControlDependencies, 'database'>, runId: string, body: JsonValue) {
  const requestId = waitOf(body);
  return requestId !== null && (await database.pieceResumptions.projectOf(runId, requestId)) !== null;
}

function waitOf(body: JsonValue): string | null {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return null;
  const [, requestId = null] = /\/requests\/([0-9A-Za-z]{21})(?:[/?#]|$)/.exec(String(body.callbackUrl ?? '')) ?? [];
  return requestId;
}
