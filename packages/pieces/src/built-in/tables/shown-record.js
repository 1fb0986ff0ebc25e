/**
 * A record as flows know it: without its table and its project.
 *
 * @param {unknown} given a record, or an object that has one in `record`
 */
export function shownRecord(given) {
  const { id, created, updated, cells } = Object(Object(given).record ?? given);
  return { id, created, updated, cells: cells ?? {} };
}
