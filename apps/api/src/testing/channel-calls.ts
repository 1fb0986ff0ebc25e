import { createHmac } from 'node:crypto';
import { newId } from '@perdura/database';
import { checkProblem } from './answer-check.ts';
import { type RawAnswer, send } from './http-client.ts';
import type { TestApi } from './test-api.ts';

export interface MadeChannel {
  id: string;
  name: string;
  secret: string;
}

export interface Accepted {
  messageId: string;
  runIds: string[];
  duplicate: boolean;
}

export interface Delivery {
  /** Id of the delivery; a new one unless told. */
  id?: string;
  /** When it was signed, in milliseconds since 1970. */
  at?: number;
  secret?: string;
  headers?: Record<string, string>;
}

/** Makes channels, and brings them messages as those outside do. */
export function channelCalls(held: () => TestApi) {
  async function made(body: object = {}): Promise<MadeChannel> {
    const answer = await held().call('POST', '/v1/channels', { body: { name: `c-${newId()}`, type: 'web', ...body } });
    if (answer.status !== 201) throw new Error(answer.text);
    return answer.json as MadeChannel;
  }

  /** A workflow that messages of a channel start; its id. */
  async function listening(channel: string, rest: object = {}, trigger: object = {}): Promise<string> {
    const body = { name: `on ${channel}`, trigger: { type: 'channel', channel, ...trigger }, ...rest };
    const answer = await held().call('POST', '/v1/workflows', { body });
    if (answer.status !== 201) throw new Error(answer.text);
    return (answer.json as { id: string }).id;
  }

  /** A request to where messages come in, without a credential of the platform. */
  async function post(channelId: string, body: Buffer, headers: Record<string, string> = {}): Promise<RawAnswer> {
    const path = `/v1/channels/${channelId}/messages`;
    const answer = await send(held().port, {
      ...{ method: 'POST', path, body, headers: { 'content-type': 'application/json', ...headers } },
    });
    if (answer.status >= 400) checkProblem(`POST ${path}`, answer);
    return answer;
  }

  /** A message, signed as Standard Webhooks has it. */
  async function deliver(channel: MadeChannel, message: object | string, delivery: Delivery = {}): Promise<RawAnswer> {
    const { secret = channel.secret, headers = {} } = delivery;
    const body = Buffer.from(typeof message === 'string' ? message : JSON.stringify(message));
    return await post(channel.id, body, { ...signatureOf(secret, body, delivery), ...headers });
  }

  return { made, listening, post, deliver };
}

export const HELLO = { conversation: 'c-1', from: { id: 'u-1', name: 'Ada' }, text: 'Hello' };

/** The headers of a delivery. */
export function signatureOf(secret: string, body: Buffer, { id = newId(), at = Date.now() }: Delivery = {}) {
  const time = String(Math.floor(at / 1_000));
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
  const mac = createHmac('sha256', key).update(`${id}.${time}.`).update(body).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': time, 'webhook-signature': `v1,${mac}` };
}
