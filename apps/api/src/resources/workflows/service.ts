import { desiredScheduleHash } from '@perdura/control-plane';
import type { RunRow, VersionedWorkflow } from '@perdura/database';
import type { Fault, JsonValue } from '@perdura/definition';
import { notFound } from '../../api-error.ts';
import { canonicalHash } from '../../canonical-hash.ts';
import { changedDefinition, compiledDefinition, definitionPart } from './definition-check.ts';
import { presentWorkflow } from './presenter.ts';
import { requireRoomForNew } from './room.ts';
import {
  changeWorkflow,
  currentWorkflow,
  followSchedule,
  requireMatch,
  type SavingRequest,
  saveOver,
  soundDefinition,
  type WorkflowContext,
  type WorkflowFields,
} from './saving.ts';

export interface WorkflowRequest extends SavingRequest {
  sent: JsonValue;
}

/** How many live runs of a deleted workflow are read at once, and how many of them are cancelled at the same time. */
const CANCEL_PAGE = 1_000;
const CANCEL_LANES = 16;

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
  const definition = await soundDefinition(context, request, definitionPart(sent) ?? {});
  const { name, description = '', enabled = true, note = '' } = fields;
  const scheduleDesired = desiredScheduleHash({ name, enabled, trigger: definition.trigger });
  const idempotency = idempotencyKey ? { key: idempotencyKey, bodyHash: canonicalHash(sent) } : null;
  await requireRoomForNew(context.database, actor.projectId, { scheduled: scheduleDesired !== null, idempotency });
  const stored = await context.database.workflows.create(actor.projectId, {
    userId: actor.userId,
    name,
    description,
    enabled,
    tags: definition.tags ?? [],
    note,
    compiled: compiledDefinition(definition),
    scheduleDesired,
    ...(idempotency ? { idempotency } : {}),
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
  const part = definitionPart(request.sent);
  return await changeWorkflow(context, request, id, ifMatch, async (before) => {
    if (part === null) return await saveOver(context, request.actor, before, { fields });
    const merged = changedDefinition(before.version.definition, part);
    const definition = await soundDefinition(context, request, merged, id);
    const tags = 'tags' in part ? { tags: definition.tags ?? [] } : {};
    return await saveOver(context, request.actor, before, { fields, definition, ...tags });
  });
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

async function cancelLiveRuns(context: WorkflowContext, projectId: string, id: string): Promise<void> {
  let after = '';
  let live: RunRow[];
  do {
    live = await context.database.runs.liveOfWorkflow(projectId, id, CANCEL_PAGE, after);
    await cancelRuns(context, live);
    after = live.at(-1)?.id ?? after;
  } while (live.length === CANCEL_PAGE);
}

async function cancelRuns({ control }: WorkflowContext, live: RunRow[]): Promise<void> {
  const waiting = live.filter((run) => run.cancelRequestedAt === null);
  const lane = async () => {
    for (let run = waiting.pop(); run !== undefined; run = waiting.pop())
      await control.cancelRun(run.projectId, run.id);
  };
  await Promise.all(Array.from({ length: CANCEL_LANES }, lane));
}
