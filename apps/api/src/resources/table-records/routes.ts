import { isDeepStrictEqual } from 'node:util';
import { tableRecordRoutes } from '@perdura/contracts';
import { fieldFinder, type GivenCell, populatedRecord, type RecordFault, type RecordRow } from '@perdura/database';
import { type JsonValue, pointerOf, wireId } from '@perdura/definition';
import { notFound } from '../../api-error.ts';
import type { AppDependencies } from '../../app-dependencies.ts';
import { enginePageRequest, presentPage } from '../../engine/engine-pages.ts';
import { type BoundRoute, bind } from '../../route-binding.ts';
import { foundTable, noTable } from '../tables/found-table.ts';
import { written } from '../tables/record-faults.ts';

/** Records of tables. The audit log has under the table how many were written, and not their values: these are data. */
export function tableRecordResource({ database }: AppDependencies): BoundRoute[] {
  const { tableFields, tableRecords } = database;
  const present = async (projectId: string, row: RecordRow) =>
    populatedRecord(row, await tableFields.list(projectId, row.tableId));

  return [
    bind(tableRecordRoutes.createRecords).to(async ({ actor, body, locale, audit }) => {
      const records = body.records.map((cells) => cells.map(givenCell));
      const write = () => tableRecords.create(actor.projectId, body.tableId, records);
      const rows = await written(write, locale, (fault) => pointerOf('records', fault.record, ...placeOf(fault)));
      if (rows === null) throw noTable(body.tableId);
      audit(rows.length === 0 ? null : { target: body.tableId, after: { records: rows.length } });
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

    bind(tableRecordRoutes.updateRecord).to(async ({ actor, params, body, locale, audit }) => {
      const place = { id: params.id, tableId: body.tableId ?? null };
      const write = () => tableRecords.update(actor.projectId, place, (body.cells ?? []).map(givenCell));
      const changed = await written(write, locale, (fault) => pointerOf('cells', ...placeOf(fault)));
      if (changed === null) throw notFound('RECORD_NOT_FOUND', wireId(params.id));
      const { before, after } = changed;
      const told = { record: wireId(params.id), records: 1 };
      audit(isDeepStrictEqual(before.cells, after.cells) ? null : { target: after.tableId, after: told });
      return { status: 200, body: await present(actor.projectId, after) };
    }),

    bind(tableRecordRoutes.deleteRecords).to(async ({ actor, body, audit }) => {
      const { ids, tableId = null } = body;
      const [first = ''] = ids;
      const target = tableId ?? (await tableRecords.get(actor.projectId, first))?.tableId ?? first;
      const gone = await tableRecords.remove(actor.projectId, { ids, tableId });
      if (gone.length === 0 && ids.length > 0) throw notFound('RECORD_NOT_FOUND', first);
      audit(gone.length === 0 ? null : { target, before: { records: gone.length } });
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
