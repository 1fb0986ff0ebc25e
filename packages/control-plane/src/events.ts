import {
  ConcurrencySkipped,
  type EventRow,
  isDatabaseUnavailable,
  QuotaExceeded,
  type WorkflowRow,
} from '@perdura/database';
import { channelOfEvent, type JsonValue, type Trigger } from '@perdura/definition';
import { forEachBounded } from './concurrency.ts';
import { tryStartDelivery } from './deliveries.ts';
import { type ControlDependencies, isOutage } from './dependencies.ts';
import { EventFilterError, passesFilter } from './event-filter.ts';
import { wakeWaiting } from './event-waits.ts';
import { startFailureHandler } from './failure-handler.ts';
import { startFlowRun } from './flow-start.ts';
import { errorFields } from './logger.ts';
import { type AcceptedRun, startRun } from './start-run.ts';
import { matchesFilter } from './subscription-filter.ts';

/** An event as a caller or a node publishes it. */
export interface EventToPublish {
  type: string;
  data: JsonValue;
  /** The sender's id: a repeat is the same event. */
  id?: string | null;
  correlationKey?: string | null;
  /** Depth of the runs that it starts: one more than that of the run that publishes it. @default 0 */
  depth?: number;
  /** The user whose credential publishes it, and who so starts its runs. @default the platform itself */
  publishedBy?: string | null;
}

export interface PublishedEvent {
  eventId: string;
  /** Runs that the event started, in the order of their ids. */
  runIds: string[];
  /** The sender's id was seen before; the runs are those of the first time. */
  duplicate: boolean;
}

/**
 * Stores an event and starts what waits for it: a run of every enabled workflow whose trigger it is, and a delivery to
 * every subscription; steps of live runs that wait for it are told. Once the event is stored, all of that happens, once, whatever dies meanwhile.
 *
 * @throws DatabaseUnavailable; when the event was stored already, housekeeping goes on with it
 */
export async function publishEvent(
  deps: ControlDependencies,
  projectId: string,
  input: EventToPublish,
): Promise<PublishedEvent> {
  const { event, duplicate } = await deps.database.events.publish(projectId, {
    type: input.type,
    data: input.data,
    externalId: input.id ?? null,
    correlationKey: input.correlationKey ?? null,
    depth: input.depth ?? 0,
    publishedBy: input.publishedBy ?? null,
  });
  if (event.dispatchedAt === null) await tryDispatch(deps, event);
  const runs = await deps.database.runs.byEvent(projectId, event.id);
  return { eventId: event.id, runIds: runs.map((run) => run.id).sort(), duplicate };
}

/**
 * Makes the runs and deliveries of an event that are not there yet and tells the steps that wait for it, then notes that
 * none are missing. Repeating it, also at the same time, makes nothing twice; a step that is told twice takes it once.
 *
 * @param most leaves the event to be dispatched when more steps than this wait for it
 * @throws DatabaseUnavailable, or the first error of a workflow that could not be started, once all others were: the
 * event stays to be dispatched
 */
export async function dispatchEvent(deps: ControlDependencies, event: EventRow, most?: number): Promise<void> {
  const failures = await startListeners(deps, event);
  await startFailureHandler(deps, event).catch((error: unknown) => {
    if (isOutage(error)) throw error;
    failures.push(error);
  });
  await deliver(deps, event);
  const woken = await wakeWaiting(deps, event, most);
  failures.push(...woken.failures);
  if (failures.length > 0) throw failures[0];
  if (woken.more) return;
  await deps.database.events.markDispatched(event.projectId, event.id);
}

/** A publisher does not wait until more steps than this were told: housekeeping goes on. */
const INLINE_WAKES = 500;

/** Dispatches what can be dispatched now; the rest is housekeeping's. @throws DatabaseUnavailable */
export async function tryDispatch(deps: ControlDependencies, event: EventRow): Promise<void> {
  try {
    await dispatchEvent(deps, event, INLINE_WAKES);
  } catch (error) {
    if (isDatabaseUnavailable(error)) throw error;
    const log = isOutage(error) ? deps.logger.debug : deps.logger.error;
    log.call(deps.logger, { eventId: event.id, ...errorFields(error) }, 'event waits for housekeeping');
  }
}

