import { setTimeout as pause } from 'node:timers/promises';
import type { FlowRow, FlowStatus, FlowVersionRow, TriggerSource, VersionedFlow } from '@perdura/database';
import { type Fault, type FlowTrigger, flowFaults, type JsonObject, pointerOf, wireId } from '@perdura/definition';
import { ApiError } from '../../api-error.ts';
import { canonicalHash } from '../../canonical-hash.ts';
import { FairPlaces } from '../../fair-places.ts';
import { oneAtATime } from '../../one-at-a-time.ts';
import { checked, contentOf, currentFlow, editFlow } from './edit-flow.ts';
import type { FlowContext } from './flow-context.ts';
import { pieceFacts } from './piece-facts.ts';
import { ensureRunVersion } from './run-version.ts';
import { switchTrigger } from './trigger-switch.ts';

/** How long one waits for another who publishes, enables, disables or deletes the same flow. */
const TURN_MS = 20_000;
const BETWEEN_LOOKS_MS = 50;
/** How often a version that is changed while it is published is read again. */
const MOST_TRIES = 20;

/**
 * Locks the newest version and makes it the one that runs, with its trigger on unless the status says otherwise. It is in
 * force when this answers.
 *
 * @throws {ApiError} FLOW_INVALID naming the steps, TRIGGER_FAILED, FLOW_BUSY
 */
export async function publishFlow(context: FlowContext, flowId: string, status: FlowStatus): Promise<VersionedFlow> {
  return await inTurn(context, flowId, () => publish(context, flowId, status));
}

/** Enables a flow, which publishes it where nothing is published yet, or disables it. @throws as `publishFlow` */
export async function changeStatus(context: FlowContext, flowId: string, status: FlowStatus): Promise<VersionedFlow> {
  return await inTurn(context, flowId, async () => {
    const current = await currentFlow(context, context.actor.projectId, flowId);
    if (current.flow.status === status) return current;
    if (status === 'DISABLED') return await disable(context, current);
    const published = await publishedVersion(context, current.flow);
    if (published === null) return await publish(context, flowId, status);
    const triggerSource = await switchOnInstead(context, current.flow, published);
    return await changed(context, flowId, { status, triggerSource });
  });
}

/** Locks the newest version as it is. @throws {ApiError} FLOW_BUSY */
export async function lockFlow(context: FlowContext, flowId: string): Promise<VersionedFlow> {
  for (let tries = 1; tries <= MOST_TRIES; tries += 1) {
    const current = await currentFlow(context, context.actor.projectId, flowId);
    if (await context.database.flowVersions.lock(context.actor.projectId, current.version)) {
      return await currentFlow(context, context.actor.projectId, flowId);
    }
  }
  throw busy(flowId);
}

/** Switches the flow off, and marks it deleted. Its trigger cannot hinder that. */
export async function removeFlow(context: FlowContext, flowId: string): Promise<VersionedFlow> {
  return await inTurn(context, flowId, async () => {
    const current = await currentFlow(context, context.actor.projectId, flowId);
    if (current.flow.status === 'ENABLED') await switchOff(context, current.flow);
    await context.database.flows.remove(context.actor.projectId, flowId);
    return current;
  });
}

async function publish(context: FlowContext, flowId: string, status: FlowStatus): Promise<VersionedFlow> {
  const { flow, version } = await lockedNewest(context, flowId);
  const published = flow.status === 'ENABLED' ? await publishedVersion(context, flow) : null;
  if (status === 'ENABLED' && published !== null && isSameTrigger(published.trigger, version.trigger)) {
    // It stays as it is: what it keeps, and what it is registered as, holds for the new steps too.
    const triggerSource = flow.triggerSource && { ...flow.triggerSource, versionId: version.id };
    return await changed(context, flowId, { status, triggerSource, publishedVersionId: version.id });
  }
  if (published !== null) await switchOff(context, flow);
  const triggerSource = status === 'ENABLED' ? await switchOnInstead(context, flow, version) : null;
  return await changed(context, flowId, { status, triggerSource, publishedVersionId: version.id });
}

/** The newest version, valid and compiled, as it was before it was locked. */
async function lockedNewest(context: FlowContext, flowId: string): Promise<VersionedFlow> {
  const { database, actor } = context;
  for (let tries = 1; tries <= MOST_TRIES; tries += 1) {
    const current = await currentFlow(context, actor.projectId, flowId);
    await requireValid(context, current.version);
    if (current.version.state === 'DRAFT' && !current.version.valid) {
      // A piece became known since the last change.
      await editFlow(context, flowId, (content) => content);
      continue;
    }
    await ensureRunVersion(context, current.version);
    if (await database.flowVersions.lock(actor.projectId, current.version)) return current;
  }
  throw busy(flowId);
}

