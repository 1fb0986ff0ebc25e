import { array, dropdown, dynamic, markdown, number, options, shortText } from '../define-piece.js';

/** @import { Property, TableField, TablesContext } from '../piece-context.ts' */

/** What a filter compares by, as people read it. */
const OPERATORS = {
  Equals: 'eq',
  'Not Equals': 'neq',
  'Greater Than': 'gt',
  'Greater Than or Equal': 'gte',
  'Less Than': 'lt',
  'Less Than or Equal': 'lte',
  Contains: 'co',
  Exists: 'exists',
  'Does not exist': 'not_exists',
};

export const table = options(
  'Table Name',
  [],
  async (_values, { tables }) => {
    const found = await listTables(tables);
    return found.map(({ name, externalId }) => ({ label: name, value: externalId }));
  },
  { required: true },
);

export const recordId = shortText('Record ID', { required: true, description: 'The record that is meant.' });

/** A form with the fields of the table that was chosen. */
export const recordForm = dynamic(
  'Values',
  ['table_id'],
  async (values, { tables }) => formOf(await fieldsOf(tables, values.table_id)),
  { required: true, description: 'A field that is left empty stays as it is.' },
);

/** The same for several records. */
export const recordForms = dynamic(
  'Records',
  ['table_id'],
  async (values, { tables }) => {
    const properties = formOf(await fieldsOf(tables, values.table_id));
    return { values: array('Records', { required: true, properties }) };
  },
  { required: false, description: 'The records that are made.' },
);

export const filters = dynamic('Filters', ['table_id'], async (values, { tables }) => {
  const fields = await fieldsOf(tables, values.table_id);
  const choices = fields.map(({ name, externalId, type }) => [name, { id: externalId, type, name }]);
  return {
    filters: array('Filters', {
      properties: {
        field: dropdown('Field', Object.fromEntries(choices), { required: true }),
        operator: dropdown('Operator', OPERATORS, { required: true }),
        value: shortText('Value'),
      },
    }),
  };
});

/**
 * @param {TablesContext} tables
 * @returns {Promise<{ name: string, externalId: string }[]>}
 */
async function listTables(tables) {
  const found = await tables.ask({ do: 'list' });
  return Array.isArray(found) ? found.map(Object) : [];
}

/**
 * @param {TablesContext} tables
 * @param {unknown} chosen
 * @returns {Promise<TableField[]>}
 */
async function fieldsOf(tables, chosen) {
  if (typeof chosen !== 'string' || chosen === '') return [];
  const found = await tables.ask({ do: 'fields', table: chosen });
  return Array.isArray(found) ? found.map(Object) : [];
}

/**
 * @param {TableField[]} fields
 * @returns {Record<string, Property>}
 */
function formOf(fields) {
  if (fields.length === 0) return { markdown: markdown('No fields', { description: 'The table has no fields yet.' }) };
  return Object.fromEntries(fields.map((field) => [field.externalId, propertyOf(field)]));
}

/**
 * @param {TableField} field
 * @returns {Property}
 */
function propertyOf({ name, type, options: choices }) {
  if (type === 'NUMBER') return number(name, { description: 'Number' });
  if (type === 'STATIC_DROPDOWN') {
    return dropdown(name, Object.fromEntries(choices.map((choice) => [choice, choice])), {
      description: 'One of a list',
    });
  }
  return shortText(name, { description: type === 'DATE' ? 'Date or time, as ISO 8601' : 'Text' });
}
