import { table } from './properties.js';
import { shownRecord } from './shown-record.js';

/** @import { Trigger, TriggerContext } from '../piece-context.ts' */

/** Under this key the flow keeps the id of its watch. */
const WATCH = 'webhookId';
const SAMPLES = 5;

export const triggers = [
  trigger('newRecord', 'New Record Created', 'Starts when a record is made in the table.', 'RECORD_CREATED'),
  trigger('updatedRecord', 'Record Updated', 'Starts when a record of the table is changed.', 'RECORD_UPDATED'),
  trigger('deletedRecord', 'Record Deleted', 'Starts when a record of the table is deleted.', 'RECORD_DELETED'),
];

/**
 * @param {string} name
 * @param {string} displayName
 * @param {string} description
 * @param {string} event
 * @returns {Trigger}
 */
function trigger(name, displayName, description, event) {
  return {
    ...{ name, displayName, description, type: 'WEBHOOK', props: { table_id: table }, sampleData: {} },
    async onEnable({ propsValue, tables, store, webhookUrl }) {
      await unwatch({ tables, store });
      const watch = await tables.ask({ do: 'watch', table: tableOf(propsValue), events: [event], webhookUrl });
      await store.put(WATCH, Object(watch).id);
    },
    onDisable: unwatch,
    async run({ payload }) {
      return [shownRecord(Object(payload).body)];
    },
    async test({ propsValue, tables }) {
      const records = await tables.ask({ do: 'find', table: tableOf(propsValue), filters: [], limit: SAMPLES });
      return Array.isArray(records) ? records.map(shownRecord) : [];
    },
  };
}

/**
 * Ends the watch that is kept, whatever table it is of.
 *
 * @param {Pick<TriggerContext, 'tables' | 'store'>} context
 */
async function unwatch({ tables, store }) {
  const id = await store.get(WATCH);
  if (typeof id !== 'string') return;
  await tables.ask({ do: 'unwatch', id });
  await store.delete(WATCH);
}

/** @param {TriggerContext['propsValue']} values */
function tableOf({ table_id: named }) {
  return String(named);
}
