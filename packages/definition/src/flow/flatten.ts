/** The function of references that collects what stands at the same place in many things. */
export const FLATTEN = 'flattenNestedKeys';

/** Goes through lists, and along the keys through objects; what is not there gives nothing. */
const SOURCE = `function flatten(data, keys) {
  if (Array.isArray(data)) return data.flatMap((each) => flatten(each, keys));
  if (data === null || typeof data !== "object") return keys.length === 0 ? [data] : [];
  return keys.length > 0 && Object.hasOwn(data, keys[0]) ? flatten(data[keys[0]], keys.slice(1)) : [];
}`;

/** A source that may call the function. */
export function withFlatten(source: string): string {
  return `((${FLATTEN}) => (${source}))(${SOURCE})`;
}
