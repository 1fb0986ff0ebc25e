import type { FlowVersionRow } from '@perdura/database';
import { type FlowTrigger, wireId } from '@perdura/definition';
import type { TriggerHook } from '@perdura/definition/run';
import { ApiError, notFound } from '../../api-error.ts';
import type { AppDependencies } from '../../app-dependencies.ts';
import { isTakenAsItIs, sourceName } from '../flow-webhooks/catch-webhook.ts';
import type { FlowContext } from '../flows/flow-context.ts';
import { triggerMetadata } from '../flows/trigger-switch.ts';
import { presentTriggerEvent } from '../trigger-events/presenter.ts';

export interface TriggerTrialRequest {
  flowId: string;
  flowVersionId?: string | undefined;
  testStrategy?: 'SIMULATION' | 'TEST_FUNCTION' | null | undefined;
}

type TrialContext = FlowContext & Pick<AppDependencies, 'settings'>;

/** How long a piece may take, in milliseconds: somebody waits. */
const HOOK_MS = 25_000;
/** As many as one trial keeps. */
const SHOWN = 20;

/**
 * Asks the trigger of a flow for samples, or registers it so that what comes is kept as one.
 *
 * @throws {ApiError} FLOW_NOT_FOUND, FLOW_VERSION_NOT_FOUND, TRIGGER_TEST_FAILED
 */
export async function tryTrigger(context: TrialContext, request: TriggerTrialRequest) {
  const version = await versionOf(context, request.flowId, request.flowVersionId);
  const { trigger } = version;
  if (trigger.type === 'EMPTY') throw failed('The flow has no trigger of a piece yet.');
  const strategy = request.testStrategy ?? (await preferredStrategy(context, trigger));
  const isSimulated = strategy === 'SIMULATION';
  // What reaches the address of a webhook is kept in any case.
  if (!(isSimulated && isTakenAsItIs(trigger))) await call(context, version, isSimulated ? 'onEnable' : 'test');
  const { projectId } = context.actor;
  const filter = { flowId: version.flowId, sourceName: sourceName(trigger) };
  const events = await context.database.triggerEvents.list(projectId, filter, { limit: SHOWN, cursor: null });
  return {
    ...{ strategy, waiting: isSimulated, next: null, previous: null },
    webhookUrl: isSimulated ? `${context.settings.publicUrl}/v1/webhooks/${wireId(version.flowId)}/test` : null,
    data: isSimulated ? [] : events.items.map(presentTriggerEvent),
  };
}

/** Clears away what a simulation registered. @throws {ApiError} as `tryTrigger` */
export async function endSimulation(context: TrialContext, flowId: string): Promise<void> {
  const version = await versionOf(context, flowId, undefined);
  if (!isTakenAsItIs(version.trigger)) await call(context, version, 'onDisable');
}

async function versionOf(
  { database, actor }: TrialContext,
  flowId: string,
  versionId: string | undefined,
): Promise<FlowVersionRow> {
  const newest = await database.flows.getVersioned(actor.projectId, flowId);
  if (newest === null) throw notFound('FLOW_NOT_FOUND', flowId);
  if (versionId === undefined) return newest.version;
  const named = await database.flows.getVersioned(actor.projectId, flowId, versionId);
  if (named === null) throw notFound('FLOW_VERSION_NOT_FOUND', versionId);
  return named.version;
}

async function preferredStrategy(context: TrialContext, trigger: Extract<FlowTrigger, { type: 'PIECE_TRIGGER' }>) {
  if (isTakenAsItIs(trigger)) return 'SIMULATION';
  return (await triggerMetadata(context, trigger))?.testStrategy ?? 'TEST_FUNCTION';
}

async function call({ control, actor }: TrialContext, version: FlowVersionRow, hook: TriggerHook): Promise<void> {
  const { flowId: workflowId, id: versionId } = version;
  const { projectId } = actor;
  const answer = await control.askTrigger({ projectId, workflowId, versionId, hook, trial: 'sample' }, HOOK_MS);
  if (answer.kind === 'timeout') throw failed(`No worker answered within ${HOOK_MS / 1_000} s.`);
  if (answer.kind === 'failed') throw failed(answer.error.message);
}

function failed(reason: string): ApiError {
  return new ApiError('TRIGGER_TEST_FAILED', { values: { reason } });
}
