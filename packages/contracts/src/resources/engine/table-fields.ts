import { z } from 'zod';
import { defineRoute } from '../../route.ts';
import { engineIdParams, givenId, givenProject, requiredId } from './engine-fields.ts';
import { newTableField, tableField, tableName, tableRoute } from './table-documents.ts';

const createField = defineRoute({
  ...tableRoute,
  method: 'post',
  path: '/v1/fields',
  operationId: 'createField',
  summary: 'Add a field to a table',
  scope: 'write',
  audit: 'table-field.create',
  body: {
    schema: newTableField({ tableId: givenId('Id of the table'), projectId: givenProject }).meta({
      id: 'NewTableField',
      example: { tableId: '6F3vRY0G2Xq9Lk4Tn8Qwe', name: 'Score', type: 'NUMBER' },
    }),
    required: false,
  },
  responses: { 200: { description: 'The field', schema: tableField } },
  faults: ['TABLE_NOT_FOUND', 'NAME_TAKEN', 'TABLE_LIMIT'],
});

const listFields = defineRoute({
  ...tableRoute,
  method: 'get',
  path: '/v1/fields',
  operationId: 'listFields',
  summary: 'List the fields of a table, in their order',
  scope: 'read',
  query: z.object({ tableId: requiredId('Id of the table'), projectId: givenProject }),
  responses: { 200: { description: 'All of its fields', schema: z.array(tableField) } },
  faults: ['TABLE_NOT_FOUND'],
});

const getField = defineRoute({
  ...tableRoute,
  method: 'get',
  path: '/v1/fields/{id}',
  operationId: 'getField',
  summary: 'Get a field of a table',
  scope: 'read',
  params: engineIdParams,
  responses: { 200: { description: 'The field', schema: tableField } },
  notFound: 'FIELD_NOT_FOUND',
});

const updateField = defineRoute({
  ...tableRoute,
  method: 'post',
  path: '/v1/fields/{id}',
  operationId: 'updateField',
  summary: 'Give a field another name',
  scope: 'write',
  audit: 'table-field.update',
  params: engineIdParams,
  body: {
    schema: z.object({ name: tableName.optional() }).meta({ id: 'TableFieldChange', example: { name: 'Points' } }),
    required: false,
  },
  responses: { 200: { description: 'The field', schema: tableField } },
  notFound: 'FIELD_NOT_FOUND',
  faults: ['NAME_TAKEN'],
});

const deleteField = defineRoute({
  ...tableRoute,
  method: 'delete',
  path: '/v1/fields/{id}',
  operationId: 'deleteField',
  summary: 'Delete a field, with what records hold in it',
  scope: 'write',
  audit: 'table-field.delete',
  params: engineIdParams,
  responses: { 204: { description: 'It is gone', schema: z.undefined() } },
  notFound: 'FIELD_NOT_FOUND',
});

export const tableFieldRoutes = { createField, listFields, getField, updateField, deleteField };
