import { array, json, number } from '../define-piece.js';
import { filters, recordForm, recordForms, recordId, table } from './properties.js';
import { shownRecord } from './shown-record.js';

/** @import { Action } from '../piece-context.ts' */

/** Somebody who asks for all of them gets so many. */
const MOST_RECORDS = 10_000;

/** @type {Action} */
const createRecords = {
  name: 'tables-create-records',
  displayName: 'Create Record(s)',
  description: 'Adds one or more records to a table.',
  props: {
    table_id: table,
    values: recordForms,
    records: json('Records (Raw)', {
      description:
        'A list of objects with values by name of the field, such as [{"Name": "Ada"}]. It stands in for the form above.',
    }),
  },
  async run({ propsValue: { table_id: named, values, records }, tables }) {
    const given = records ?? Object(values).values;
    const rows = (Array.isArray(given) ? given : [given]).filter((row) => row !== undefined && row !== null);
    if (rows.length === 0) throw new Error('There are no records: fill in the form, or give them as JSON.');
    return shownAll(await tables.ask({ do: 'create', table: String(named), records: rows.map(filledIn) }));
  },
};

/** @type {Action} */
const deleteRecords = {
  name: 'tables-delete-record',
  displayName: 'Delete Record(s)',
  description: 'Deletes records of a table.',
  props: {
    table_id: table,
    records_ids: array('Records IDs', { required: true, description: 'Ids of the records.' }),
  },
  async run({ propsValue: { table_id: named, records_ids: ids }, tables }) {
    const all = (Array.isArray(ids) ? ids : [ids]).map(String);
    await tables.ask({ do: 'delete', table: String(named), ids: all });
    return { success: true };
  },
};

/** @type {Action} */
const updateRecord = {
  name: 'tables-update-record',
  displayName: 'Update Record',
  description: 'Changes fields of a record.',
  props: { table_id: table, record_id: recordId, values: recordForm },
  async run({ propsValue: { table_id: named, record_id: id, values }, tables }) {
    const question = { do: 'update', table: String(named), id: String(id), values: filledIn(values) };
    return shownRecord(await tables.ask(question));
  },
};

/** @type {Action} */
const getRecord = {
  name: 'tables-get-record',
  displayName: 'Get Record',
  description: 'Gets one record by its id.',
  props: { table_id: table, record_id: recordId },
  async run({ propsValue: { table_id: named, record_id: id }, tables }) {
    return shownRecord(await tables.ask({ do: 'get', table: String(named), id: String(id) }));
  },
};

/** @type {Action} */
const findRecords = {
  name: 'tables-find-records',
  displayName: 'Find Records',
  description: 'Finds the records of a table that match all filters.',
  props: {
    table_id: table,
    limit: number('Limit', { description: `At most so many records; ${MOST_RECORDS} unless told.` }),
    filters,
  },
  async run({ propsValue: { table_id: named, limit, filters: given }, tables }) {
    const list = Object(given).filters;
    const conditions = (Array.isArray(list) ? list : []).map(conditionOf);
    const most = Math.min(Math.max(Math.trunc(Number(limit ?? MOST_RECORDS)), 1), MOST_RECORDS);
    return shownAll(await tables.ask({ do: 'find', table: String(named), filters: conditions, limit: most }));
  },
};

/** @type {Action} */
const clearTable = {
  name: 'tables-clear-table',
  displayName: 'Clear Table',
  description: 'Deletes all records of a table.',
  props: { table_id: table },
  async run({ propsValue: { table_id: named }, tables }) {
    await tables.ask({ do: 'clear', table: String(named) });
    return { success: true };
  },
};

export const actions = [createRecords, deleteRecords, updateRecord, getRecord, findRecords, clearTable];

/** @param {unknown} records */
function shownAll(records) {
  return Array.isArray(records) ? records.map(shownRecord) : [];
}

/**
 * Forms send what nobody filled in as well.
 *
 * @param {unknown} values
 */
function filledIn(values) {
  const entries = Object.entries(Object(values));
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined && value !== null && value !== ''));
}

/** @param {unknown} given */
function conditionOf(given) {
  const { field, operator = 'eq', value } = Object(given);
  return { field: String(Object(field).id ?? field), operator, ...(value === undefined ? {} : { value }) };
}
