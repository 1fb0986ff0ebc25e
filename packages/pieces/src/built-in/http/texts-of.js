/**
 * The fields of an object as texts; those without a value are left out.
 *
 * @param {unknown} fields
 * @returns {Record<string, string>}
 */
export function textsOf(fields) {
  const given = Object.entries(Object(fields)).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(given.map(([name, value]) => [name, textOf(value)]));
}

/** @param {unknown} value */
function textOf(value) {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
