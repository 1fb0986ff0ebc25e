import { folderRoutes } from '@perdura/contracts';
import { wireId } from '@perdura/definition';
import { notFound } from '../../api-error.ts';
import type { AppDependencies } from '../../app-dependencies.ts';
import { enginePageRequest, presentPage } from '../../engine/engine-pages.ts';
import { type BoundRoute, bind } from '../../route-binding.ts';
import { presentFolder } from './presenter.ts';

/** Folders of flows. */
export function folderResource({ database: { folders } }: AppDependencies): BoundRoute[] {
  const folderOf = async (projectId: string, id: string) => {
    const row = await folders.get(projectId, id);
    if (row === null) throw notFound('FOLDER_NOT_FOUND', wireId(id));
    return row;
  };

  return [
    bind(folderRoutes.createFolder).to(async ({ actor, body, audit }) => {
      const row = await folders.put(actor.projectId, body.displayName);
      audit({ target: row.id, after: presentFolder(row) });
      return { status: 200, body: presentFolder(row) };
    }),

    bind(folderRoutes.listFolders).to(async ({ actor, query }) => {
      return {
        status: 200,
        body: presentPage(await folders.list(actor.projectId, enginePageRequest(query)), presentFolder),
      };
    }),

    bind(folderRoutes.getFolder).to(async ({ actor, params }) => {
      return { status: 200, body: presentFolder(await folderOf(actor.projectId, params.id)) };
    }),

    bind(folderRoutes.updateFolder).to(async ({ actor, params, body, audit }) => {
      const before = await folderOf(actor.projectId, params.id);
      const { displayName, displayOrder } = body;
      const change = {
        ...(displayName === undefined ? {} : { displayName }),
        ...(displayOrder === undefined ? {} : { displayOrder }),
      };
      const row = await folders.update(actor.projectId, params.id, change);
      if (row === null) throw notFound('FOLDER_NOT_FOUND', wireId(params.id));
      audit({ target: params.id, before: presentFolder(before), after: presentFolder(row) });
      return { status: 200, body: presentFolder(row) };
    }),

    bind(folderRoutes.deleteFolder).to(async ({ actor, params, audit }) => {
      const before = await folderOf(actor.projectId, params.id);
      if (!(await folders.remove(actor.projectId, params.id))) throw notFound('FOLDER_NOT_FOUND', wireId(params.id));
      audit({ target: params.id, before: presentFolder(before) });
      return { status: 204, body: undefined };
    }),
  ];
}
