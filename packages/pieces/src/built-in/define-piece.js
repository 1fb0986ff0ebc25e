/**
 * The frame of the built-in pieces. It gives them the shape that `@activepieces/pieces-framework` gives to others, and
 * not that package itself: loading it takes a child process the better part of a second.
 *
 * @import { Action, Auth, BuiltInPiece, OptionsContext, Property, Trigger } from './piece-context.ts'
 */

const LOGOS = 'https://cdn.activepieces.com/pieces/new-core';

/**
 * @param {{
 *   name: string,
 *   version: string,
 *   displayName: string,
 *   description: string,
 *   logo: string,
 *   categories: string[],
 *   auth?: Auth,
 *   actions?: Action[],
 *   triggers?: Trigger[],
 * }} piece `name` without its scope; `logo`: name of a file
 * @returns {BuiltInPiece}
 */
export function definePiece({ name, version, logo, actions = [], triggers = [], ...others }) {
  const requireAuth = others.auth !== undefined;
  const actionsByName = byName(actions.map((action) => ({ requireAuth, ...action })));
  const triggersByName = byName(triggers.map((trigger) => ({ requireAuth, ...WITHOUT_HOOKS, ...trigger })));
  const own = { ...others, logoUrl: `${LOGOS}/${logo}`, authors: ['perdura'] };
  const contextInfo = { version: '2' };
  return {
    ...own,
    name: `@activepieces/piece-${name}`,
    version,
    metadata: () => ({ ...own, actions: actionsByName, triggers: triggersByName, contextInfo }),
    actions: () => actionsByName,
    triggers: () => triggersByName,
    getAction: (action) => actionsByName[action],
    getTrigger: (trigger) => triggersByName[trigger],
    getContextInfo: () => contextInfo,
  };
}

const WITHOUT_HOOKS = {
  testStrategy: 'TEST_FUNCTION',
  onEnable: async () => {},
  onDisable: async () => {},
};

/**
 * @template {{ name: string }} T
 * @param {T[]} entries
 * @returns {Record<string, T>}
 */
function byName(entries) {
  return Object.fromEntries(entries.map((entry) => [entry.name, entry]));
}

/**
 * A property of a type; not required unless it says so.
 *
 * @param {string} type
 * @returns {(displayName: string, fields?: Partial<Property>) => Property}
 */
function property(type) {
  return (displayName, fields) => ({ required: false, ...fields, displayName, type });
}

export const shortText = property('SHORT_TEXT');
export const longText = property('LONG_TEXT');
export const number = property('NUMBER');
export const checkbox = property('CHECKBOX');
export const json = property('JSON');
export const object = property('OBJECT');
export const array = property('ARRAY');
export const file = property('FILE');
export const markdown = property('MARKDOWN');
export const secretText = property('SECRET_TEXT');

/**
 * @param {string} displayName
 * @param {Record<string, unknown>} choices values by what is shown
 * @param {Partial<Property>} [fields]
 * @returns {Property}
 */
export function dropdown(displayName, choices, fields) {
  return property('STATIC_DROPDOWN')(displayName, { ...fields, options: optionsOf(choices) });
}

/**
 * @param {string} displayName
 * @param {Record<string, unknown>} choices
 * @param {Partial<Property>} [fields]
 * @returns {Property}
 */
export function multiDropdown(displayName, choices, fields) {
  return property('STATIC_MULTI_SELECT_DROPDOWN')(displayName, { ...fields, options: optionsOf(choices) });
}

/**
 * Fields that depend on the value of another property.
 *
 * @param {string} displayName
 * @param {string} refresher name of the other property
 * @param {Record<string, Record<string, Property>>} fieldsByValue no fields for values that are not named
 * @param {Partial<Property>} [fields]
 * @returns {Property}
 */
export function dependent(displayName, refresher, fieldsByValue, fields) {
  return property('DYNAMIC')(displayName, {
    ...fields,
    refreshers: [refresher],
    props: async (values) => fieldsByValue[String(values[refresher])] ?? {},
  });
}

/**
 * A dropdown whose options the piece tells when somebody looks.
 *
 * @param {string} displayName
 * @param {string[]} refreshers names of the properties by which the options change
 * @param {(values: Readonly<Record<string, unknown>>, context: OptionsContext) => Promise<{ label: string, value: unknown }[]>} list
 * @param {Partial<Property>} [fields]
 * @returns {Property}
 */
export function options(displayName, refreshers, list, fields) {
  return property('DROPDOWN')(displayName, {
    ...fields,
    refreshers,
    options: async (values, context) => ({ disabled: false, options: await list(values, context) }),
  });
}

/**
 * Fields that the piece tells when somebody looks.
 *
 * @param {string} displayName
 * @param {string[]} refreshers names of the properties by which they change
 * @param {NonNullable<Property['props']>} props
 * @param {Partial<Property>} [fields]
 * @returns {Property}
 */
export function dynamic(displayName, refreshers, props, fields) {
  return property('DYNAMIC')(displayName, { ...fields, refreshers, props });
}

/** @param {Record<string, unknown>} choices */
function optionsOf(choices) {
  return { options: Object.entries(choices).map(([label, value]) => ({ label, value })) };
}
