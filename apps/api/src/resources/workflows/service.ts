import { setTimeout as pause } from 'node:timers/promises';
import type { Locale } from '@perdura/contracts';
import { desiredScheduleHash } from '@perdura/control-plane';
import { type Actor, VersionConflict, type VersionedWorkflow, type WorkflowChange } from '@perdura/database';
import type { Definition, Fault, JsonObject, JsonValue } from '@perdura/definition';
import { ApiError, invalid, notFound } from '../../api-error.ts';
import type { AppDependencies } from '../../app-dependencies.ts';
import type { NoteChange } from '../../audit-trail.ts';
import { canonicalHash } from '../../canonical-hash.ts';
import { oneAtATime } from '../../one-at-a-time.ts';
import {
  changedDefinition,
  compiledDefinition,
  type DefinitionChecker,
  definitionChecker,
  definitionPart,
} from './definition-check.ts';
import { entityTag, presentWorkflow } from './presenter.ts';

/** What saving workflows works with. */
export interface WorkflowContext extends AppDependencies {
  definitions: DefinitionChecker;
  /** Changes of one workflow wait for each other, so that all of them are kept. */
  queue: ReturnType<typeof oneAtATime>;
}

export function workflowContext(deps: AppDependencies): WorkflowContext {
  const definitions = definitionChecker(deps.database, deps.settings.definitionLimits);
  return { ...deps, definitions, queue: oneAtATime() };
}

/** The fields of a body beside the definition, checked. */
export interface WorkflowFields {
  name?: string | undefined;
  description?: string | undefined;
  enabled?: boolean | undefined;
  note?: string | undefined;
}

export interface WorkflowRequest {
  actor: Actor;
  sent: JsonValue;
  locale: Locale;
  /** Notes what was changed; checks change nothing. */
  audit?: NoteChange;
}

/** How often a change is merged again when one of another process came between. */
const MERGE_TRIES = 20;

/** Longest pause before such a try, in milliseconds: those that met must not meet again. */
const MERGE_PAUSE_MS = 100;

/** How many live runs of a deleted workflow are cancelled with it, and how many of them at the same time. */
const CANCEL_LIMIT = 10_000;
const CANCEL_LANES = 16;

/** The workflow with its newest version. @throws {ApiError} WORKFLOW_NOT_FOUND */
export async function currentWorkflow(
  { database }: Pick<AppDependencies, 'database'>,
  projectId: string,
  id: string,
): Promise<VersionedWorkflow> {
  const found = await database.workflows.getVersioned(projectId, id);
  if (found === null) throw notFound('WORKFLOW_NOT_FOUND', id);
  return found;
}

/** Faults of the definition in the body of a new workflow. */
export async function faultsOfNew(context: WorkflowContext, request: WorkflowRequest): Promise<Fault[]> {
  const { actor, sent, locale } = request;
  return (await context.definitions.check(actor.projectId, definitionPart(sent) ?? {}, locale)).faults;
}

/** Faults of the definition that a change would lead to; none when it leaves the definition alone. */
export async function faultsOfChange(
  context: WorkflowContext,
  { actor, sent, locale }: WorkflowRequest,
  id: string,
): Promise<Fault[]> {
  const part = definitionPart(sent);
  const before = await currentWorkflow(context, actor.projectId, id);
  if (part === null) return [];
  const merged = changedDefinition(before.version.definition, part);
  return (await context.definitions.check(actor.projectId, merged, locale, id)).faults;
}

/** Stores a new workflow with its first version; a repeat of the idempotency key answers the one stored then. */
export async function createWorkflow(
  context: WorkflowContext,
  request: WorkflowRequest,
  fields: WorkflowFields & { name: string },
  idempotencyKey?: string,
): Promise<VersionedWorkflow> {
  const { actor, sent } = request;
  const definition = await definitionOf(context, request, definitionPart(sent) ?? {});
  const { name, description = '', enabled = true, note = '' } = fields;
  const scheduleDesired = desiredScheduleHash({ name, enabled, trigger: definition.trigger });
  const stored = await context.database.workflows.create(actor.projectId, {
    userId: actor.userId,
    name,
    description,
    enabled,
    tags: definition.tags ?? [],
    note,
    compiled: compiledDefinition(definition),
    scheduleDesired,
    ...(idempotencyKey ? { idempotency: { key: idempotencyKey, bodyHash: canonicalHash(sent) } } : {}),
  });
  request.audit?.(stored.created ? { target: stored.workflow.id, after: presentWorkflow(stored) } : null);
  if (scheduleDesired !== null) followSchedule(context, actor.projectId, stored.workflow.id);
  return stored;
}

/** Lays the given fields over the newest state; a change that came between is taken in, not overwritten. */
export async function updateWorkflow(
  context: WorkflowContext,
  request: WorkflowRequest,
  id: string,
  fields: WorkflowFields,
  ifMatch?: string,
): Promise<VersionedWorkflow> {
  const after = await context.queue(id, () => changeUntilKept(context, request, id, fields, ifMatch));
  const { scheduleDesired, scheduleApplied } = after.workflow;
  if (scheduleDesired !== scheduleApplied) followSchedule(context, request.actor.projectId, id);
  return after;
}

