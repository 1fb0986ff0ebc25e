import { dependent, dropdown, json, longText, number, object } from '../define-piece.js';
import { textsOf } from './texts-of.js';

/** @import { Action } from '../piece-context.ts' */

/** @type {Action} */
export const returnResponse = {
  name: 'return_response',
  displayName: 'Return Response',
  description: 'Answers whoever waits for this run, and ends it.',
  props: {
    status: number('Status', { defaultValue: 200 }),
    headers: object('Headers'),
    body_type: dropdown('Body Type', { JSON: 'json', Raw: 'raw' }, { defaultValue: 'json' }),
    body: dependent(
      'Response',
      'body_type',
      {
        json: { data: json('JSON Body', { required: true }) },
        raw: { data: longText('Raw Body', { required: true }) },
      },
      { required: true },
    ),
  },
  async run({ propsValue: { status, headers, body, body_type }, run }) {
    const { data } = Object(body);
    const isText = body_type === 'json' && typeof data === 'string';
    const response = {
      status: typeof status === 'number' ? status : 200,
      headers: textsOf(headers),
      body: isText ? JSON.parse(data) : data,
    };
    run.stop({ response });
    return response;
  },
};
