import { tableRecordRoutes } from '@perdura/contracts';
import { fieldFinder, type GivenCell, populatedRecord, type RecordFault, type RecordRow } from '@perdura/database';
import { type JsonValue, pointerOf, wireId } from '@perdura/definition';
import { notFound } from '../../api-error.ts';
import type { AppDependencies } from '../../app-dependencies.ts';
import { enginePageRequest, presentPage } from '../../engine/engine-pages.ts';
import { type BoundRoute, bind } from '../../route-binding.ts';
import { foundTable, noTable } from '../tables/found-table.ts';
import { written } from '../tables/record-faults.ts';

/** Records of tables. */
export function tableRecordResource({ database }: AppDependencies): BoundRoute[] {
  const { tableFields, tableRecords } = database;
  const present = async (projectId: string, row: RecordRow) =>
    populatedRecord(row, await tableFields.list(projectId, row.tableId));

  return [
    bind(tableRecordRoutes.createRecords).to(async ({ actor, body, locale }) => {
      const records = body.records.map((cells) => cells.map(givenCell));
      const write = () => tableRecords.create(actor.projectId, body.tableId, records);
      const rows = await written(write, locale, (fault) => pointerOf('records', fault.record, ...placeOf(fault)));
      if (rows === null) throw noTable(body.tableId);
      const fields = await tableFields.list(actor.projectId, body.tableId);
      return { status: 201, body: rows.map((row) => populatedRecord(row, fields)) };
    }),

    bind(tableRecordRoutes.listRecords).to(async ({ actor, query }) => {
      const { projectId, id } = await foundTable(database, actor.projectId, query.tableId);
      const fields = await tableFields.list(projectId, id);
      const find = fieldFinder(fields);
      const conditions = (query.filters ?? []).map(({ fieldId, operator, value }) => {
        return { field: find(fieldId), operator, value };
      });
      const page = await tableRecords.list(projectId, id, conditions, enginePageRequest(query));
      return { status: 200, body: presentPage(page, (row) => populatedRecord(row, fields)) };
    }),

    bind(tableRecordRoutes.getRecord).to(async ({ actor, params }) => {
      const row = await tableRecords.get(actor.projectId, params.id);
      if (row === null) throw notFound('RECORD_NOT_FOUND', wireId(params.id));
      return { status: 200, body: await present(actor.projectId, row) };
    }),

    bind(tableRecordRoutes.updateRecord).to(async ({ actor, params, body, locale }) => {
      const place = { id: params.id, tableId: body.tableId ?? null };
      const write = () => tableRecords.update(actor.projectId, place, (body.cells ?? []).map(givenCell));
      const changed = await written(write, locale, (fault) => pointerOf('cells', ...placeOf(fault)));
      if (changed === null) throw notFound('RECORD_NOT_FOUND', wireId(params.id));
      return { status: 200, body: await present(actor.projectId, changed.after) };
    }),

    bind(tableRecordRoutes.deleteRecords).to(async ({ actor, body }) => {
      const { ids, tableId = null } = body;
      const gone = await tableRecords.remove(actor.projectId, { ids, tableId });
      if (gone.length === 0 && ids.length > 0) throw notFound('RECORD_NOT_FOUND', ids[0] ?? '');
      return { status: 204, body: undefined };
    }),
  ];
}

function givenCell({ fieldId, value }: { fieldId: string; value: JsonValue }): GivenCell {
  return { field: fieldId, value };
}

function placeOf({ cell, key }: RecordFault): (string | number)[] {
  return cell === null ? [] : [cell, key === 'cellFieldUnknown' ? 'fieldId' : 'value'];
}
