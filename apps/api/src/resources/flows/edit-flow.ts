import { setTimeout as pause } from 'node:timers/promises';
import type { FlowVersionRow, VersionedFlow } from '@perdura/database';
import { newId } from '@perdura/database';
import {
  applyOperation,
  connectionsOf,
  type FlowContent,
  type FlowOperation,
  FlowOperationInvalid,
  isFlowValid,
  wireId,
  withValidity,
} from '@perdura/definition';
import { ApiError, notFound } from '../../api-error.ts';
import { oneAtATime } from '../../one-at-a-time.ts';
import type { FlowContext, FlowDependencies } from './flow-context.ts';
import { pieceFacts, withExistingVersions } from './piece-facts.ts';

/** How often a change begins anew that others came before: those of other processes, since this one's take turns. */
const MOST_TRIES = 40;

const inTurn = oneAtATime();

/**
 * Changes the content of a flow's newest version, or of a draft of it when it is locked. Changes at once are made one
 * after the other, each of what the one before left.
 *
 * @throws {ApiError} FLOW_NOT_FOUND, FLOW_OPERATION_INVALID, FLOW_BUSY
 */
export async function editFlow(
  context: FlowContext,
  flowId: string,
  change: (content: FlowContent) => FlowContent | Promise<FlowContent>,
): Promise<VersionedFlow> {
  const { database, actor } = context;
  return await inTurn(flowId, async () => {
    for (let tries = 1; tries <= MOST_TRIES; tries += 1) {
      const { version } = await currentFlow(context, actor.projectId, flowId);
      const content = await checked(context, await change(contentOf(version)));
      const saved = await database.flowVersions.save(actor.projectId, version, { ...content, updatedBy: actor.userId });
      if (saved !== null) return await currentFlow(context, actor.projectId, flowId);
      await pause(Math.random() * 5 * tries);
    }
    throw new ApiError('FLOW_BUSY', { values: { id: wireId(flowId) } });
  });
}

/** The same by one operation of the contract. */
export async function operateFlow(
  context: FlowContext,
  flowId: string,
  operation: FlowOperation,
): Promise<VersionedFlow> {
  const world = { now: new Date().toISOString(), newId: () => wireId(newId()), userId: wireId(context.actor.userId) };
  return await editFlow(context, flowId, (content) => {
    try {
      return applyOperation(content, operation, world);
    } catch (error) {
      if (!(error instanceof FlowOperationInvalid)) throw error;
      throw new ApiError('FLOW_OPERATION_INVALID', {
        faults: [{ pointer: '/request', message: error.message }],
        cause: error,
      });
    }
  });
}

/** A flow with its newest version. @throws {ApiError} FLOW_NOT_FOUND */
export async function currentFlow(
  { database }: Pick<FlowDependencies, 'database'>,
  projectId: string,
  flowId: string,
): Promise<VersionedFlow> {
  const found = await database.flows.getVersioned(projectId, flowId);
  if (found === null) throw notFound('FLOW_NOT_FOUND', wireId(flowId));
  return found;
}

/** A content with existing versions of its pieces, and with what is valid of it. */
export async function checked(deps: Pick<FlowDependencies, 'pieces' | 'logger'>, content: FlowContent) {
  const facts = await pieceFacts(deps, content.trigger);
  const existing = withExistingVersions(content.trigger, facts);
  const known = existing === content.trigger ? facts : await pieceFacts(deps, existing);
  const trigger = withValidity(existing, known.lookup);
  return { ...content, trigger, valid: isFlowValid(trigger), connectionIds: connectionsOf(trigger) };
}

export function contentOf({ displayName, trigger, notes, schemaVersion }: FlowVersionRow): FlowContent {
  return { displayName, trigger, notes, schemaVersion };
}
