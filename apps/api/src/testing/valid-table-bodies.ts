/** Bodies that routes of tables must accept. */
import { newId } from '@perdura/database';
import fc from 'fast-check';
import { name, word } from './body-values.ts';
import type { WriteCase } from './write-case.ts';

const plainField = fc.constantFrom('TEXT', 'NUMBER', 'DATE').map((type) => ({ type, name: `f-${newId()}` }));
const dropdown = fc.array(word, { minLength: 1, maxLength: 4 }).map((options) => ({
  ...{ type: 'STATIC_DROPDOWN', name: `f-${newId()}` },
  data: { options: options.map((value) => ({ value })) },
}));
const field = fc.oneof(plainField, dropdown);
const value = fc.oneof(word, fc.integer(), fc.boolean(), fc.constant(null));
/** Of a table that nobody has: what tables take of it is for their own tests. */
const nowhere = fc.constant('6F3vRY0G2Xq9Lk4Tn8Qwe');
const cells = fc.array(fc.record({ fieldId: nowhere, value }), { minLength: 1, maxLength: 3 });

export const TABLE_CASES: WriteCase[] = [
  {
    operationId: 'createTable',
    path: () => '/v1/tables',
    body: fc.record(
      { name: name.map((part) => `${part} ${newId()}`), fields: fc.array(field, { maxLength: 2 }) },
      { requiredKeys: ['name'] },
    ),
    // A project has only so many.
    answers: [201, 409],
  },
  {
    operationId: 'updateTable',
    path: (to) => `/v1/tables/${to.tableId}`,
    body: fc.record({ name }, { requiredKeys: [] }),
    answers: [200, 409],
  },
  {
    operationId: 'importTableCsv',
    path: (to) => `/v1/tables/${to.tableId}/csv`,
    body: fc.record({ csv: fc.array(word, { maxLength: 3 }).map((rows) => `Name\n${rows.join('\n')}`) }),
    answers: [200],
  },
  {
    operationId: 'createTableWebhook',
    path: (to) => `/v1/tables/${to.tableId}/webhooks`,
    body: fc.record({
      events: fc.uniqueArray(fc.constantFrom('RECORD_CREATED', 'RECORD_UPDATED', 'RECORD_DELETED'), { minLength: 1 }),
      webhookUrl: word.map((host) => `https://${host}.example.com/`),
    }),
    answers: [200, 409],
  },
  {
    operationId: 'createField',
    path: () => '/v1/fields',
    body: fc.tuple(field, nowhere).map(([fields, tableId]) => ({ ...fields, tableId })),
    answers: [404],
  },
  {
    operationId: 'updateField',
    path: (to) => `/v1/fields/${to.fieldId}`,
    body: fc.record({ name: fc.constant('Name') }, { requiredKeys: [] }),
    answers: [200],
  },
  {
    operationId: 'createRecords',
    path: () => '/v1/records',
    body: fc.record({ tableId: nowhere, records: fc.array(cells, { maxLength: 3 }) }),
    answers: [404],
  },
  {
    operationId: 'updateRecord',
    path: (to) => `/v1/records/${to.recordId}`,
    body: fc.record({ cells }, { requiredKeys: [] }),
    // The table has no such field.
    answers: [200, 400],
  },
  {
    operationId: 'deleteRecords',
    path: () => '/v1/records',
    body: fc.record({ ids: fc.array(nowhere, { maxLength: 3 }) }),
    answers: [204, 404],
  },
];
