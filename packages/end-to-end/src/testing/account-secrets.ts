import { randomBytes } from 'node:crypto';
import { eventually } from '@perdura/testkit';
import { linksOf } from './mails.ts';
import type { SmtpPeer } from './smtp-peer.ts';
import type { Stack } from './stack.ts';

/** Where the token of a server stands for all to see who may call its tools. */
export const SHOWS_MCP_TOKEN = '/v1/mcp-servers';

const TOKEN = /[\w-]{43}$/;

/**
 * Everything that people, assistants and senders of messages prove themselves by, each of it used once: an invitation and
 * a reset by mail, passwords, a session, the token of an MCP server, the secret of a channel.
 */
export async function usedSecrets(stack: Stack, mail: SmtpPeer): Promise<Record<string, string>> {
  const email = 'guest@example.com';
  const [first, second] = ['first', 'second'].map((name) => `canary-${name}-${randomBytes(12).toString('hex')}`);
  const channel = `canary-channel-${randomBytes(12).toString('hex')}`;
  const post = async (path: string, body: object, headers: Record<string, string> = {}, key?: null) => {
    const answer = await stack.call<Record<string, string>>('POST', path, {
      ...{ body, headers },
      ...(key === null ? { key } : {}),
    });
    if (answer.status >= 300) throw new Error(`${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  const mailed = async (page: string): Promise<string> => {
    const links = () => mail.mails.filter(({ to }) => to === email).flatMap(linksOf);
    const find = () => links().find((link) => link.includes(page));
    await eventually(() => find() !== undefined, { what: `a mail with ${page}`, timeoutMs: 60_000 });
    return TOKEN.exec(find() ?? '')?.[0] ?? '';
  };
  await post('/v1/user-invitations', { type: 'PROJECT', email, projectRole: 'viewer' });
  const invitation = await mailed('/accept-invitation');
  await post('/v1/user-invitations/accept', { invitationToken: invitation, password: first }, {}, null);
  await post('/v1/auth/password-reset', { email }, {}, null);
  const reset = await mailed('/reset-password');
  await post('/v1/auth/password-reset/confirm', { token: reset, password: second }, {}, null);
  const { token: session = '' } = await post('/v1/auth/sign-in', { email, password: second }, {}, null);
  await stack.call('GET', '/v1/me', { key: null, headers: { 'x-access-token': session } });
  const { token: mcp = '', externalId } = await post('/v1/mcp-servers', { name: 'Assistants' });
  const accept = 'application/json, text/event-stream';
  const list = { jsonrpc: '2.0', id: 1, method: 'tools/list' };
  await post(`/v1/mcp/${externalId}`, list, { accept, authorization: `Bearer ${mcp}` }, null);
  const settings = { provider: 'telegram' };
  const made = await post('/v1/channels', { name: 'bot', type: 'telegram', settings, secret: channel });
  const message = { message: { message_id: 1, chat: { id: 1 }, from: { id: 1 }, text: 'Hello' } };
  const proof = { 'x-telegram-bot-api-secret-token': channel };
  await post(`/v1/channels/${made.id}/messages`, message, proof, null);
  return { first: first ?? '', second: second ?? '', invitation, reset, session, mcp, channel };
}
