import { dependent, dropdown, json, markdown, object } from '../define-piece.js';

/** @import { Action } from '../piece-context.ts' */

/** @type {Action} */
export const replyToMcpClient = {
  name: 'reply_to_mcp_client',
  displayName: 'Reply to MCP Client',
  description: 'Answers the MCP client that called the tool.',
  props: {
    note: markdown('Note', { description: 'The trigger has to wait for a response.' }),
    mode: dropdown('Mode', { Simple: 'simple', Advanced: 'advanced' }, { required: true, defaultValue: 'simple' }),
    response: dependent(
      'Response',
      'mode',
      {
        simple: { response: object('Response', { required: true }) },
        advanced: { response: json('Response', { required: true }) },
      },
      { required: true },
    ),
    respond: dropdown('Flow Execution', { Stop: 'stop', 'Respond and Continue': 'respond' }, { defaultValue: 'stop' }),
  },
  async run({ propsValue: { response, respond }, run }) {
    const answer = { status: 200, headers: {}, body: response };
    if (respond === 'respond') run.respond({ response: answer });
    else run.stop({ response: answer });
    return answer;
  },
};
