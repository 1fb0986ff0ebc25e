import { definePiece, json, longText } from '../define-piece.js';

/** @import { Action } from '../piece-context.ts' */

/** @type {Action} */
const convertJsonToText = {
  name: 'convertJsonToText',
  displayName: 'Convert JSON to Text',
  description: 'Writes a value as JSON.',
  props: { text_object: json('JSON', { required: true, defaultValue: {} }) },
  run: async ({ propsValue: { text_object: value } }) => JSON.stringify(value),
};

/** @type {Action} */
const convertTextToJson = {
  name: 'convertTextToJson',
  displayName: 'Convert Text to JSON',
  description: 'Reads a text that is JSON.',
  props: { text_object: longText('Text', { required: true, defaultValue: '' }) },
  async run({ propsValue: { text_object: text } }) {
    try {
      return JSON.parse(String(text));
    } catch (error) {
      throw new Error(`The text is no JSON: ${error instanceof Error ? error.message : error}`);
    }
  },
};

export const jsonPiece = definePiece({
  name: 'json',
  version: '0.1.4',
  displayName: 'JSON',
  description: 'Reads and writes JSON',
  logo: 'json.svg',
  categories: ['CORE'],
  actions: [convertJsonToText, convertTextToJson],
});
