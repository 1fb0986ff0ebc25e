import { workflowRoutes } from '@perdura/contracts';
import type { AppDependencies } from '../../app-dependencies.ts';
import { pageFields, pageRequest } from '../../page-request.ts';
import { type BoundRoute, bind } from '../../route-binding.ts';
import { withoutUndefined } from '../../without-undefined.ts';
import { entityTag, presentOverview, presentWorkflow } from './presenter.ts';
import { currentWorkflow, workflowContext } from './saving.ts';
import { createWorkflow, faultsOfChange, faultsOfNew, removeWorkflow, updateWorkflow } from './service.ts';

/** Workflows: create, list, read, change, delete. */
export function workflowResource(deps: AppDependencies): BoundRoute[] {
  const context = workflowContext(deps);

  return [
    bind(workflowRoutes.createWorkflow).to(
      async (request) => {
        if (request.query.validate) {
          request.audit(null);
          return { status: 200, body: { valid: true } };
        }
        const stored = await createWorkflow(context, request, request.body, request.headers['idempotency-key']);
        const headers = { ETag: entityTag(stored.workflow), Location: `/v1/workflows/${stored.workflow.id}` };
        return { status: 201, body: presentWorkflow(stored), headers };
      },
      { check: (request) => faultsOfNew(context, request) },
    ),

    bind(workflowRoutes.listWorkflows).to(async ({ actor, query }) => {
      const { limit, cursor, ...filter } = query;
      const page = await deps.database.workflows.list(
        actor.projectId,
        withoutUndefined(filter),
        pageRequest({ limit, cursor }),
      );
      return { status: 200, body: { workflows: page.items.map(presentOverview), ...pageFields(page) } };
    }),

    bind(workflowRoutes.getWorkflow).to(async ({ actor, params }) => {
      const found = await currentWorkflow(deps, actor.projectId, params.id);
      return { status: 200, body: presentWorkflow(found), headers: { ETag: entityTag(found.workflow) } };
    }),

    bind(workflowRoutes.updateWorkflow).to(
      async (request) => {
        const { params, body, headers } = request;
        const after = await updateWorkflow(context, request, params.id, body, headers['if-match']);
        return { status: 200, body: presentWorkflow(after), headers: { ETag: entityTag(after.workflow) } };
      },
      { check: (request) => faultsOfChange(context, request, String(request.params.id)) },
    ),

    bind(workflowRoutes.deleteWorkflow).to(async ({ actor, params, query, headers, audit }) => {
      const options = { cancelRuns: query.runs === 'cancel', ifMatch: headers['if-match'] };
      const before = await removeWorkflow(context, actor.projectId, params.id, options);
      audit({ target: params.id, before: presentWorkflow(before) });
      return { status: 200, body: { success: true } };
    }),
  ];
}
