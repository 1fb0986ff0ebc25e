import { TABLE_LIMITS } from '@perdura/definition';
import { z } from 'zod';
import { defineRoute } from '../../route.ts';
import { engineIdParams, givenId, givenProject, requiredId } from './engine-fields.ts';
import { enginePage, enginePageQuery } from './engine-paging.ts';
import { givenCell, givenConditions, tableRecord, tableRoute } from './table-documents.ts';

const cells = z.array(givenCell).max(TABLE_LIMITS.fields);
const tableId = givenId('Id of the table');

const createRecords = defineRoute({
  ...tableRoute,
  method: 'post',
  path: '/v1/records',
  operationId: 'createRecords',
  summary: 'Add records to a table: all of them or none',
  scope: 'write',
  audit: 'table-record.create',
  body: {
    schema: z
      .object({ tableId, projectId: givenProject, records: z.array(cells).max(TABLE_LIMITS.recordsAtOnce) })
      .meta({
        id: 'NewTableRecords',
        example: {
          tableId: '6F3vRY0G2Xq9Lk4Tn8Qwe',
          records: [[{ fieldId: '6F3vRY0G2Xq9Lk4Tn8Qwe', value: 'ada@example.com' }]],
        },
      }),
    required: false,
  },
  responses: {
    201: { description: 'The records, in the order in which they were given', schema: z.array(tableRecord) },
  },
  faults: ['TABLE_NOT_FOUND', 'TABLE_LIMIT'],
});

const listRecords = defineRoute({
  ...tableRoute,
  method: 'get',
  path: '/v1/records',
  operationId: 'listRecords',
  summary: 'List the records of a table, oldest first',
  scope: 'read',
  query: z.object({ ...enginePageQuery, tableId: requiredId('Id of the table'), filters: givenConditions }),
  responses: { 200: { description: 'Records', schema: enginePage(tableRecord, 'TableRecordPage') } },
  faults: ['TABLE_NOT_FOUND'],
});

const getRecord = defineRoute({
  ...tableRoute,
  method: 'get',
  path: '/v1/records/{id}',
  operationId: 'getRecord',
  summary: 'Get a record',
  scope: 'read',
  params: engineIdParams,
  responses: { 200: { description: 'The record', schema: tableRecord } },
  notFound: 'RECORD_NOT_FOUND',
});

const updateRecord = defineRoute({
  ...tableRoute,
  method: 'post',
  path: '/v1/records/{id}',
  operationId: 'updateRecord',
  summary: 'Change the fields of a record that are given',
  scope: 'write',
  audit: 'table-record.update',
  params: engineIdParams,
  body: {
    schema: z.object({ tableId: tableId.optional(), projectId: givenProject, cells: cells.optional() }).meta({
      id: 'TableRecordChange',
      example: { cells: [{ fieldId: '6F3vRY0G2Xq9Lk4Tn8Qwe', value: 'bo@example.com' }] },
    }),
    required: false,
  },
  responses: { 200: { description: 'The record', schema: tableRecord } },
  notFound: 'RECORD_NOT_FOUND',
});

const deleteRecords = defineRoute({
  ...tableRoute,
  method: 'delete',
  path: '/v1/records',
  operationId: 'deleteRecords',
  summary: 'Delete records, those of them that there are',
  scope: 'write',
  audit: 'table-record.delete',
  body: {
    schema: z
      .object({
        ids: z.array(givenId('Id of a record')).max(TABLE_LIMITS.recordsAtOnce),
        tableId: tableId.optional(),
        projectId: givenProject,
      })
      .meta({ id: 'TableRecordIds', example: { ids: ['6F3vRY0G2Xq9Lk4Tn8Qwe'] } }),
    required: false,
  },
  responses: { 204: { description: 'They are gone', schema: z.undefined() } },
  faults: ['RECORD_NOT_FOUND'],
});

export const tableRecordRoutes = { createRecords, listRecords, getRecord, updateRecord, deleteRecords };
