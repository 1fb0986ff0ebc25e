import type { CallableTrigger } from '@perdura/database';
import { type JsonValue, type PieceFields, wireId } from '@perdura/definition';
import type { TriggerTrial } from '@perdura/definition/run';
import type { PieceDone, PieceHost, TriggerHook } from '@perdura/pieces';
import { AttemptSecrets } from '../../attempt-secrets.ts';
import type { ActivityDependencies } from '../../dependencies.ts';
import { StepFailure } from '../../failures.ts';
import { normalJson } from '../../normal-json.ts';
import { pieceFailure } from '../flow-failures.ts';
import { outsideHost } from '../host/outside-host.ts';
import { pieceHome } from '../host/piece-home.ts';
import { pieceServer } from '../host/piece-server.ts';
import { pieceStore } from '../host/piece-store.ts';
import { pieceTables } from '../host/piece-tables.ts';
import { renderOutside } from '../rendering/render-outside.ts';
import type { BufferedStore } from './buffered-store.ts';

/** A trigger of a piece in a version of a flow, ready to be called. */
export interface CalledTrigger {
  target: CallableTrigger;
  settings: PieceFields & { triggerName?: string };
  /** Set where it is only tried: what it keeps is apart then. */
  trial: TriggerTrial | null;
}

export interface HookCall {
  hook: TriggerHook;
  payload?: JsonValue;
  /** Of the run that begins, for `onStart`. */
  runId?: string;
  /** Where changes of the store go; at once to the database without it. */
  store?: BufferedStore;
}

/** What a hook of a trigger gave. */
export type HookResult = Pick<PieceDone, 'schedule' | 'listeners'> & { output: JsonValue };

/**
 * Calls a hook of a trigger in a child process.
 *
 * @throws {StepFailure} the failures of pieces, without secrets
 */
export async function callHook(
  trigger: CalledTrigger,
  call: HookCall,
  dependencies: ActivityDependencies,
  signal: AbortSignal,
): Promise<HookResult> {
  const secrets = new AttemptSecrets();
  try {
    return await perform(trigger, call, dependencies, { secrets, signal });
  } catch (error) {
    throw error instanceof StepFailure ? secrets.ofFailure(error) : error;
  }
}

async function perform(
  { target, settings, trial }: CalledTrigger,
  { hook, payload, runId, store }: HookCall,
  dependencies: ActivityDependencies,
  { secrets, signal }: { secrets: AttemptSecrets; signal: AbortSignal },
): Promise<HookResult> {
  const { projectId, flowId, flowVersionId } = target;
  const { pieces, settings: limits } = dependencies;
  const piece = await pieceHome(pieces.library, settings);
  const rendering = { dependencies, secrets, projectId, signal };
  const call = {
    ...{ kind: 'trigger' as const, projectId, piece, trigger: settings.triggerName ?? '', hook },
    input: await renderOutside(settings.input, rendering),
    propertySettings: settings.propertySettings ?? {},
    flow: { id: wireId(flowId), versionId: wireId(flowVersionId) },
    server: pieceServer(limits),
    webhookUrl: `${limits.publicUrl}/v1/webhooks/${wireId(flowId)}${trial === 'sample' ? '/test' : ''}`,
    ...(payload === undefined ? {} : { payload }),
    ...(runId === undefined ? {} : { runId: wireId(runId) }),
  };
  // A run that begins finds what was kept for it, whether it is a trial or not.
  const storeScope = trial === null || hook === 'onStart' ? flowId : `${flowId}:trial`;
  const watching = { flowId, versionId: trial === null ? null : flowVersionId, trial };
  const place = { projectId, trigger: watching, depth: 0, idempotencyKey: null, signal };
  const tables = pieceTables(dependencies.database, call, place);
  const host = { ...hostOf(dependencies, { projectId, storeScope, secrets }, store), ...tables };
  const result = await pieces.runner.call(call, host, { signal, timeoutMs: limits.pieceTimeoutMs });
  if (result.kind === 'failed') throw pieceFailure(result.error, false);
  if (result.kind === 'paused') throw new StepFailure('PIECE_FAILED', 'A trigger cannot wait.', { retryable: false });
  const { output, schedule, listeners } = result;
  return {
    output: normalJson(output, () => undefined),
    ...(schedule === undefined ? {} : { schedule }),
    ...(listeners === undefined ? {} : { listeners }),
  };
}

function hostOf(
  dependencies: ActivityDependencies,
  options: Parameters<typeof outsideHost>[1],
  store: BufferedStore | undefined,
): PieceHost {
  const host = outsideHost(dependencies, options);
  if (store === undefined) return host;
  const { projectId, storeScope: flowId } = options;
  return { ...host, store: pieceStore({ storeEntries: store.entries }, { projectId, flowId }) };
}
