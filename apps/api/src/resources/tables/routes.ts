import { randomBytes } from 'node:crypto';
import { tableRoutes } from '@perdura/contracts';
import { TABLE_LIMITS, wireId } from '@perdura/definition';
import { notFound } from '../../api-error.ts';
import type { AppDependencies } from '../../app-dependencies.ts';
import { enginePageRequest, presentPage } from '../../engine/engine-pages.ts';
import { type BoundRoute, bind } from '../../route-binding.ts';
import { TextStream } from '../../streaming/text-stream.ts';
import { foundTable, newField, noTable } from './found-table.ts';
import { presentTable, presentWatch } from './presenter.ts';
import { csvOf, importCsv } from './table-csv.ts';
import { jsonOf } from './table-json.ts';

/** Tables, and what concerns all of their records at once. */
export function tableResource(deps: AppDependencies): BoundRoute[] {
  return [...tablesThemselves(deps), ...wholeTables(deps), ...webhooks(deps)];
}

function tablesThemselves({ database }: AppDependencies): BoundRoute[] {
  const { tables } = database;
  return [
    bind(tableRoutes.createTable).to(async ({ actor, body, audit }) => {
      const { name, externalId, fields = [] } = body;
      const given = { name, fields: fields.map(newField), ...(externalId === undefined ? {} : { externalId }) };
      const row = await tables.create(actor.projectId, given);
      audit({ target: row.id, after: presentTable(row) });
      return { status: 201, body: presentTable(row) };
    }),

    bind(tableRoutes.listTables).to(async ({ actor, query }) => {
      const { name, externalIds } = query;
      const filter = { ...(name === undefined ? {} : { name }), ...(externalIds === undefined ? {} : { externalIds }) };
      const page = await tables.list(actor.projectId, filter, enginePageRequest(query));
      return { status: 200, body: presentPage(page, presentTable) };
    }),

    bind(tableRoutes.getTable).to(async ({ actor, params }) => {
      return { status: 200, body: presentTable(await foundTable(database, actor.projectId, params.id)) };
    }),

    bind(tableRoutes.updateTable).to(async ({ actor, params, body, audit }) => {
      const before = await foundTable(database, actor.projectId, params.id);
      const row = await tables.rename(actor.projectId, params.id, body.name ?? before.name);
      if (row === null) throw noTable(params.id);
      audit(
        row.name === before.name ? null : { target: params.id, before: presentTable(before), after: presentTable(row) },
      );
      return { status: 200, body: presentTable(row) };
    }),

    bind(tableRoutes.deleteTable).to(async ({ actor, params, audit }) => {
      const before = await foundTable(database, actor.projectId, params.id);
      if (!(await tables.remove(actor.projectId, params.id))) throw noTable(params.id);
      audit({ target: params.id, before: presentTable(before) });
      return { status: 204, body: undefined };
    }),
  ];
}

function wholeTables({ database }: AppDependencies): BoundRoute[] {
  const { tableRecords } = database;
  return [
    bind(tableRoutes.clearTable).to(async ({ actor, params, signal, audit }) => {
      const { id, projectId } = await foundTable(database, actor.projectId, params.id);
      let records = 0;
      for (let gone = 1; gone > 0 && !signal.aborted; records += gone)
        gone = await tableRecords.clear(projectId, id, TABLE_LIMITS.recordsAtOnce);
      audit({ target: id, before: { records } });
      return { status: 204, body: undefined };
    }),

    bind(tableRoutes.exportTable).to(async ({ actor, params, signal, log }) => {
      const table = await foundTable(database, actor.projectId, params.id);
      const open = () => jsonOf(database, table, signal);
      return { status: 200, body: new TextStream({ contentType: 'application/json; charset=utf-8', open, log }) };
    }),

    bind(tableRoutes.exportTableCsv).to(async ({ actor, params, query, signal, log }) => {
      const table = await foundTable(database, actor.projectId, params.id);
      const open = () => csvOf(database, table, { formulas: query.formulas ?? false, signal });
      const name = `table-${wireId(table.id)}.csv`;
      const contentType = 'text/csv; charset=utf-8; header=present';
      return { status: 200, body: new TextStream({ contentType, name, open, log }) };
    }),

    bind(tableRoutes.importTableCsv).to(async ({ actor, params, query, body, locale, audit }) => {
      const table = await foundTable(database, actor.projectId, params.id);
      const given = { csv: body.csv, createFields: query.createFields ?? false, locale };
      const imported = await importCsv(database, table, given);
      audit({ target: params.id, after: imported });
      return { status: 200, body: imported };
    }),
  ];
}

function webhooks({ database }: AppDependencies): BoundRoute[] {
  const { tableWatches, flows } = database;
  return [
    bind(tableRoutes.createTableWebhook).to(async ({ actor, params, body, audit }) => {
      const { webhookUrl, flowId = null } = body;
      const events = [...new Set(body.events)];
      if (flowId !== null && (await flows.get(actor.projectId, flowId)) === null) {
        throw notFound('FLOW_NOT_FOUND', flowId);
      }
      const secret = flowId === null ? `whsec_${randomBytes(32).toString('base64')}` : null;
      const watcher = flowId === null ? { flowId, secret: secret ?? '' } : { flowId };
      const row = await tableWatches.create(actor.projectId, params.id, { events, webhookUrl, ...watcher });
      if (row === null) throw noTable(params.id);
      audit({ target: row.id, after: presentWatch(row) });
      return { status: 200, body: { ...presentWatch(row), secret } };
    }),

    bind(tableRoutes.listTableWebhooks).to(async ({ actor, params }) => {
      const { id, projectId } = await foundTable(database, actor.projectId, params.id);
      return { status: 200, body: (await tableWatches.list(projectId, id)).map(presentWatch) };
    }),

    bind(tableRoutes.deleteTableWebhook).to(async ({ actor, params, audit }) => {
      const before = await tableWatches.get(actor.projectId, params.id, params.webhookId);
      if (before === null || !(await tableWatches.remove(actor.projectId, params.id, params.webhookId))) {
        throw notFound('TABLE_WEBHOOK_NOT_FOUND', wireId(params.webhookId));
      }
      audit({ target: params.webhookId, before: presentWatch(before) });
      return { status: 204, body: undefined };
    }),
  ];
}
