import { setTimeout as pause } from 'node:timers/promises';
import type { Locale } from '@perdura/contracts';
import { desiredScheduleHash } from '@perdura/control-plane';
import {
  type Actor,
  DraftConflict,
  VersionConflict,
  type VersionedWorkflow,
  type WorkflowChange,
} from '@perdura/database';
import type { Definition, JsonObject } from '@perdura/definition';
import { ApiError, invalid, notFound } from '../../api-error.ts';
import type { AppDependencies } from '../../app-dependencies.ts';
import type { NoteChange } from '../../audit-trail.ts';
import { oneAtATime } from '../../one-at-a-time.ts';
import { compiledDefinition, type DefinitionChecker, definitionChecker, isNewDefinition } from './definition-check.ts';
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

/** The fields of a workflow beside its definition, checked. */
export interface WorkflowFields {
  name?: string | undefined;
  description?: string | undefined;
  enabled?: boolean | undefined;
  note?: string | undefined;
}

/** Who saves, in which language faults are told. */
export interface SavingRequest {
  actor: Actor;
  locale: Locale;
  /** Notes what was changed; checks change nothing. */
  audit?: NoteChange;
}

/** What a change makes of a workflow; what is absent stays as it is. */
export interface Saving {
  fields: WorkflowFields;
  /** Found sound. */
  definition?: Definition;
  /** The row's own copy of the definition's tags. */
  tags?: string[];
  /** The revision of the draft that is published by this. */
  draftRevision?: number;
}

/** How often a change is merged again when one of another process came between. */
const MERGE_TRIES = 20;

/** Longest pause before such a try, in milliseconds: those that met must not meet again. */
const MERGE_PAUSE_MS = 100;

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

/**
 * Changes a workflow as it is now; where another change came between, `change` is called again with what that one made
 * of it. Its schedule follows.
 *
 * @param change answers the workflow after the change: `before` itself where it changed nothing, null where it is gone
 * @throws {ApiError} WORKFLOW_NOT_FOUND, PRECONDITION_FAILED
 */
export async function changeWorkflow(
  context: WorkflowContext,
  { actor, audit }: SavingRequest,
  id: string,
  ifMatch: string | undefined,
  change: (before: VersionedWorkflow) => Promise<VersionedWorkflow | null>,
): Promise<VersionedWorkflow> {
  const { before, after } = await context.queue(id, () => changeUntilKept(context, actor, id, ifMatch, change));
  const noted = { target: id, before: presentWorkflow(before), after: presentWorkflow(after) };
  audit?.(after === before ? null : noted);
  const { scheduleDesired, scheduleApplied } = after.workflow;
  if (scheduleDesired !== scheduleApplied) followSchedule(context, actor.projectId, id);
  return after;
}

/**
 * Lays what a change says over a workflow; `before` itself when it says nothing new.
 *
 * @throws VersionConflict when it is not the newest any more, DraftConflict when the draft is another by now
 */
export async function saveOver(
  { database }: WorkflowContext,
  { userId, projectId }: Actor,
  before: VersionedWorkflow,
  { fields, definition, tags, draftRevision }: Saving,
): Promise<VersionedWorkflow | null> {
  const compiled = definition ? compiledDefinition(definition) : null;
  const scheduled = {
    name: fields.name ?? before.workflow.name,
    enabled: fields.enabled ?? before.workflow.enabled,
    trigger: definition?.trigger ?? before.workflow.trigger,
    schedulePaused: before.workflow.schedulePaused,
    scheduleNote: before.workflow.scheduleNote,
  };
  const change: WorkflowChange = {
    userId,
    ...present(fields),
    ...(tags === undefined ? {} : { tags }),
    ...(compiled && isNewDefinition(compiled, before.version) ? { compiled } : {}),
    scheduleDesired: desiredScheduleHash(scheduled),
    ifVersion: before.workflow.currentVersion,
    ...(draftRevision === undefined ? {} : { draftRevision }),
  };
  if (!changesAnything(change, before)) return before;
  const isNewSchedule = change.scheduleDesired !== null && before.workflow.scheduleDesired === null;
  if (isNewSchedule) await database.quotas.requireRoom(projectId, 'schedules');
  return await database.workflows.update(projectId, before.workflow.id, change);
}

/** The sound definition. @throws {ApiError} VALIDATION_FAILED with every fault */
export async function soundDefinition(
  { definitions }: WorkflowContext,
  { actor, locale }: SavingRequest,
  input: JsonObject,
  ownId?: string,
): Promise<Definition> {
  const checked = await definitions.check(actor.projectId, input, locale, ownId);
  if (checked.definition === null) throw invalid(checked.faults);
  return checked.definition;
}

/** @throws {ApiError} PRECONDITION_FAILED when `If-Match` names another state of the workflow */
export function requireMatch({ workflow }: VersionedWorkflow, ifMatch: string | undefined): void {
  const actual = entityTag(workflow);
  if (ifMatch === undefined || isMatched(ifMatch, actual)) return;
  throw new ApiError('PRECONDITION_FAILED', { values: { expected: ifMatch.slice(0, 100), actual } });
}

/** Whether an `If-Match` names this entity tag. */
export function isMatched(ifMatch: string, actual: string): boolean {
  const tags = ifMatch.split(',').map((tag) => tag.trim());
  return ifMatch.trim() === '*' || tags.includes(actual);
}

/** The schedule follows at once when Temporal is there; otherwise housekeeping brings it to what is desired. */
export function followSchedule({ control, logger }: AppDependencies, projectId: string, workflowId: string): void {
  control.syncSchedule(projectId, workflowId).catch((error: unknown) => {
    logger.debug({ err: error, workflowId }, 'schedule waits for housekeeping');
  });
}

async function changeUntilKept(
  context: WorkflowContext,
  { projectId }: Actor,
  id: string,
  ifMatch: string | undefined,
  change: (before: VersionedWorkflow) => Promise<VersionedWorkflow | null>,
): Promise<{ before: VersionedWorkflow; after: VersionedWorkflow }> {
  for (let tries = 1; ; tries += 1) {
    const before = await currentWorkflow(context, projectId, id);
    requireMatch(before, ifMatch);
    try {
      const after = await change(before);
      if (after === null) throw notFound('WORKFLOW_NOT_FOUND', id);
      return { before, after };
    } catch (error) {
      if (!isOvertaken(error) || tries >= MERGE_TRIES) throw error;
      await pause(Math.random() * MERGE_PAUSE_MS);
    }
  }
}

function isOvertaken(error: unknown): boolean {
  return error instanceof VersionConflict || error instanceof DraftConflict;
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
