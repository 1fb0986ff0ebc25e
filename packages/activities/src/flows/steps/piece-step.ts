import { type JsonObject, type JsonValue, type PieceNodeConfig, wireId } from '@perdura/definition';
import type { PieceCall, PiecePaused, PieceResponse } from '@perdura/pieces';
import { loadValues, ownerOf, toValueRef } from '../../blobs.ts';
import { FAILURE_CODES, StepFailure } from '../../failures.ts';
import type { NodeContext } from '../../node-context.ts';
import { normalJson } from '../../normal-json.ts';
import { pieceFailure } from '../flow-failures.ts';
import { pieceHome } from '../host/piece-home.ts';
import { createWait, type MadeWaits, stepHost } from '../host/piece-host.ts';
import { pieceServer } from '../host/piece-server.ts';
import { pieceTables } from '../host/piece-tables.ts';

/**
 * Runs an action of a piece in a child process, from its beginning or after a pause.
 *
 * @throws {StepFailure} PIECE_FAILED and the other failures of pieces
 */
export async function pieceStep(config: PieceNodeConfig, context: NodeContext): Promise<JsonValue> {
  const { run, nodeId, dependencies } = context;
  if (config.actionName === '') throw invalid('The step names no action of its piece.');
  const piece = await pieceHome(dependencies.pieces.library, config, context.warn);
  const resume = await resumePayload(context);
  const call = {
    kind: 'action' as const,
    projectId: run.projectId,
    piece,
    action: config.actionName,
    step: nodeId,
    runId: wireId(run.id),
    input: config.input,
    propertySettings: config.propertySettings,
    flow: { id: wireId(run.workflowId), versionId: wireId(run.flow?.versionId ?? run.workflowId) },
    server: pieceServer(dependencies.settings),
    ...(resume === null ? {} : { resume }),
  };
  return callStep(call, config.retry, context);
}

/**
 * Makes a call of a step, and does what its result asks for beside its output.
 *
 * @param retries whether the step's author wants its failures to be tried again
 */
export async function callStep(call: PieceCall, retries: boolean, context: NodeContext): Promise<JsonValue> {
  const { dependencies, signal } = context;
  const waits: MadeWaits = new Map();
  const limits = { signal, timeoutMs: dependencies.settings.pieceTimeoutMs };
  const { run, idempotencyKey } = context;
  const place = { projectId: run.projectId, trigger: null, depth: run.depth + 1, idempotencyKey, signal };
  const host = { ...stepHost(context, waits), ...pieceTables(dependencies.database, call, place) };
  const result = await dependencies.pieces.runner.call(call, host, limits);
  if (result.kind === 'failed') throw pieceFailure(result.error, retries);
  if (result.response !== undefined) await answer(result.response, context);
  if (result.kind === 'paused') await pause(result, context, waits);
  else if (result.stop) context.stop();
  return result.output;
}

async function answer({ status = 200, headers = {}, body = null }: PieceResponse, context: NodeContext): Promise<void> {
  const { run, dependencies, secrets, warn } = context;
  const response = secrets.redactor.json(normalJson({ status, headers, body }, warn));
  context.respond(await toValueRef(dependencies.database, ownerOf(run), response));
}

/** A pause that the piece asked for without a wait of its own gets one here. */
async function pause({ pause: asked }: PiecePaused, context: NodeContext, waits: MadeWaits): Promise<void> {
  const { requestId = (await createWait({ ...asked, number: 0 }, context, waits)).requestId } = asked;
  // An attempt that is repeated waits until the time that was said first.
  const until = waits.get(requestId)?.toISOString() ?? (asked.type === 'DELAY' ? asked.until : null);
  context.open({ type: 'piece', requestId, until });
}

/** What the piece goes on with; null at its beginning. Its wait is over with this. */
async function resumePayload({ input, run, dependencies }: NodeContext): Promise<JsonObject | null> {
  const { resume } = input;
  if (resume === undefined) return null;
  const { database, settings } = dependencies;
  await database.pieceWaits.end(run.projectId, run.id, resume.requestId);
  const [payload = null] = await loadValues(database, run.projectId, [resume.payload], settings.maxInputBytes);
  const isObject = typeof payload === 'object' && payload !== null && !Array.isArray(payload);
  return isObject ? payload : { body: {}, headers: {}, queryParams: {} };
}

function invalid(message: string): StepFailure {
  return new StepFailure(FAILURE_CODES.configInvalid, message, { retryable: false });
}
