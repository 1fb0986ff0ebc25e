/** How the values of properties become what pieces expect of each type; texts come from references and forms. */
import { shapeConnection } from './auth.js';
import { readFile } from './files.js';

/**
 * @import { Property } from './piece.ts'
 * @import { FileSource } from './files.js'
 * @typedef {(value: unknown, sources: FileSource) => unknown} Convert null and undefined are not given to it
 */

/** @type {Record<string, Convert>} */
const CONVERSIONS = {
  SHORT_TEXT: toText,
  LONG_TEXT: toText,
  SECRET_TEXT: (value) => toText(shapeConnection(value, null)),
  CUSTOM_AUTH: (value) => shapeConnection(value, null),
  COLOR: toText,
  NUMBER: (value) => (value === '' ? undefined : Number(value)),
  CHECKBOX: toBoolean,
  DATE_TIME: toTime,
  JSON: parsed,
  OBJECT: (value) => asObject(parsed(value)),
  DYNAMIC: (value) => asObject(parsed(value)),
  ARRAY: toList,
  MULTI_SELECT_DROPDOWN: toList,
  STATIC_MULTI_SELECT_DROPDOWN: toList,
  FILE: (value, sources) => (value === '' ? undefined : readFile(value, sources)),
};

/** @type {Record<string, { holds(value: unknown): boolean; expected: string }>} */
const CHECKS = {
  SHORT_TEXT: { holds: (value) => typeof value === 'string', expected: 'a text' },
  LONG_TEXT: { holds: (value) => typeof value === 'string', expected: 'a text' },
  NUMBER: { holds: (value) => typeof value === 'number' && !Number.isNaN(value), expected: 'a number' },
  CHECKBOX: { holds: (value) => typeof value === 'boolean', expected: 'true or false' },
  DATE_TIME: { holds: (value) => typeof value === 'string', expected: 'a time such as 2024-03-14T12:00:00.000Z' },
  ARRAY: { holds: Array.isArray, expected: 'a list' },
  MULTI_SELECT_DROPDOWN: { holds: Array.isArray, expected: 'a list' },
  STATIC_MULTI_SELECT_DROPDOWN: { holds: Array.isArray, expected: 'a list' },
  OBJECT: { holds: isObject, expected: 'an object' },
  DYNAMIC: { holds: isObject, expected: 'an object' },
  JSON: { holds: (value) => typeof value === 'object' && value !== null, expected: 'an object or a list, as JSON' },
  FILE: { holds: isObject, expected: "a file's address, or base64 with its media type" },
};

/**
 * @param {Property} property
 * @param {unknown} value
 * @param {FileSource} sources
 * @returns {Promise<unknown>} undefined where the value cannot be read as its type
 */
export async function convert(property, value, sources) {
  if (value === undefined || value === null) return value;
  return (CONVERSIONS[property.type] ?? identity)(value, sources);
}

/**
 * What is wrong with a value, or null.
 *
 * @param {Property} property
 * @param {unknown} value converted
 * @param {unknown} original as the step has it
 * @returns {string | null}
 */
export function fault(property, value, original) {
  if (value === undefined || value === null) {
    if (original !== undefined && original !== null && original !== '') return unreadable(property, original);
    return property.required === true ? 'is required' : null;
  }
  return CHECKS[property.type]?.holds(value) === false ? unreadable(property, original) : null;
}

/**
 * @param {unknown} value
 * @returns {value is Record<string, unknown>}
 */
export function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * @param {Property} property
 * @param {unknown} original
 */
function unreadable(property, original) {
  const shown = typeof original === 'string' ? original : (JSON.stringify(original) ?? String(original));
  return `expected ${CHECKS[property.type]?.expected ?? 'another value'}, received: ${shown.slice(0, 200)}`;
}

/** @param {unknown} value */
function identity(value) {
  return value;
}

/** @param {unknown} value */
function toText(value) {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** @param {unknown} value */
function toBoolean(value) {
  if (typeof value !== 'string') return value;
  const text = value.trim().toLowerCase();
  if (text === 'true') return true;
  if (text === 'false') return false;
  return text === '' ? undefined : value;
}

/** A time without a zone is UTC. @param {unknown} value */
function toTime(value) {
  const text = typeof value === 'string' ? value.trim() : value;
  const bare = typeof text === 'string' && /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?)?$/.test(text);
  const time = new Date(
    bare ? `${text.replace(' ', 'T')}${text.length > 10 ? 'Z' : ''}` : /** @type {string} */ (text),
  );
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString();
}

/** @param {unknown} value */
function parsed(value) {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}

/** @param {unknown} value */
function asObject(value) {
  return isObject(value) ? value : undefined;
}

/** One item may stand without its list. @param {unknown} value */
function toList(value) {
  if (Array.isArray(value)) return value;
  if (value === '') return undefined;
  const list = typeof value === 'string' && value.trimStart().startsWith('[') ? parsed(value) : value;
  return Array.isArray(list) ? list : [list ?? value];
}
