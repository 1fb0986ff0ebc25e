/** Makes of a step's input the `propsValue` of a piece: defaults, types, nested fields, and what is wrong, by name. */
import { asConnection, authPropertyFor, shapeConnection } from './auth.js';
import { CallError } from './call-error.js';
import { convert, fault, isObject } from './property-values.js';

/**
 * @import { AuthProperty, ContextVersion, Piece, Properties, Property } from './piece.ts'
 * @import { FileSource } from './files.js'
 * @typedef {Record<string, unknown>} Values
 * @typedef {{ [name: string]: string | Faults | (Faults | null)[] }} Faults
 * @typedef {object} Parts
 * @property {Piece} piece
 * @property {{ props?: Properties, requireAuth?: boolean }} callee the action or trigger
 * @property {Values} input
 * @property {Values | undefined} settings `propertySettings`, whose schemas know what dynamic properties hold
 * @property {FileSource} sources
 * @property {ContextVersion} version
 */

const AUTH_TYPES = ['SECRET_TEXT', 'BASIC_AUTH', 'CUSTOM_AUTH', 'OAUTH2'];

/**
 * @param {Parts} parts
 * @returns {Promise<{ propsValue: Values; auth: unknown }>}
 * @throws {CallError} PIECE_INPUT_INVALID, which names each property
 */
export async function processInput({ piece, callee, input, settings, sources, version }) {
  const { auth: given, ...fields } = input;
  const properties = callee.props ?? {};
  const { values, faults } = await processFields(properties, withAuth(properties, fields, given), sources, settings);
  const signedIn = await processAuth(piece, callee, given, sources);
  const all = { ...(signedIn.faults === null ? {} : { auth: signedIn.faults }), ...faults };
  if (Object.keys(all).length > 0) throw new CallError('PIECE_INPUT_INVALID', describe(all));
  const auth = shapeConnection(signedIn.value, version);
  return { propsValue: auth === undefined ? values : { ...values, auth }, auth };
}

/**
 * The oldest pieces sign in by a property of each action, of whatever name.
 *
 * @param {Properties} properties
 * @param {Values} fields
 * @param {unknown} given
 * @returns {Values}
 */
export function withAuth(properties, fields, given) {
  const names = Object.keys(properties).filter((name) => AUTH_TYPES.includes(properties[name]?.type ?? ''));
  return { ...Object.fromEntries(names.map((name) => [name, given])), ...fields };
}

/**
 * @param {Piece} piece
 * @param {{ requireAuth?: boolean }} callee
 * @param {unknown} given
 * @param {FileSource} sources
 * @returns {Promise<{ value: unknown; faults: string | Faults | null }>}
 */
async function processAuth(piece, callee, given, sources) {
  if (given === undefined || given === null || given === '') {
    const needed = callee.requireAuth !== false && isRequired(piece.auth);
    return { value: undefined, faults: needed ? 'is required: name a connection' : null };
  }
  const property = authPropertyFor(piece, given);
  const value = asConnection(property, given);
  if (property?.props === undefined || !isObject(value) || !isObject(value.props)) return { value, faults: null };
  const { values, faults } = await processFields(property.props, value.props, sources, undefined);
  return { value: { ...value, props: values }, faults: Object.keys(faults).length > 0 ? faults : null };
}

/** @param {AuthProperty | AuthProperty[] | undefined} auth */
function isRequired(auth) {
  const ways = Array.isArray(auth) ? auth : auth ? [auth] : [];
  return ways.some((way) => way.required !== false);
}

/**
 * @param {Properties} properties
 * @param {Values} input
 * @param {FileSource} sources
 * @param {Values | undefined} settings
 * @returns {Promise<{ values: Values; faults: Faults }>}
 */
async function processFields(properties, input, sources, settings) {
  // What no property names is passed on as it is: pieces read such values.
  const values = { ...input };
  /** @type {Faults} */
  const faults = {};
  for (const [name, property] of Object.entries(properties)) {
    if (property.type === 'MARKDOWN') {
      delete values[name];
      continue;
    }
    const original = input[name] ?? defaultOf(property);
    const nested = nestedFields(property, settings?.[name]);
    const { value, faults: inner } = await processValue(property, nested, original, sources);
    if (value === undefined) delete values[name];
    else values[name] = value;
    const found = inner ?? fault(property, value, original);
    if (found !== null) faults[name] = found;
  }
  return { values, faults };
}

/** @param {Property} property */
function defaultOf(property) {
  if (property.defaultValue !== undefined && property.defaultValue !== null) return property.defaultValue;
  if (property.required !== true) return undefined;
  // Forms show these as unticked and empty, and send nothing.
  if (property.type === 'CHECKBOX') return false;
  return property.type === 'DYNAMIC' ? {} : undefined;
}

/**
 * The fields of an array's items, or those that a dynamic property had when the step was edited.
 *
 * @param {Property} property
 * @param {unknown} setting
 * @returns {Properties | null}
 */
function nestedFields(property, setting) {
  if (property.type === 'ARRAY' && property.properties !== undefined) return property.properties;
  if (property.type !== 'DYNAMIC' || !isObject(setting) || !isObject(setting.schema)) return null;
  return /** @type {Properties} */ (setting.schema);
}

/**
 * @param {Property} property
 * @param {Properties | null} nested
 * @param {unknown} original
 * @param {FileSource} sources
 * @returns {Promise<{ value: unknown; faults: Faults | (Faults | null)[] | null }>}
 */
async function processValue(property, nested, original, sources) {
  const rows = property.type === 'ARRAY' && nested !== null ? asRows(original) : original;
  const value = await convert(property, rows, sources);
  if (nested === null) return { value, faults: null };
  if (!Array.isArray(value)) {
    if (!isObject(value)) return { value, faults: null };
    const { values, faults } = await processFields(nested, value, sources, undefined);
    return { value: values, faults: Object.keys(faults).length > 0 ? faults : null };
  }
  const items = await Promise.all(
    value.map((item) => processFields(nested, isObject(item) ? item : {}, sources, undefined)),
  );
  const faults = items.map((item) => (Object.keys(item.faults).length > 0 ? item.faults : null));
  return { value: items.map(({ values }) => values), faults: faults.some(Boolean) ? faults : null };
}

/**
 * Rows may be written as lists by field: `{name: ['a', 'b'], size: 1}` are two rows of size 1.
 *
 * @param {unknown} value
 */
function asRows(value) {
  if (!isObject(value)) return value;
  const lengths = Object.values(value).map((field) => (Array.isArray(field) ? field.length : 1));
  return Array.from({ length: Math.max(0, ...lengths) }, (_, row) =>
    Object.fromEntries(Object.entries(value).map(([name, field]) => [name, Array.isArray(field) ? field[row] : field])),
  );
}

/** @param {Faults} faults */
function describe(faults) {
  const lines = Object.entries(faults).map(([name, found]) =>
    typeof found === 'string' ? `"${name}" ${found}` : `"${name}": ${JSON.stringify(found)}`,
  );
  return `The input does not fit: ${lines.join('; ')}.`;
}
