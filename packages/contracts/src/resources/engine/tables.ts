import { RECORD_CHANGES, TABLE_LIMITS } from '@perdura/definition';
import { z } from 'zod';
import { httpUrl, queryBoolean } from '../../fields.ts';
import { defineRoute } from '../../route.ts';
import { engineIdParams, givenId, givenList, givenProject, pathId } from './engine-fields.ts';
import { enginePage, enginePageQuery } from './engine-paging.ts';
import {
  exportedTable,
  externalId,
  newTableField,
  table,
  tableName,
  tableRoute,
  tableWebhook,
} from './table-documents.ts';

const createTable = defineRoute({
  ...tableRoute,
  method: 'post',
  path: '/v1/tables',
  operationId: 'createTable',
  summary: 'Make a table, with its fields',
  scope: 'write',
  audit: 'table.create',
  body: {
    schema: z
      .object({
        name: tableName,
        projectId: givenProject,
        externalId: externalId.optional(),
        fields: z.array(newTableField({})).max(TABLE_LIMITS.fields).optional(),
      })
      .meta({ id: 'NewTable', example: { name: 'Leads', fields: [{ name: 'Email', type: 'TEXT' }] } }),
    required: false,
  },
  responses: { 201: { description: 'The table', schema: table } },
  faults: ['NAME_TAKEN', 'TABLE_LIMIT'],
});

const listTables = defineRoute({
  ...tableRoute,
  method: 'get',
  path: '/v1/tables',
  operationId: 'listTables',
  summary: 'List the tables, newest first',
  scope: 'read',
  query: z.object({
    ...enginePageQuery,
    name: z.string().max(200).optional().meta({ description: 'Part of the name, whatever its case' }),
    externalIds: givenList('External ids, one of which it must have').optional(),
  }),
  responses: { 200: { description: 'Tables', schema: enginePage(table, 'TablePage') } },
});

const getTable = defineRoute({
  ...tableRoute,
  method: 'get',
  path: '/v1/tables/{id}',
  operationId: 'getTable',
  summary: 'Get a table',
  scope: 'read',
  params: engineIdParams,
  responses: { 200: { description: 'The table', schema: table } },
  notFound: 'TABLE_NOT_FOUND',
});

const updateTable = defineRoute({
  ...tableRoute,
  method: 'post',
  path: '/v1/tables/{id}',
  operationId: 'updateTable',
  summary: 'Give a table another name',
  scope: 'write',
  audit: 'table.update',
  params: engineIdParams,
  body: {
    schema: z.object({ name: tableName.optional() }).meta({ id: 'TableChange', example: { name: 'Prospects' } }),
    required: false,
  },
  responses: { 200: { description: 'The table', schema: table } },
  notFound: 'TABLE_NOT_FOUND',
  faults: ['NAME_TAKEN'],
});

const deleteTable = defineRoute({
  ...tableRoute,
  method: 'delete',
  path: '/v1/tables/{id}',
  operationId: 'deleteTable',
  summary: 'Delete a table with all that is in it; nobody is told of its records',
  scope: 'write',
  audit: 'table.delete',
  params: engineIdParams,
  responses: { 204: { description: 'It is gone', schema: z.undefined() } },
  notFound: 'TABLE_NOT_FOUND',
});

const clearTable = defineRoute({
  ...tableRoute,
  method: 'post',
  path: '/v1/tables/{id}/clear',
  operationId: 'clearTable',
  summary: 'Delete all records of a table',
  scope: 'write',
  audit: 'table.clear',
  params: engineIdParams,
  responses: { 204: { description: 'They are gone', schema: z.undefined() } },
  notFound: 'TABLE_NOT_FOUND',
});

/** It is made while it is sent, so that what a route answers has not this type. */
const streamedTable: z.ZodType = exportedTable;

const exportTable = defineRoute({
  ...tableRoute,
  method: 'get',
  path: '/v1/tables/{id}/export',
  operationId: 'exportTable',
  summary: 'Get a whole table as JSON',
  scope: 'read',
  params: engineIdParams,
  responses: {
    200: {
      description: 'Name, fields and rows, oldest first',
      schema: streamedTable,
      contentType: 'application/json',
    },
  },
  notFound: 'TABLE_NOT_FOUND',
});

