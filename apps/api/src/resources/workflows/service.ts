import { setTimeout as pause } from 'node:timers/promises';
import type { Locale } from '@perdura/contracts';
import { desiredScheduleHash } from '@perdura/control-plane';
import { type Actor, VersionConflict, type VersionedWorkflow, type WorkflowChange } from '@perdura/database';
import type { Definition, Fault, JsonObject, JsonValue } from '@perdura/definition';
import { ApiError, invalid, notFound } from '../../api-error.ts';
import type { AppDependencies } from '../../app-dependencies.ts';
import { canonicalHash } from '../../canonical-hash.ts';
import { oneAtATime } from '../../one-at-a-time.ts';
import { compiledDefinition, definitionChecker, definitionPart } from './definition-check.ts';
import { entityTag } from './presenter.ts';

/** The fields of a body beside the definition, checked. */
export interface WorkflowFields {
  name?: string | undefined;
  description?: string | undefined;
  enabled?: boolean | undefined;
  tags?: string[] | undefined;
  note?: string | undefined;
}

export interface WorkflowRequest {
  actor: Actor;
  sent: JsonValue;
  locale: Locale;
}

/** How often a change without `If-Match` is tried again when another change came between. */
const MERGE_TRIES = 20;

/** Longest pause before such a try, in milliseconds: those that met must not meet again. */
const MERGE_PAUSE_MS = 100;

/** Live runs of a deleted workflow are cancelled in portions of this size. */
const CANCEL_PORTION = 200;

export type WorkflowService = ReturnType<typeof workflowService>;

/** Saves, changes and removes workflows. */
export function workflowService({ database, control, logger, settings }: AppDependencies) {
  const definitions = definitionChecker(database, settings.definitionLimits);
  const queue = oneAtATime();

  /** The schedule follows at once when Temporal is there; otherwise housekeeping brings it to what is desired. */
  function followSchedule(projectId: string, workflowId: string): void {
    control.syncSchedule(projectId, workflowId).catch((error: unknown) => {
      logger.debug({ err: error, workflowId }, 'schedule waits for housekeeping');
    });
  }

  async function definitionOf(request: WorkflowRequest, input: JsonObject): Promise<Definition> {
    const checked = await definitions.check(request.actor.projectId, input, request.locale);
    if (checked.definition === null) throw invalid(checked.faults);
    return checked.definition;
  }

  async function current(projectId: string, id: string): Promise<VersionedWorkflow> {
    const found = await database.workflows.getVersioned(projectId, id);
    if (found === null) throw notFound('WORKFLOW_NOT_FOUND', id);
    return found;
  }

  async function changeOnce(request: WorkflowRequest, before: VersionedWorkflow, fields: WorkflowFields) {
    const { actor, sent } = request;
    const part = definitionPart(sent);
    const definition = part ? await definitionOf(request, { ...plain(before.version.definition), ...part }) : null;
    const compiled = definition ? compiledDefinition(definition) : null;
    const changed = {
      name: fields.name ?? before.workflow.name,
      enabled: fields.enabled ?? before.workflow.enabled,
      trigger: definition?.trigger ?? before.workflow.trigger,
    };
    const change: WorkflowChange = {
      userId: actor.userId,
      ...present(fields),
      ...(compiled && compiled.hash !== before.version.hash ? { compiled } : {}),
      scheduleDesired: desiredScheduleHash(changed),
      ifVersion: before.workflow.currentVersion,
    };
    if (!changesAnything(change, before)) return before;
    return await database.workflows.update(actor.projectId, before.workflow.id, change);
  }

  /** Another process may change the same workflow: then it is merged with again. */
  async function changeUntilKept(request: WorkflowRequest, id: string, fields: WorkflowFields, ifMatch?: string) {
    for (let tries = 1; ; tries += 1) {
      const before = await current(request.actor.projectId, id);
      requireMatch(before, ifMatch);
      try {
        const after = await changeOnce(request, before, fields);
        if (after === null) throw notFound('WORKFLOW_NOT_FOUND', id);
        return after;
      } catch (error) {
        if (!(error instanceof VersionConflict) || tries >= MERGE_TRIES) throw error;
        await pause(Math.random() * MERGE_PAUSE_MS);
      }
    }
  }

  return {
    current,

    /** Faults of the definition in the body of a new workflow. */
    async faultsOfNew({ actor, sent, locale }: WorkflowRequest): Promise<Fault[]> {
      return (await definitions.check(actor.projectId, definitionPart(sent) ?? {}, locale)).faults;
    },

    /** Faults of the definition that a change would lead to; none when it leaves the definition alone. */
    async faultsOfChange(request: WorkflowRequest, id: string): Promise<Fault[]> {
      const part = definitionPart(request.sent);
      const before = await current(request.actor.projectId, id);
      if (part === null) return [];
      const merged = { ...plain(before.version.definition), ...part };
      return (await definitions.check(request.actor.projectId, merged, request.locale)).faults;
    },

    async create(request: WorkflowRequest, fields: WorkflowFields & { name: string }, idempotencyKey?: string) {
      const { actor, sent } = request;
      const definition = await definitionOf(request, definitionPart(sent) ?? {});
      const { name, description = '', enabled = true, tags = [], note = '' } = fields;
      const scheduleDesired = desiredScheduleHash({ name, enabled, trigger: definition.trigger });
      const stored = await database.workflows.create(actor.projectId, {
        userId: actor.userId,
        name,
        description,
        enabled,
        tags,
        note,
        compiled: compiledDefinition(definition),
        scheduleDesired,
        ...(idempotencyKey ? { idempotency: { key: idempotencyKey, bodyHash: canonicalHash(sent) } } : {}),
      });
      if (scheduleDesired !== null) followSchedule(actor.projectId, stored.workflow.id);
      return stored;
    },

    /** Lays the given fields over the newest state; a change that came between is taken in, not overwritten. */
    async update(request: WorkflowRequest, id: string, fields: WorkflowFields, ifMatch?: string) {
      const after = await queue(id, () => changeUntilKept(request, id, fields, ifMatch));
      const { scheduleDesired, scheduleApplied } = after.workflow;
      if (scheduleDesired !== scheduleApplied) followSchedule(request.actor.projectId, id);
      return after;
    },

    async remove(projectId: string, id: string, cancelRuns: boolean): Promise<void> {
      if (!(await database.workflows.remove(projectId, id))) throw notFound('WORKFLOW_NOT_FOUND', id);
      followSchedule(projectId, id);
      if (!cancelRuns) return;
      const live = await database.runs.liveOfWorkflow(projectId, id, CANCEL_PORTION);
      await Promise.all(live.map((run) => control.cancelRun(projectId, run.id)));
    },
  };
}

function requireMatch({ workflow }: VersionedWorkflow, ifMatch: string | undefined): void {
  if (ifMatch === undefined || ifMatch.trim() === '*') return;
  const actual = entityTag(workflow);
  const tags = ifMatch.split(',').map((tag) => tag.trim());
  if (tags.includes(actual)) return;
  throw new ApiError('PRECONDITION_FAILED', { values: { expected: ifMatch.slice(0, 100), actual } });
}

/** The definition as JSON, without members that are undefined. */
function plain(definition: Definition): JsonObject {
  return JSON.parse(JSON.stringify(definition));
}

function present({ name, description, enabled, tags, note }: WorkflowFields): Partial<WorkflowChange> {
  return {
    ...(name === undefined ? {} : { name }),
    ...(description === undefined ? {} : { description }),
    ...(enabled === undefined ? {} : { enabled }),
    ...(tags === undefined ? {} : { tags }),
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
