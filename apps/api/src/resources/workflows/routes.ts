import { workflowRoutes } from '@perdura/contracts';
import type { AppDependencies } from '../../app-dependencies.ts';
import { pageFields, pageRequest } from '../../page-request.ts';
import { type BoundRoute, bind } from '../../route-binding.ts';
import { entityTag, presentOverview, presentWorkflow } from './presenter.ts';
import { workflowService } from './service.ts';

/** Workflows: create, list, read, change, delete. */
export function workflowResource(deps: AppDependencies): BoundRoute[] {
  const service = workflowService(deps);
  const { createWorkflow, listWorkflows, getWorkflow, updateWorkflow, deleteWorkflow } = workflowRoutes;

  return [
    bind(createWorkflow).to(
      async (request) => {
        if (request.query.validate) return { status: 200, body: { valid: true } };
        const stored = await service.create(request, request.body, request.headers['idempotency-key']);
        const headers = { ETag: entityTag(stored.workflow), Location: `/v1/workflows/${stored.workflow.id}` };
        return { status: 201, body: presentWorkflow(stored), headers };
      },
      { check: (request) => service.faultsOfNew(request) },
    ),

    bind(listWorkflows).to(async ({ actor, query }) => {
      const { limit, cursor, ...filter } = query;
      const page = await deps.database.workflows.list(actor.projectId, defined(filter), pageRequest({ limit, cursor }));
      return { status: 200, body: { workflows: page.items.map(presentOverview), ...pageFields(page) } };
    }),

    bind(getWorkflow).to(async ({ actor, params }) => {
      const found = await service.current(actor.projectId, params.id);
      return { status: 200, body: presentWorkflow(found), headers: { ETag: entityTag(found.workflow) } };
    }),

    bind(updateWorkflow).to(
      async (request) => {
        const { params, body, headers } = request;
        const after = await service.update(request, params.id, body, headers['if-match']);
        return { status: 200, body: presentWorkflow(after), headers: { ETag: entityTag(after.workflow) } };
      },
      { check: (request) => service.faultsOfChange(request, String(request.params.id)) },
    ),

    bind(deleteWorkflow).to(async ({ actor, params, query }) => {
      await service.remove(actor.projectId, params.id, query.runs === 'cancel');
      return { status: 200, body: { success: true } };
    }),
  ];
}

/** The same without members that are undefined. */
function defined<Value extends object>(value: Value): { [Key in keyof Value]: Exclude<Value[Key], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as never;
}
