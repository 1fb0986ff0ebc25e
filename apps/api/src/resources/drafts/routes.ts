import { draftRoutes } from '@perdura/contracts';
import type { JsonObject, JsonValue } from '@perdura/definition';
import type { AppDependencies } from '../../app-dependencies.ts';
import { type BoundRoute, bind } from '../../route-binding.ts';
import { entityTag, presentWorkflow } from '../workflows/presenter.ts';
import { workflowContext } from '../workflows/saving.ts';
import { auditedDraft, draftTag, presentDraft } from './presenter.ts';
import { draftState, existingDraft, publishDraft, removeDraft, saveDraft } from './service.ts';

/** The draft of a workflow: read, save, throw away, publish. */
export function draftResource(deps: AppDependencies): BoundRoute[] {
  const context = workflowContext(deps);

  return [
    bind(draftRoutes.getDraft).to(async (request) => {
      const draft = await existingDraft(deps, request.actor.projectId, request.params.id);
      const body = presentDraft(draft, await draftState(context, request, draft));
      return { status: 200, body, headers: { ETag: draftTag(draft) } };
    }),

    bind(draftRoutes.saveDraft).to(async (request) => {
      const { actor, params, headers, body, sent, audit } = request;
      const { row, before } = await saveDraft(deps, actor, params.id, {
        content: contentOf(sent),
        baseVersion: body.baseVersion,
        ifMatch: headers['if-match'],
      });
      const target = params.id;
      audit({ target, ...(before ? { before: auditedDraft(before) } : {}), after: auditedDraft(row) });
      const answer = presentDraft(row, await draftState(context, request, row));
      return { status: 200, body: answer, headers: { ETag: draftTag(row) } };
    }),

    bind(draftRoutes.deleteDraft).to(async ({ actor, params, headers, audit }) => {
      const gone = await removeDraft(deps, actor.projectId, params.id, headers['if-match']);
      audit({ target: params.id, before: auditedDraft(gone) });
      return { status: 200, body: { success: true } };
    }),

    bind(draftRoutes.publishDraft).to(async (request) => {
      const { params, body, headers } = request;
      const how = { note: body.note, force: body.force ?? false, ifMatch: headers['if-match'] };
      const after = await publishDraft(context, request, params.id, how);
      return { status: 200, body: presentWorkflow(after), headers: { ETag: entityTag(after.workflow) } };
    }),
  ];
}

/** The fields of the workflow in a body, as they were sent: names and texts are not trimmed before they are published. */
function contentOf(sent: JsonValue): JsonObject {
  if (typeof sent !== 'object' || sent === null || Array.isArray(sent)) return {};
  const { baseVersion: _base, ...content } = sent;
  return content;
}
