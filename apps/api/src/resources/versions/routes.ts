import { versionRoutes } from '@perdura/contracts';
import { notFound } from '../../api-error.ts';
import type { AppDependencies } from '../../app-dependencies.ts';
import { pageFields, pageRequest } from '../../page-request.ts';
import { type BoundRoute, bind } from '../../route-binding.ts';
import { presentVersion } from './presenter.ts';

/** Versions of a workflow; those of a deleted one stay readable, since runs refer to them. */
export function versionResource({ database }: AppDependencies): BoundRoute[] {
  return [
    bind(versionRoutes.listVersions).to(async ({ actor, params, query }) => {
      const workflow = await database.workflows.get(actor.projectId, params.id, { deleted: true });
      if (workflow === null) throw notFound('WORKFLOW_NOT_FOUND', params.id);
      const page = await database.versions.list(actor.projectId, params.id, pageRequest(query));
      return { status: 200, body: { versions: page.items.map(presentVersion), ...pageFields(page) } };
    }),

    bind(versionRoutes.getVersion).to(async ({ actor, params }) => {
      const row = await database.versions.get(actor.projectId, params.id, params.version);
      if (row === null) throw notFound('VERSION_NOT_FOUND', String(params.version));
      return { status: 200, body: presentVersion(row) };
    }),
  ];
}
