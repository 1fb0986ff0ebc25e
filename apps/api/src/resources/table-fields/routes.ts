import { tableFieldRoutes } from '@perdura/contracts';
import { wireId } from '@perdura/definition';
import { notFound } from '../../api-error.ts';
import type { AppDependencies } from '../../app-dependencies.ts';
import { type BoundRoute, bind } from '../../route-binding.ts';
import { foundTable, newField, noTable } from '../tables/found-table.ts';
import { presentField } from '../tables/presenter.ts';

/** Fields of tables. */
export function tableFieldResource({ database }: AppDependencies): BoundRoute[] {
  const { tableFields } = database;
  const fieldOf = async (projectId: string, id: string) => {
    const row = await tableFields.get(projectId, id);
    if (row === null) throw notFound('FIELD_NOT_FOUND', wireId(id));
    return row;
  };
  return [
    bind(tableFieldRoutes.createField).to(async ({ actor, body, audit }) => {
      const row = await tableFields.create(actor.projectId, body.tableId, newField(body));
      if (row === null) throw noTable(body.tableId);
      audit({ target: row.id, after: presentField(row) });
      return { status: 200, body: presentField(row) };
    }),

    bind(tableFieldRoutes.listFields).to(async ({ actor, query }) => {
      const { id } = await foundTable(database, actor.projectId, query.tableId);
      return { status: 200, body: (await tableFields.list(actor.projectId, id)).map(presentField) };
    }),

    bind(tableFieldRoutes.getField).to(async ({ actor, params }) => {
      return { status: 200, body: presentField(await fieldOf(actor.projectId, params.id)) };
    }),

    bind(tableFieldRoutes.updateField).to(async ({ actor, params, body, audit }) => {
      const before = await fieldOf(actor.projectId, params.id);
      const row = await tableFields.rename(actor.projectId, params.id, body.name ?? before.name);
      if (row === null) throw notFound('FIELD_NOT_FOUND', wireId(params.id));
      audit(
        row.name === before.name ? null : { target: params.id, before: presentField(before), after: presentField(row) },
      );
      return { status: 200, body: presentField(row) };
    }),

    bind(tableFieldRoutes.deleteField).to(async ({ actor, params, audit }) => {
      const before = await fieldOf(actor.projectId, params.id);
      if (!(await tableFields.remove(actor.projectId, params.id))) throw notFound('FIELD_NOT_FOUND', wireId(params.id));
      audit({ target: params.id, before: presentField(before) });
      return { status: 204, body: undefined };
    }),
  ];
}