const exportTableCsv = defineRoute({
  ...tableRoute,
  method: 'get',
  path: '/v1/tables/{id}/csv',
  operationId: 'exportTableCsv',
  summary: 'Download a whole table as CSV',
  description:
    'A row of names first. What spreadsheets would take for a formula gets an apostrophe before it, unless `formulas=true`.',
  scope: 'read',
  params: engineIdParams,
  query: z.object({ formulas: queryBoolean('Whether values that begin like formulas stay as they are').optional() }),
  responses: {
    200: {
      description: 'The table, oldest record first',
      schema: z.unknown(),
      contentType: 'text/csv',
      headers: { 'Content-Disposition': 'Always an attachment' },
    },
  },
  notFound: 'TABLE_NOT_FOUND',
});

const importTableCsv = defineRoute({
  ...tableRoute,
  method: 'post',
  path: '/v1/tables/{id}/csv',
  operationId: 'importTableCsv',
  summary: 'Add the rows of CSV as records: all of them or none',
  description:
    'The first row names the fields. Every value that a field does not take is told with its line and column.',
  scope: 'write',
  audit: 'table.import',
  params: engineIdParams,
  query: z.object({
    createFields: queryBoolean('Whether columns that are no field of the table become TEXT fields').optional(),
  }),
  body: {
    schema: z
      .object({ csv: z.string() })
      .meta({ id: 'TableCsv', example: { csv: 'Email,Score\nada@example.com,12\n' } }),
    required: false,
    text: { contentType: 'text/csv', field: 'csv' },
  },
  responses: {
    200: {
      description: 'What was added',
      schema: z
        .object({ records: z.int().min(0), fields: z.array(z.string()).meta({ description: 'Fields that were made' }) })
        .meta({ id: 'ImportedRecords' }),
    },
  },
  notFound: 'TABLE_NOT_FOUND',
  faults: ['TABLE_LIMIT'],
});

const createTableWebhook = defineRoute({
  ...tableRoute,
  method: 'post',
  path: '/v1/tables/{id}/webhooks',
  operationId: 'createTableWebhook',
  summary: 'Have a flow or an address told of changes of a table’s records',
  description:
    'With `flowId`, the trigger of that flow is called, as a request to its webhook would. Without, `webhookUrl` gets each change as an event, signed with the secret that the answer shows this once (Standard Webhooks).',
  scope: 'write',
  audit: 'table-webhook.create',
  params: engineIdParams,
  body: {
    schema: z
      .object({
        events: z.array(z.enum(RECORD_CHANGES)).min(1).max(RECORD_CHANGES.length),
        webhookUrl: httpUrl,
        flowId: givenId('The flow that is started').nullable().optional(),
      })
      .meta({
        id: 'NewTableWebhook',
        example: { events: ['RECORD_CREATED'], webhookUrl: 'https://example.com/records' },
      }),
    required: false,
  },
  responses: {
    200: {
      description: 'The webhook',
      schema: tableWebhook
        .extend({ secret: z.string().nullable().meta({ description: 'Shown this once; null for a flow' }) })
        .meta({ id: 'CreatedTableWebhook' }),
    },
  },
  notFound: 'TABLE_NOT_FOUND',
  faults: ['FLOW_NOT_FOUND', 'TABLE_LIMIT'],
});

const listTableWebhooks = defineRoute({
  ...tableRoute,
  method: 'get',
  path: '/v1/tables/{id}/webhooks',
  operationId: 'listTableWebhooks',
  summary: 'List who is told of changes of a table’s records',
  scope: 'read',
  params: engineIdParams,
  responses: { 200: { description: 'Webhooks, oldest first', schema: z.array(tableWebhook) } },
  notFound: 'TABLE_NOT_FOUND',
});

const deleteTableWebhook = defineRoute({
  ...tableRoute,
  method: 'delete',
  path: '/v1/tables/{id}/webhooks/{webhookId}',
  operationId: 'deleteTableWebhook',
  summary: 'Tell somebody no more of changes of a table’s records',
  scope: 'write',
  audit: 'table-webhook.delete',
  params: z.object({ id: pathId(), webhookId: pathId() }),
  responses: { 204: { description: 'It is gone', schema: z.undefined() } },
  notFound: 'TABLE_WEBHOOK_NOT_FOUND',
});

export const tableRoutes = {
  createTable,
  listTables,
  getTable,
  updateTable,
  deleteTable,
  clearTable,
  exportTable,
  exportTableCsv,
  importTableCsv,
  createTableWebhook,
  listTableWebhooks,
  deleteTableWebhook,
};