/** @throws {ApiError} FLOW_INVALID */
async function requireValid(context: FlowContext, version: FlowVersionRow): Promise<void> {
  const { trigger } = await checked(context, contentOf(version));
  const { lookup } = await pieceFacts(context, trigger);
  const faults = flowFaults(trigger, lookup).map(({ step, reason }): Fault => {
    return { pointer: pointerOf(step), message: reason };
  });
  if (faults.length > 0) throw new ApiError('FLOW_INVALID', { faults });
}

async function disable(context: FlowContext, { flow }: VersionedFlow): Promise<VersionedFlow> {
  await switchOff(context, flow);
  return await changed(context, flow.id, { status: 'DISABLED', triggerSource: null });
}

/** Switches the trigger of a version on. When it refuses, the flow is left as it was. */
async function switchOnInstead(
  context: FlowContext,
  flow: FlowRow,
  version: FlowVersionRow,
): Promise<TriggerSource | null> {
  try {
    return await switchTrigger(context, flow, version, true);
  } catch (error) {
    if (version.state === 'DRAFT') await context.database.flowVersions.unlock(flow.projectId, version.id);
    if (flow.status === 'ENABLED') await switchBackOn(context, flow);
    else await context.database.flows.update(flow.projectId, flow.id, { ...DISABLED, operationStatus: 'NONE' });
    throw error;
  }
}

const DISABLED = { status: 'DISABLED', triggerSource: null } as const;

/** What was on before is on again; where that fails as well, the flow is disabled, and says so. */
async function switchBackOn(context: FlowContext, flow: FlowRow): Promise<void> {
  const before = await publishedVersion(context, flow);
  try {
    const triggerSource = before === null ? null : await switchTrigger(context, flow, before, true);
    await context.database.flows.update(flow.projectId, flow.id, { triggerSource, operationStatus: 'NONE' });
  } catch (error) {
    context.log.warn({ err: error, flowId: flow.id }, 'the trigger that a flow had could not be switched on again');
    await context.database.flows.update(flow.projectId, flow.id, { ...DISABLED, operationStatus: 'NONE' });
  }
}

function isSameTrigger(one: FlowTrigger, other: FlowTrigger): boolean {
  return canonicalHash(registeredAs(one)) === canonicalHash(registeredAs(other));
}

/** What of a trigger decides how it is switched on. */
function registeredAs(trigger: FlowTrigger): JsonObject {
  if (trigger.type === 'EMPTY') return { type: 'EMPTY' };
  const { pieceName, pieceVersion, triggerName = '', input, propertySettings = {} } = trigger.settings;
  return { pieceName, pieceVersion, triggerName, input, propertySettings };
}

/** A trigger that cannot be switched off where it was registered is off here all the same. */
async function switchOff(context: FlowContext, flow: FlowRow): Promise<void> {
  const published = await publishedVersion(context, flow);
  if (published === null) return;
  try {
    await switchTrigger(context, flow, published, false);
  } catch (error) {
    context.log.warn({ err: error, flowId: flow.id }, 'the trigger of a flow could not be switched off');
  }
}

async function publishedVersion({ database }: FlowContext, flow: FlowRow): Promise<FlowVersionRow | null> {
  if (flow.publishedVersionId === null) return null;
  return await database.flowVersions.get(flow.projectId, flow.publishedVersionId);
}

async function changed(
  context: FlowContext,
  flowId: string,
  change: { status: FlowStatus; triggerSource: TriggerSource | null; publishedVersionId?: string },
): Promise<VersionedFlow> {
  await context.database.flows.update(context.actor.projectId, flowId, { ...change, operationStatus: 'NONE' });
  return await currentFlow(context, context.actor.projectId, flowId);
}

const inTurnHere = oneAtATime();
/** Each holds a connection to the database for as long as the piece of its trigger takes. */
const places = new FairPlaces({ most: 16, mostOfOne: 4 });

/** One at a time among all processes: what is switched on and off would otherwise cross. */
async function inTurn<Result>(context: FlowContext, flowId: string, work: () => Promise<Result>): Promise<Result> {
  const { database, actor } = context;
  const end = Date.now() + TURN_MS;
  return await inTurnHere(flowId, async () => {
    while (Date.now() < end) {
      const lock = () => database.withAdvisoryLock(`flow:${flowId}`, work);
      const turn = await places.enter(actor.projectId, lock);
      if (turn?.acquired) return turn.result;
      await pause(BETWEEN_LOOKS_MS);
    }
    throw busy(flowId);
  });
}

function busy(flowId: string): ApiError {
  return new ApiError('FLOW_BUSY', { values: { id: wireId(flowId) } });
}