/** Starts a run of each workflow and flow that listens; answers the errors of those that could not be started. */
async function startListeners(deps: ControlDependencies, event: EventRow): Promise<unknown[]> {
  const workflows = await deps.database.workflows.listeningTo(event.projectId, event.type);
  const starts = [
    ...workflows.map((workflow) => () => startListener(deps, event, workflow)),
    ...(await flowStarts(deps, event)),
  ];
  if (starts.length === 0) return [];
  if (event.depth > deps.settings.eventDepthLimit) {
    const fields = { eventId: event.id, event: event.type, depth: event.depth, workflows: starts.length };
    deps.logger.warn(fields, 'chain of workflows that start each other was cut at the depth limit');
    return [];
  }
  const failures: unknown[] = [];
  await forEachBounded(starts, 8, async (start) => {
    try {
      return await start();
    } catch (error) {
      if (isOutage(error)) throw error;
      failures.push(error);
      return false;
    }
  });
  return failures;
}

async function startListener(deps: ControlDependencies, event: EventRow, workflow: WorkflowRow): Promise<boolean> {
  const { trigger } = workflow;
  if (!listens(trigger) || !(await passes(deps, event, workflow, trigger.filter))) return false;
  const newest = await deps.database.workflows.getVersioned(event.projectId, workflow.id);
  if (newest === null) return false;
  return await unlessSkipped(deps, event, workflow.id, () =>
    startRun(deps, {
      projectId: event.projectId,
      workflowId: workflow.id,
      version: newest.version,
      data: event.data,
      origin: trigger.type,
      eventId: event.id,
      depth: event.depth,
      startedBy: event.publishedBy,
    }),
  );
}

function listens(trigger: Trigger): trigger is Extract<Trigger, { type: 'event' | 'channel' }> {
  return trigger.type === 'event' || trigger.type === 'channel';
}

/** Flows listen to messages of channels alone. */
async function flowStarts(deps: ControlDependencies, event: EventRow): Promise<(() => Promise<boolean>)[]> {
  const channel = channelOfEvent(event.type);
  if (channel === null) return [];
  const flows = await deps.database.channels.listeningFlows(event.projectId, channel);
  return flows.map((flow) => () => startFlow(deps, event, flow.id));
}

async function startFlow(deps: ControlDependencies, event: EventRow, flowId: string): Promise<boolean> {
  const published = await deps.database.flowTargets.published(event.projectId, flowId);
  if (published === null) return false;
  const { projectId, data, id: eventId, depth, publishedBy: startedBy } = event;
  const request = {
    ...{ projectId, flowId, data, eventId, depth, startedBy },
    ...published,
    origin: 'channel' as const,
  };
  return await unlessSkipped(deps, event, flowId, () => startFlowRun(deps, { ...request, environment: 'PRODUCTION' }));
}

/** Whether a run was made; one that its limits forbid is left out. */
async function unlessSkipped(
  deps: ControlDependencies,
  event: EventRow,
  workflowId: string,
  start: () => Promise<AcceptedRun>,
): Promise<boolean> {
  try {
    return (await start()).created;
  } catch (error) {
    if (!(error instanceof ConcurrencySkipped || error instanceof QuotaExceeded)) throw error;
    const fields = { eventId: event.id, workflowId, ...errorFields(error) };
    deps.logger.info(fields, 'event starts no run: the workflow or its project allows no more');
    return false;
  }
}

async function passes(
  deps: ControlDependencies,
  event: EventRow,
  workflow: WorkflowRow,
  filter: string | undefined,
): Promise<boolean> {
  try {
    return await passesFilter(deps.evaluator, filter, event);
  } catch (error) {
    if (!(error instanceof EventFilterError)) throw error;
    const fields = { eventId: event.id, workflowId: workflow.id, ...errorFields(error) };
    deps.logger.warn(fields, 'event filter failed: the workflow is not started');
    return false;
  }
}

async function deliver(deps: ControlDependencies, event: EventRow): Promise<void> {
  const subscriptions = await deps.database.subscriptions.listeningTo(event.projectId, event.type);
  const matching = subscriptions.filter((subscription) => matchesFilter(subscription.filter, event.data));
  if (matching.length === 0) return;
  const ids = matching.map((subscription) => subscription.id);
  const deliveries = await deps.database.deliveries.createForEvent(event.projectId, event, ids);
  const fresh = deliveries.filter((delivery) => delivery.dispatchedAt === null);
  await forEachBounded(fresh, 8, async (delivery) => {
    await tryStartDelivery(deps, delivery);
    return true;
  });
}
