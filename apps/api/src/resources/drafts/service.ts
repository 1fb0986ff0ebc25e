import { requestFaults, workflowChange } from '@perdura/contracts';
import { type Actor, type DraftChange, DraftConflict, type DraftRow, type VersionedWorkflow } from '@perdura/database';
import type { Definition, Fault, JsonObject } from '@perdura/definition';
import { ApiError, invalid, notFound } from '../../api-error.ts';
import type { AppDependencies } from '../../app-dependencies.ts';
import { withoutUndefined } from '../../without-undefined.ts';
import { changedDefinition, definitionPart, isNewDefinition } from '../workflows/definition-check.ts';
import {
  changeWorkflow,
  currentWorkflow,
  isMatched,
  type Saving,
  type SavingRequest,
  saveOver,
  type WorkflowContext,
  type WorkflowFields,
} from '../workflows/saving.ts';
import { type DraftState, draftTag } from './presenter.ts';

/** The draft of a workflow. @throws {ApiError} WORKFLOW_NOT_FOUND, DRAFT_NOT_FOUND */
export async function existingDraft(
  { database }: Pick<AppDependencies, 'database'>,
  projectId: string,
  workflowId: string,
): Promise<DraftRow> {
  const draft = await database.drafts.get(projectId, workflowId);
  if (draft !== null) return draft;
  await currentWorkflow({ database }, projectId, workflowId);
  throw notFound('DRAFT_NOT_FOUND', workflowId);
}

/** What is to be said of a draft: whether it could be published, and is based on what the workflow is. */
export async function draftState(
  context: WorkflowContext,
  request: SavingRequest,
  { workflowId, baseVersion }: DraftRow,
): Promise<DraftState> {
  const { projectId } = request.actor;
  const workflow = await currentWorkflow(context, projectId, workflowId);
  // Published or thrown away at this very moment: it is shown as it was, and nothing keeps it from anything.
  const draft = await context.database.drafts.open(projectId, workflowId);
  const faults = draft === null ? [] : (await checked(context, request, workflow, draft.content)).faults;
  return { outdated: await isOutdated(context, projectId, workflow, baseVersion), faults };
}

/** Replaces the draft of a workflow, or makes it. @throws {ApiError} WORKFLOW_NOT_FOUND, PRECONDITION_FAILED */
export async function saveDraft(
  { database }: AppDependencies,
  { projectId, userId }: Actor,
  workflowId: string,
  {
    content,
    baseVersion,
    ifMatch,
  }: { content: JsonObject; baseVersion?: number | undefined; ifMatch?: string | undefined },
): Promise<DraftChange> {
  const { workflow } = await currentWorkflow({ database }, projectId, workflowId);
  if (baseVersion !== undefined && baseVersion > workflow.currentVersion) {
    throw notFound('VERSION_NOT_FOUND', String(baseVersion));
  }
  const ifRevision = await matchedRevision({ database }, projectId, workflowId, ifMatch);
  const input = withoutUndefined({ content, userId, baseVersion, ifRevision });
  const change = await database.drafts.put(projectId, workflowId, input).catch(rethrowMismatch(ifMatch));
  if (change === null) throw notFound('WORKFLOW_NOT_FOUND', workflowId);
  return change;
}

/** Throws the draft away, and answers it. @throws {ApiError} DRAFT_NOT_FOUND, PRECONDITION_FAILED */
export async function removeDraft(
  { database }: AppDependencies,
  projectId: string,
  workflowId: string,
  ifMatch: string | undefined,
): Promise<DraftRow> {
  await existingDraft({ database }, projectId, workflowId);
  const ifRevision = await matchedRevision({ database }, projectId, workflowId, ifMatch);
  const gone = await database.drafts.remove(projectId, workflowId, ifRevision).catch(rethrowMismatch(ifMatch));
  if (gone === null) throw notFound('DRAFT_NOT_FOUND', workflowId);
  return gone;
}

/**
 * Makes the draft the next version; where it says nothing that the workflow does not, it just goes.
 *
 * @throws {ApiError} DRAFT_NOT_FOUND, DRAFT_OUTDATED, PRECONDITION_FAILED, VALIDATION_FAILED with every fault
 */
