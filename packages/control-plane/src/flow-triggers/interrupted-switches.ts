import type { FlowRow, TriggerSource } from '@perdura/database';
import { forEachBounded } from '../concurrency.ts';
import { type ControlDependencies, isolated } from '../dependencies.ts';
import type { RoundResult } from '../task-loop.ts';
import { switchTriggerOff, switchTriggerOn } from './switch-trigger.ts';

/** Whoever switches a trigger has this long, in milliseconds, before housekeeping does. */
const INLINE_MS = 90_000;
/** How long a piece may take here, in milliseconds. */
const HOOK_MS = 60_000;
const BATCH = 50;
const AT_ONCE = 4;

/**
 * Finishes what whoever switched a trigger left behind when it died: the trigger of a flow that is enabled is switched on,
 * any other off. Each call is one round.
 *
 * @param inlineMs how long whoever began has for it, in milliseconds
 */
export function switchFinisher(
  deps: ControlDependencies,
  inlineMs = INLINE_MS,
): (signal: AbortSignal) => Promise<RoundResult> {
  return async (signal) => {
    const places = await deps.database.flowTriggers.switching(inlineMs, BATCH);
    const done = await forEachBounded(
      places,
      AT_ONCE,
      ({ projectId, flowId }) =>
        isolated(deps.logger, { flowId }, 'switch of a trigger that was left behind', async () => {
          const turn = await deps.database.withAdvisoryLock(`flow:${flowId}`, () => finish(deps, projectId, flowId));
          return turn.acquired && turn.result;
        }),
      signal,
    );
    return { done };
  };
}

async function finish(deps: ControlDependencies, projectId: string, flowId: string): Promise<boolean> {
  const flow = await deps.database.flows.get(projectId, flowId);
  // Whoever held the lock before may have finished it.
  if (flow === null || flow.operationStatus === 'NONE') return false;
  const outcome = flow.status === 'ENABLED' ? await switchedOn(deps, flow) : await switchedOff(deps, flow);
  await deps.database.flows.update(projectId, flowId, { ...outcome, operationStatus: 'NONE' });
  deps.logger.info({ flowId, status: outcome.status }, 'switch of a trigger was finished');
  return true;
}

type Outcome = Pick<FlowRow, 'status' | 'triggerSource'>;

/** The trigger of the published version is meant: what was being published is not. */
async function switchedOn(deps: ControlDependencies, flow: FlowRow): Promise<Outcome> {
  const { id: flowId, projectId, publishedVersionId: versionId, triggerSource } = flow;
  const isPublished = triggerSource?.versionId === versionId;
  if (!isPublished) await switchedOff(deps, flow);
  const source = isPublished ? triggerSource : ((triggerSource?.before ?? null) as TriggerSource | null);
  if (versionId === null || source === null) return { status: 'ENABLED', triggerSource: null };
  const answer = await switchTriggerOn(deps, { projectId, flowId, versionId, source }, HOOK_MS);
  if (answer.kind === 'on') return { status: 'ENABLED', triggerSource: answer.source };
  deps.logger.error({ flowId, reason: answer.reason }, 'the trigger of an enabled flow cannot be switched on');
  return { status: 'DISABLED', triggerSource: null };
}

async function switchedOff(deps: ControlDependencies, flow: FlowRow): Promise<Outcome> {
  const { id: flowId, projectId, publishedVersionId, triggerSource: source } = flow;
  const off: Outcome = { status: 'DISABLED', triggerSource: null };
  const versionId = typeof source?.versionId === 'string' ? source.versionId : publishedVersionId;
  if (source === null || versionId === null) return off;
  const answer = await switchTriggerOff(deps, { projectId, flowId, versionId, source }, HOOK_MS);
  if (answer.kind === 'refused') {
    deps.logger.warn({ flowId, reason: answer.reason }, 'the trigger of a flow could not be switched off');
  }
  return off;
}
