import { array, checkbox, definePiece, longText, shortText } from '../define-piece.js';

/** @import { Action } from '../piece-context.ts' */

const text = shortText('Text', { required: true });
const expression = shortText('Expression', { required: true, description: 'A text, or a regular expression.' });
const ignoreCase = checkbox('Ignore Case', { defaultValue: false });

/** @type {Action} */
const concat = {
  name: 'concat',
  displayName: 'Concatenate',
  description: 'Joins texts.',
  props: {
    texts: array('Texts', { required: true }),
    separator: shortText('Separator', { description: 'Stands between them.' }),
  },
  run: async ({ propsValue: { texts, separator } }) =>
    (Array.isArray(texts) ? texts : []).join(String(separator ?? '')),
};

/** @type {Action} */
const replace = {
  name: 'replace',
  displayName: 'Replace',
  description: 'Puts another text in place of what is found.',
  props: {
    text,
    searchValue: shortText('Search Value', { required: true, description: 'A text, or a regular expression.' }),
    replaceValue: shortText('Replace Value', { description: 'What is found is deleted when this is empty.' }),
    replaceOnlyFirst: checkbox('Replace Only First Match'),
  },
  async run({ propsValue: { text: searched, searchValue, replaceValue, replaceOnlyFirst } }) {
    const pattern = regularExpression(searchValue, replaceOnlyFirst === true ? '' : 'g');
    return String(searched).replace(pattern, String(replaceValue ?? ''));
  },
};

/** @type {Action} */
const split = {
  name: 'split',
  displayName: 'Split',
  description: 'Cuts a text into parts.',
  props: { text, delimiter: shortText('Delimiter', { required: true }) },
  run: async ({ propsValue: { text: whole, delimiter } }) => String(whole).split(String(delimiter)),
};

/** @type {Action} */
const find = {
  name: 'find',
  displayName: 'Find',
  description: 'The first match with its groups, or null.',
  props: { text, expression, ignoreCase },
  async run({ propsValue }) {
    return String(propsValue.text).match(
      regularExpression(propsValue.expression, propsValue.ignoreCase === true ? 'i' : ''),
    );
  },
};

/** @type {Action} */
const findAll = {
  name: 'find_all',
  displayName: 'Find All',
  description: 'All matches.',
  props: { text, expression, ignoreCase },
  async run({ propsValue }) {
    const flags = propsValue.ignoreCase === true ? 'gi' : 'g';
    return String(propsValue.text).match(regularExpression(propsValue.expression, flags)) ?? [];
  },
};

/** @type {Action} */
const stripHtml = {
  name: 'stripHtml',
  displayName: 'Remove HTML Tags',
  description: 'Leaves the text of a piece of HTML.',
  props: { html: longText('HTML content', { required: true }) },
  async run({ propsValue: { html } }) {
    const withoutCode = String(html).replaceAll(/<(script|style)\b[^>]*>[\s\S]*?<\/\1\s*>/gi, '');
    return withoutCode.replaceAll(/<!--[\s\S]*?-->|<\/?[a-z][^>]*>/gi, '').trim();
  },
};

/** @type {Action} */
const slugify = {
  name: 'slugify',
  displayName: 'Slugify',
  description: 'Makes a text fit for an address.',
  props: { text },
  async run({ propsValue: { text: written } }) {
    const plain = String(written)
      .normalize('NFKD')
      .replaceAll(/\p{Diacritic}/gu, '');
    return plain.replaceAll(/[^\p{L}\p{N}.~_-]+/gu, '-').replaceAll(/^-+|-+$/g, '');
  },
};

/** @type {Action} */
const defaultValue = {
  name: 'defaultValue',
  displayName: 'Use Default Value if Input is Empty',
  description: 'Gives a value, or another one where it is empty.',
  props: {
    value: shortText('Enter value'),
    defaultString: shortText('Default Value', { required: true }),
  },
  async run({ propsValue: { value, defaultString } }) {
    const isEmpty =
      value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);
    return isEmpty ? defaultString : value;
  },
};

export const textHelper = definePiece({
  name: 'text-helper',
  version: '0.6.6',
  displayName: 'Text Helper',
  description: 'Joins, cuts, searches and changes texts',
  logo: 'text-helper.svg',
  categories: ['CORE'],
  actions: [concat, replace, split, find, findAll, slugify, stripHtml, defaultValue],
});

/**
 * @param {unknown} pattern
 * @param {string} flags
 */
function regularExpression(pattern, flags) {
  try {
    return new RegExp(String(pattern), flags);
  } catch {
    throw new Error(`Invalid regular expression: ${pattern}`);
  }
}
