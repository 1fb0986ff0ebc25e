import { labelRoutes, message } from '@perdura/contracts';
import { isVersionLabel } from '@perdura/definition';
import { notFound } from '../../api-error.ts';
import type { AppDependencies } from '../../app-dependencies.ts';
import { pageFields, pageRequest } from '../../page-request.ts';
import { type BoundRoute, bind } from '../../route-binding.ts';
import { presentLabel } from './presenter.ts';
import { putLabel, removeLabel } from './service.ts';

/** Labels of versions: list, point at a version, remove. */
export function labelResource(deps: AppDependencies): BoundRoute[] {
  const { database } = deps;

  return [
    bind(labelRoutes.listLabels).to(async ({ actor, params, query }) => {
      const workflow = await database.workflows.get(actor.projectId, params.id, { deleted: true });
      if (workflow === null) throw notFound('WORKFLOW_NOT_FOUND', params.id);
      const page = await database.labels.list(actor.projectId, params.id, pageRequest(query));
      return { status: 200, body: { labels: page.items.map(presentLabel), ...pageFields(page) } };
    }),

    bind(labelRoutes.putLabel).to(
      async ({ actor, params, body, audit }) => {
        const { row, before } = await putLabel(deps, actor, params.id, { label: params.label, version: body.version });
        const after = presentLabel(row);
        const isNew = before?.version !== row.version;
        audit(isNew ? { target: params.id, ...(before ? { before: presentLabel(before) } : {}), after } : null);
        return { status: 200, body: after };
      },
      {
        check: async ({ params, locale }) => {
          const label = String(params.label);
          if (isVersionLabel(label)) return [];
          const found = JSON.stringify(label.slice(0, 80));
          return [{ pointer: '/label', message: message(locale, 'badLabel', { found }) }];
        },
      },
    ),

    bind(labelRoutes.deleteLabel).to(async ({ actor, params, audit }) => {
      const gone = await removeLabel(deps, actor.projectId, params.id, params.label);
      audit({ target: params.id, before: presentLabel(gone) });
      return { status: 200, body: { success: true } };
    }),
  ];
}
