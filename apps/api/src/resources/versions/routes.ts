import { versionRoutes } from '@perdura/contracts';
import { notFound } from '../../api-error.ts';
import type { AppDependencies } from '../../app-dependencies.ts';
import { pageFields, pageRequest } from '../../page-request.ts';
import { type BoundRoute, bind } from '../../route-binding.ts';
import { entityTag, presentWorkflow } from '../workflows/presenter.ts';
import { workflowContext } from '../workflows/saving.ts';
import { presentVersion } from './presenter.ts';
import { diffVersions, noteVersion, restoreVersion, shownVersion } from './service.ts';

/** Versions of a workflow; those of a deleted one stay readable, since runs refer to them. */
export function versionResource(deps: AppDependencies): BoundRoute[] {
  const { database } = deps;
  const context = workflowContext(deps);

  return [
    bind(versionRoutes.listVersions).to(async ({ actor, params, query }) => {
      const workflow = await database.workflows.get(actor.projectId, params.id, { deleted: true });
      if (workflow === null) throw notFound('WORKFLOW_NOT_FOUND', params.id);
      const page = await database.versions.list(actor.projectId, params.id, pageRequest(query));
      const numbers = page.items.map(({ version }) => version);
      const labels = await database.labels.ofVersions(actor.projectId, params.id, numbers);
      const versions = page.items.map((row) => presentVersion(row, labels.get(row.version) ?? []));
      return { status: 200, body: { versions, ...pageFields(page) } };
    }),

    // Before the route of one version, whose address would take it for a number.
    bind(versionRoutes.diffVersions).to(async (request) => {
      return { status: 200, body: await diffVersions(context, request, request.params.id, request.query) };
    }),

    bind(versionRoutes.getVersion).to(async ({ actor, params }) => {
      return { status: 200, body: await shownVersion(deps, actor.projectId, params.id, params.version) };
    }),

    bind(versionRoutes.updateVersion).to(async ({ actor, params, body, audit }) => {
      const { version } = params;
      const change = await noteVersion(deps, actor.projectId, params.id, { version, note: body.note });
      audit(change.before.note === body.note ? null : { target: params.id, ...change });
      return { status: 200, body: change.after };
    }),

    bind(versionRoutes.restoreVersion).to(async (request) => {
      const { params, body, headers } = request;
      const wanted = { version: params.version, note: body.note, ifMatch: headers['if-match'] };
      const after = await restoreVersion(context, request, params.id, wanted);
      return { status: 200, body: presentWorkflow(after), headers: { ETag: entityTag(after.workflow) } };
    }),
  ];
}