/** Deletes a workflow, and answers it; its live runs end by themselves, unless they are to be cancelled. */
export async function removeWorkflow(
  context: WorkflowContext,
  projectId: string,
  id: string,
  { cancelRuns, ifMatch }: { cancelRuns: boolean; ifMatch: string | undefined },
): Promise<VersionedWorkflow> {
  const before = await currentWorkflow(context, projectId, id);
  requireMatch(before, ifMatch);
  // Before the deletion, so that a caller whose request was cut off can repeat it; after it, for those that just began.
  if (cancelRuns) await cancelLiveRuns(context, projectId, id);
  if (!(await context.database.workflows.remove(projectId, id))) throw notFound('WORKFLOW_NOT_FOUND', id);
  followSchedule(context, projectId, id);
  if (cancelRuns) await cancelLiveRuns(context, projectId, id);
  return before;
}

async function cancelLiveRuns({ database, control }: WorkflowContext, projectId: string, id: string): Promise<void> {
  const live = await database.runs.liveOfWorkflow(projectId, id, CANCEL_LIMIT);
  const waiting = live.filter((run) => run.cancelRequestedAt === null);
  const lane = async () => {
    for (let run = waiting.pop(); run !== undefined; run = waiting.pop()) await control.cancelRun(projectId, run.id);
  };
  await Promise.all(Array.from({ length: CANCEL_LANES }, lane));
}

/** The schedule follows at once when Temporal is there; otherwise housekeeping brings it to what is desired. */
function followSchedule({ control, logger }: WorkflowContext, projectId: string, workflowId: string): void {
  control.syncSchedule(projectId, workflowId).catch((error: unknown) => {
    logger.debug({ err: error, workflowId }, 'schedule waits for housekeeping');
  });
}

async function definitionOf(
  { definitions }: WorkflowContext,
  { actor, locale }: WorkflowRequest,
  input: JsonObject,
  ownId?: string,
): Promise<Definition> {
  const checked = await definitions.check(actor.projectId, input, locale, ownId);
  if (checked.definition === null) throw invalid(checked.faults);
  return checked.definition;
}

async function changeUntilKept(
  context: WorkflowContext,
  request: WorkflowRequest,
  id: string,
  fields: WorkflowFields,
  ifMatch: string | undefined,
): Promise<VersionedWorkflow> {
  for (let tries = 1; ; tries += 1) {
    const before = await currentWorkflow(context, request.actor.projectId, id);
    requireMatch(before, ifMatch);
    try {
      const after = await changeOnce(context, request, before, fields);
      if (after === null) throw notFound('WORKFLOW_NOT_FOUND', id);
      const change = { target: id, before: presentWorkflow(before), after: presentWorkflow(after) };
      request.audit?.(after === before ? null : change);
      return after;
    } catch (error) {
      if (!(error instanceof VersionConflict) || tries >= MERGE_TRIES) throw error;
      await pause(Math.random() * MERGE_PAUSE_MS);
    }
  }
}

async function changeOnce(
  context: WorkflowContext,
  request: WorkflowRequest,
  before: VersionedWorkflow,
  fields: WorkflowFields,
): Promise<VersionedWorkflow | null> {
  const { actor, sent } = request;
  const part = definitionPart(sent);
  const merged = part ? changedDefinition(before.version.definition, part) : null;
  const definition = merged ? await definitionOf(context, request, merged, before.workflow.id) : null;
  const compiled = definition ? compiledDefinition(definition) : null;
  const scheduled = {
    name: fields.name ?? before.workflow.name,
    enabled: fields.enabled ?? before.workflow.enabled,
    trigger: definition?.trigger ?? before.workflow.trigger,
  };
  const change: WorkflowChange = {
    userId: actor.userId,
    ...present(fields),
    ...(definition && part && 'tags' in part ? { tags: definition.tags ?? [] } : {}),
    ...(compiled && compiled.hash !== before.version.hash ? { compiled } : {}),
    scheduleDesired: desiredScheduleHash(scheduled),
    ifVersion: before.workflow.currentVersion,
  };
  if (!changesAnything(change, before)) return before;
  return await context.database.workflows.update(actor.projectId, before.workflow.id, change);
}

function requireMatch({ workflow }: VersionedWorkflow, ifMatch: string | undefined): void {
  if (ifMatch === undefined || ifMatch.trim() === '*') return;
  const actual = entityTag(workflow);
  const tags = ifMatch.split(',').map((tag) => tag.trim());
  if (tags.includes(actual)) return;
  throw new ApiError('PRECONDITION_FAILED', { values: { expected: ifMatch.slice(0, 100), actual } });
}

function present({ name, description, enabled, note }: WorkflowFields): Partial<WorkflowChange> {
  return {
    ...(name === undefined ? {} : { name }),
    ...(description === undefined ? {} : { description }),
    ...(enabled === undefined ? {} : { enabled }),
    ...(note === undefined ? {} : { note }),
  };
}

/** Saying again what is already so makes no version: a repeated PUT is one change. */
function changesAnything(change: WorkflowChange, { workflow }: VersionedWorkflow): boolean {
  return (
    change.compiled !== undefined ||
    (change.name ?? workflow.name) !== workflow.name ||
    (change.description ?? workflow.description) !== workflow.description ||
    (change.enabled ?? workflow.enabled) !== workflow.enabled ||
    JSON.stringify(change.tags ?? workflow.tags) !== JSON.stringify(workflow.tags) ||
    (change.note ?? '') !== ''
  );
}
