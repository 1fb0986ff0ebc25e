import { array, checkbox, dropdown, longText, shortText } from '../define-piece.js';

/** @import { Trigger, TriggerContext } from '../piece-context.ts' */

/** An example of each type that a parameter may have. @type {Record<string, unknown>} */
const EXAMPLES = {
  Text: 'sample text',
  Number: 0,
  Boolean: false,
  Date: '2025-01-01T00:00:00.000Z',
  Array: [],
  Object: {},
};

/** @type {Trigger} */
export const mcpTool = {
  name: 'mcp_tool',
  displayName: 'MCP Tool',
  description: 'Makes the flow a tool that MCP clients can call.',
  type: 'WEBHOOK',
  props: {
    toolName: shortText('Name', { required: true, description: 'By which clients call the tool.' }),
    toolDescription: longText('Description', {
      required: true,
      description: 'What the tool does, and when to use it.',
    }),
    inputSchema: array('Parameters', {
      description: 'What the tool takes.',
      properties: {
        name: shortText('Name', { required: true }),
        description: longText('Description'),
        type: dropdown('Type', Object.fromEntries(Object.keys(EXAMPLES).map((type) => [type, type])), {
          required: true,
          defaultValue: 'Text',
        }),
        required: checkbox('Required', { required: true, defaultValue: true }),
      },
    }),
    returnsResponse: checkbox('Wait for Response', {
      required: true,
      defaultValue: false,
      description: 'The client waits until the flow replies to it.',
    }),
  },
  sampleData: null,
  async run(context) {
    const payload = payloadOf(context.payload);
    const missing = parametersOf(context)
      .filter(({ name, required }) => required === true && (payload[name] ?? null) === null)
      .map(({ name }) => name);
    if (missing.length > 0) throw new Error(`Missing required parameters: ${missing.join(', ')}`);
    return [payload];
  },
  async test(context) {
    const example = parametersOf(context).map(({ name, type }) => [name, EXAMPLES[type] ?? `sample ${name}`]);
    return [Object.fromEntries(example)];
  },
};

/**
 * @param {TriggerContext} context
 * @returns {{ name: string, type: string, required: unknown }[]}
 */
function parametersOf({ propsValue: { inputSchema } }) {
  const parameters = Array.isArray(inputSchema) ? inputSchema.map(Object) : [];
  return parameters.filter(({ name }) => typeof name === 'string' && name !== '');
}

/**
 * The body of a request; what comes otherwise, as it is.
 *
 * @param {unknown} payload
 * @returns {Record<string, unknown>}
 */
function payloadOf(payload) {
  const { body, headers, queryParams } = Object(payload);
  const isRequest = [body, headers, queryParams].every((part) => typeof part === 'object' && part !== null);
  return Object(isRequest && !Array.isArray(body) ? body : payload);
}
