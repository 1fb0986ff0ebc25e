import { message } from '@perdura/contracts';
import type { VersionedWorkflow, VersionRow } from '@perdura/database';
import { type DefinitionDiff, diffDefinitions, type JsonObject } from '@perdura/definition';
import { notFound } from '../../api-error.ts';
import type { AppDependencies } from '../../app-dependencies.ts';
import { comparedDraft, existingDraft } from '../drafts/service.ts';
import { isNewDefinition } from '../workflows/definition-check.ts';
import {
  changeWorkflow,
  type SavingRequest,
  saveOver,
  soundDefinition,
  type WorkflowContext,
} from '../workflows/saving.ts';
import { comparedVersion, presentVersion } from './presenter.ts';

/** A version with its labels, as callers see it. @throws {ApiError} VERSION_NOT_FOUND */
export async function shownVersion(
  { database }: AppDependencies,
  projectId: string,
  workflowId: string,
  version: number,
) {
  const row = await existingVersion({ database }, projectId, workflowId, version);
  return await shown({ database }, projectId, row);
}

/** Changes the note of a version; answers it before and after. @throws {ApiError} VERSION_NOT_FOUND */
export async function noteVersion(
  { database }: AppDependencies,
  projectId: string,
  workflowId: string,
  { version, note }: { version: number; note: string },
) {
  const before = await database.versions.setNote(projectId, workflowId, version, note);
  if (before === null) throw notFound('VERSION_NOT_FOUND', String(version));
  const document = await shown({ database }, projectId, before);
  return { before: document, after: { ...document, note } };
}

/** Makes a version that equals an earlier one, unless the newest does already. */
export async function restoreVersion(
  context: WorkflowContext,
  request: SavingRequest,
  workflowId: string,
  { version, note, ifMatch }: { version: number; note: string | undefined; ifMatch: string | undefined },
): Promise<VersionedWorkflow> {
  const { actor, locale } = request;
  return await changeWorkflow(context, request, workflowId, ifMatch, async (before) => {
    const wanted = await existingVersion(context, actor.projectId, workflowId, version);
    if (isSame(before, wanted)) return before;
    const input = JSON.parse(JSON.stringify(wanted.definition)) as JsonObject;
    const definition = await soundDefinition(context, request, input, workflowId);
    return await saveOver(context, actor, before, {
      fields: {
        name: wanted.name,
        description: wanted.description,
        note: note ?? message(locale, 'versionRestored', { version }),
      },
      definition,
      tags: definition.tags ?? [],
    });
  });
}

/** What differs between two versions, each a number, a label, `latest` or `draft`. */
export async function diffVersions(
  context: WorkflowContext,
  request: SavingRequest,
  workflowId: string,
  { from, to }: { from: string; to: string },
): Promise<DefinitionDiff> {
  const { projectId } = request.actor;
  const workflow = await context.database.workflows.get(projectId, workflowId, { deleted: true });
  if (workflow === null) throw notFound('WORKFLOW_NOT_FOUND', workflowId);
  const side = async (name: string) => {
    if (name !== 'draft') return comparedVersion(await existingVersion(context, projectId, workflowId, name));
    return await comparedDraft(context, request, await existingDraft(context, projectId, workflowId));
  };
  return diffDefinitions(await side(from), await side(to));
}

async function existingVersion(
  { database }: Pick<AppDependencies, 'database'>,
  projectId: string,
  workflowId: string,
  version: number | string,
): Promise<VersionRow> {
  const row = await database.versions.get(projectId, workflowId, version);
  if (row === null) throw notFound('VERSION_NOT_FOUND', String(version));
  return row;
}

async function shown({ database }: Pick<AppDependencies, 'database'>, projectId: string, row: VersionRow) {
  const labels = await database.labels.ofVersions(projectId, row.workflowId, [row.version]);
  return presentVersion(row, labels.get(row.version) ?? []);
}

function isSame({ workflow, version }: VersionedWorkflow, wanted: VersionRow): boolean {
  const { name, description } = workflow;
  return name === wanted.name && description === wanted.description && !isNewDefinition(wanted, version);
}