export async function publishDraft(
  context: WorkflowContext,
  request: SavingRequest,
  workflowId: string,
  { note, force, ifMatch }: { note?: string | undefined; force: boolean; ifMatch?: string | undefined },
): Promise<VersionedWorkflow> {
  const { database } = context;
  const { actor } = request;
  return await changeWorkflow(context, request, workflowId, undefined, async (before) => {
    const draft = await database.drafts.open(actor.projectId, workflowId);
    if (draft === null) throw notFound('DRAFT_NOT_FOUND', workflowId);
    requireRevision(draft, ifMatch);
    if (!force && (await isOutdated(context, actor.projectId, before, draft.baseVersion))) {
      const values = { base: draft.baseVersion, current: before.workflow.currentVersion };
      throw new ApiError('DRAFT_OUTDATED', { values });
    }
    const { saving, faults } = await checked(context, request, before, draft.content);
    if (saving === null) throw invalid(faults);
    const fields = { ...saving.fields, ...(note === undefined ? {} : { note }) };
    const after = await saveOver(context, actor, before, { ...saving, fields, draftRevision: draft.revision });
    if (after === before) await database.drafts.remove(actor.projectId, workflowId, draft.revision);
    return after;
  });
}

/** A draft as it is compared with versions: what publishing it would make, as far as it is sound. */
export async function comparedDraft(
  context: WorkflowContext,
  request: SavingRequest,
  { workflowId, content }: DraftRow,
): Promise<JsonObject> {
  const { workflow, version } = await currentWorkflow(context, request.actor.projectId, workflowId);
  const { name = workflow.name, description = workflow.description } = content;
  const merged = changedDefinition(version.definition, definitionPart(content) ?? {});
  const { definition } = await context.definitions.check(request.actor.projectId, merged, request.locale, workflowId);
  return { name, description, ...(definition === null ? merged : JSON.parse(JSON.stringify(definition))) };
}

type Checked = { saving: Saving; faults: [] } | { saving: null; faults: Fault[] };

/** Every fault of a draft laid over the workflow, or what publishing it would change. */
async function checked(
  context: WorkflowContext,
  { actor, locale }: SavingRequest,
  { workflow, version }: VersionedWorkflow,
  content: JsonObject,
): Promise<Checked> {
  const shape = requestFaults(workflowChange, content, locale);
  const part = definitionPart(content);
  const found =
    part === null
      ? { definition: version.definition, faults: [] }
      : await context.definitions.check(
          actor.projectId,
          changedDefinition(version.definition, part),
          locale,
          workflow.id,
        );
  if (shape.value === null || found.definition === null) {
    return { saving: null, faults: [...shape.faults, ...found.faults] };
  }
  const fields: WorkflowFields = shape.value;
  return { saving: { fields, ...definitionChange(found.definition, part) }, faults: [] };
}

function definitionChange(definition: Definition, part: JsonObject | null): Partial<Saving> {
  if (part === null) return {};
  return { definition, ...('tags' in part ? { tags: definition.tags ?? [] } : {}) };
}

/** Whether the workflow says something else by now than the version that a draft is based on. */
async function isOutdated(
  { database }: Pick<AppDependencies, 'database'>,
  projectId: string,
  { workflow, version }: VersionedWorkflow,
  baseVersion: number,
): Promise<boolean> {
  if (workflow.currentVersion === baseVersion) return false;
  const base = await database.versions.get(projectId, workflow.id, baseVersion);
  if (base === null) return true;
  return base.name !== version.name || base.description !== version.description || isNewDefinition(version, base);
}

/** The revision that a request may change: that of now, where `If-Match` names it; undefined without `If-Match`. */
async function matchedRevision(
  { database }: Pick<AppDependencies, 'database'>,
  projectId: string,
  workflowId: string,
  ifMatch: string | undefined,
): Promise<number | undefined> {
  if (ifMatch === undefined) return undefined;
  const draft = await database.drafts.get(projectId, workflowId);
  if (draft === null) throw mismatch(ifMatch, null);
  requireRevision(draft, ifMatch);
  return draft.revision;
}

function requireRevision(draft: DraftRow, ifMatch: string | undefined): void {
  if (ifMatch !== undefined && !isMatched(ifMatch, draftTag(draft))) throw mismatch(ifMatch, draft.revision);
}

/** A draft that changed between the look at it and the change of it. */
function rethrowMismatch(ifMatch = '') {
  return (error: unknown): never => {
    throw error instanceof DraftConflict ? mismatch(ifMatch, error.current) : error;
  };
}

function mismatch(ifMatch: string, revision: number | null): ApiError {
  const expected = ifMatch.slice(0, 100);
  if (revision === null) return new ApiError('PRECONDITION_FAILED', { detail: 'noDraftToMatch', values: { expected } });
  return new ApiError('PRECONDITION_FAILED', { detail: 'ifMatchDraft', values: { expected, actual: `"${revision}"` } });
}
