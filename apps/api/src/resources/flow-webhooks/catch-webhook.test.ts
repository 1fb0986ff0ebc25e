import type { FlowTrigger, JsonObject } from '@perdura/definition';
import { requireWebhookCredential } from './catch-webhook.ts';

const BASIC = { username: 'ann', password: 'p:w' };
const HEADER = { headerName: 'X-Token', headerValue: 'secret' };

function triggerWith(input: JsonObject): FlowTrigger {
  return {
    ...{ name: 'trigger', type: 'PIECE_TRIGGER', displayName: 'Hook', valid: true, lastUpdatedDate: '' },
    settings: {
      ...{ pieceName: '@activepieces/piece-webhook', pieceVersion: '~0.1.0', triggerName: 'catch_webhook' },
      ...{ input, propertySettings: {} },
    },
  } as FlowTrigger;
}

function letsIn(input: JsonObject, headers: Record<string, string> = {}): boolean {
  try {
    requireWebhookCredential(triggerWith(input), headers);
    return true;
  } catch (error) {
    expect(error).toMatchObject({ code: 'WEBHOOK_UNAUTHENTICATED' });
    return false;
  }
}

function basic(text: string): Record<string, string> {
  return { authorization: `Basic ${Buffer.from(text).toString('base64')}` };
}

test('nothing is asked for where nothing is set, and what is set is asked for', () => {
  expect(letsIn({})).toBe(true);
  expect(letsIn({ authType: 'none', authFields: BASIC })).toBe(true);
  expect(letsIn({ authType: null, authFields: { username: '' } })).toBe(true);
  expect(letsIn({ authType: 'basic', authFields: BASIC }, basic('ann:p:w'))).toBe(true);
  expect(letsIn({ authType: 'header', authFields: HEADER }, { 'x-token': 'secret' })).toBe(true);
});

test.each<[string, JsonObject, Record<string, string>]>([
  ['another password', { authType: 'basic', authFields: BASIC }, basic('ann:p')],
  ['no credential', { authType: 'header', authFields: HEADER }, {}],
  ['fields without a type', { authFields: BASIC }, {}],
  ['fields with an empty type', { authType: '', authFields: HEADER }, { 'x-token': 'secret' }],
  ['a type that nobody knows', { authType: 'hmac', authFields: {} }, {}],
  ['a type that is a list', { authType: ['none'] }, {}],
  ['a type that is a reference', { authType: "{{variables['t']}}", authFields: {} }, {}],
  ['no fields', { authType: 'basic' }, basic(':')],
  ['empty fields', { authType: 'basic', authFields: { username: '', password: '' } }, basic(':')],
  ['half of the fields', { authType: 'header', authFields: { headerName: 'x-token' } }, { 'x-token': '' }],
  [
    'a reference as it is written',
    { authType: 'header', authFields: { ...HEADER, headerValue: "{{variables['x']}}" } },
    { 'x-token': "{{variables['x']}}" },
  ],
  ['a name of every object', { authType: 'header', authFields: { ...HEADER, headerName: 'constructor' } }, {}],
])('%s lets nobody in', (_, input, headers) => {
  expect(letsIn(input, headers)).toBe(false);
});
