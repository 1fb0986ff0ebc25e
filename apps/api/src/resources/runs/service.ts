import { type Locale, message } from '@perdura/contracts';
import type { EndRequest } from '@perdura/control-plane';
import { type Actor, isTerminal, type RunRow, type WorkflowRow } from '@perdura/database';
import type { JsonObject, JsonValue } from '@perdura/definition';
import { ApiError, invalid, notFound } from '../../api-error.ts';
import type { AppDependencies } from '../../app-dependencies.ts';
import { canonicalHash } from '../../canonical-hash.ts';

/** Most requests that wait for the end of a run at once; further ones are answered without waiting. */
const MAX_WAITING = 500;

/** How far ahead a run may be asked for. */
const LONGEST_WAIT_YEARS = 5;
const YEAR_MS = 365.25 * 86_400_000;

export interface StartRequest {
  actor: Actor;
  workflowId: string;
  body: {
    data?: JsonObject | undefined;
    tags?: string[] | undefined;
    businessKey?: string | undefined;
    version?: number | string | undefined;
    /** When it shall start; at once unless told. */
    at?: Date | undefined;
  };
  sent: JsonValue;
  idempotencyKey: string | undefined;
  locale: Locale;
}

/** Accepts a run; a repeat of an idempotency key answers the run of the first time, whatever happened since. */
export async function startRun(deps: AppDependencies, request: StartRequest): Promise<RunRow> {
  const { actor, workflowId, body, sent, idempotencyKey } = request;
  const earlier = await repeated(deps, request);
  if (earlier !== null) return earlier;
  const { workflow, version } = await versionToRun(deps, request);
  requireEnabled(workflow);
  requireNearFuture(body.at, request.locale);
  const { run, created } = await deps.control.startRun({
    projectId: actor.projectId,
    workflowId,
    version,
    data: body.data ?? {},
    startAt: body.at ?? null,
    origin: 'api',
    startedBy: actor.userId,
    tags: body.tags ?? [],
    businessKey: body.businessKey ?? null,
    ...(idempotencyKey ? { idempotency: { key: idempotencyKey, bodyHash: canonicalHash(sent) } } : {}),
  });
  if (created) deps.metrics.runsStarted.inc({ origin: 'api' });
  return run;
}

/** A run for later starts in the future, but in nobody's next life. @throws {ApiError} VALIDATION_FAILED */
function requireNearFuture(at: Date | undefined, locale: Locale): void {
  if (at === undefined) return;
  const found = at.toISOString();
  const years = LONGEST_WAIT_YEARS;
  if (at.getTime() <= Date.now())
    throw invalid([{ pointer: '/at', message: message(locale, 'futureTime', { found }) }]);
  if (at.getTime() <= Date.now() + years * YEAR_MS) return;
  throw invalid([{ pointer: '/at', message: message(locale, 'tooFarAhead', { found, years }) }]);
}

/** Waits for the ends of runs, for a bounded number of callers at once. */
export function runWaiter({ control }: Pick<AppDependencies, 'control'>) {
  let waiting = 0;
  /** The run once it has ended, or as it is when the time is over. */
  return async (run: RunRow, seconds: number): Promise<RunRow> => {
    if (isTerminal(run.status) || waiting >= MAX_WAITING) return run;
    waiting += 1;
    try {
      return await control.waitForRun(run, seconds * 1_000);
    } finally {
      waiting -= 1;
    }
  };
}

/** The run that a request to end was accepted for. @throws {ApiError} RUN_NOT_FOUND, RUN_ENDED */
export function acceptedEnd(request: EndRequest, runId: string): RunRow {
  if (request.kind === 'not-found') throw notFound('RUN_NOT_FOUND', runId);
  if (request.kind === 'accepted') return request.run;
  throw new ApiError('RUN_ENDED', { values: { id: runId, status: request.run.status } });
}

/** The run that an earlier request with this key made. */
async function repeated({ database }: AppDependencies, request: StartRequest): Promise<RunRow | null> {
  const { actor, workflowId, sent, idempotencyKey } = request;
  if (idempotencyKey === undefined) return null;
  const claim = { scope: `run:${workflowId}`, key: idempotencyKey, bodyHash: canonicalHash(sent) };
  const runId = await database.idempotencyKeys.find(actor.projectId, claim);
  return runId === null ? null : await database.runs.get(actor.projectId, runId);
}

async function versionToRun({ database }: AppDependencies, { actor, workflowId, body }: StartRequest) {
  const found = await database.workflows.getVersioned(actor.projectId, workflowId, body.version);
  if (found !== null) return found;
  const workflow = await database.workflows.get(actor.projectId, workflowId);
  if (workflow === null) throw notFound('WORKFLOW_NOT_FOUND', workflowId);
  throw notFound('VERSION_NOT_FOUND', String(body.version));
}

function requireEnabled({ id, enabled }: WorkflowRow): void {
  if (!enabled) throw new ApiError('WORKFLOW_DISABLED', { values: { id } });
}
