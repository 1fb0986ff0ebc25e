import { type RawAnswer, type RawRequest, send } from './http-client.ts';
import type { TestApi } from './test-api.ts';

export interface FlowDocument {
  id: string;
  publishedVersionId: string | null;
  version: { id: string };
}

/** A trigger that takes requests, with what it is set to. */
export function catchWebhook(input: object = {}, nextAction?: object): object {
  const settings = {
    ...{ pieceName: '@activepieces/piece-webhook', pieceVersion: '0.1.29', triggerName: 'catch_webhook' },
    ...{ input, propertySettings: {} },
  };
  const named = { type: 'PIECE_TRIGGER', name: 'trigger', displayName: 'Catch Webhook', valid: true, settings };
  return nextAction === undefined ? named : { ...named, nextAction };
}

/** A step of code. */
export function codeStep(name: string, code: string, rest: object = {}): object {
  const settings = { sourceCode: { code, packageJson: '{}' }, input: {}, errorHandlingOptions: {} };
  return { type: 'CODE', name, displayName: `Step ${name}`, valid: true, skip: false, settings, ...rest };
}

/** Makes flows and calls them. */
export function flowCalls(held: () => TestApi) {
  async function post<Answer>(path: string, body: object): Promise<Answer> {
    const answer = await held().call('POST', path, { body });
    if (answer.status >= 300) throw new Error(`${path}: ${answer.text}`);
    return answer.json as Answer;
  }

  function operate(id: string, type: string, request: object): Promise<FlowDocument> {
    return post<FlowDocument>(`/v1/flows/${id}`, { type, request });
  }

  /** A flow that was never published. */
  async function drafted(trigger: object = catchWebhook({}, codeStep('step_1', 'export const code = () => 1'))) {
    const { id } = await post<FlowDocument>('/v1/flows', { displayName: 'Orders', projectId: held().projectId });
    return await operate(id, 'IMPORT_FLOW', { displayName: 'Orders', trigger, schemaVersion: '1' });
  }

  async function published(trigger?: object): Promise<FlowDocument> {
    const { id } = await drafted(trigger);
    return await operate(id, 'LOCK_AND_PUBLISH', {});
  }

  /** A request without a credential of the platform; `path` is below `/v1/webhooks/`. */
  async function request(path: string, { method = 'POST', ...rest }: Partial<RawRequest> = {}): Promise<RawAnswer> {
    return await send(held().port, { method, path: `/v1/webhooks/${path}`, ...rest });
  }

  /** The id of a run of a flow's newest version. */
  async function run(flowId: string, body: object = {}): Promise<string> {
    const { headers, text } = await request(`${flowId}/draft`, { body });
    if (headers['x-run-id'] === undefined) throw new Error(text);
    return headers['x-run-id'];
  }

  return { drafted, published, operate, request, run };
}
