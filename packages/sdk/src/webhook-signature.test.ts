import { createHmac } from 'node:crypto';
import { createClient } from './client.ts';
import { signWebhook, verifyWebhook } from './webhook-signature.ts';

const SECRET = `whsec_${Buffer.from('a secret of some length').toString('base64')}`;
const NOW = 1_776_000_000_000;
const BODY = '{"type":"workflow.failed","data":{"名":"值"}}';

function headersOf(key: string | Buffer, at = NOW / 1_000): Record<string, string> {
  const signature = createHmac('sha256', key).update(`msg_1.${at}.${BODY}`).digest('base64');
  return {
    'Webhook-Id': 'msg_1',
    'webhook-timestamp': String(at),
    'webhook-signature': `v2,x v1,AAAA v1,${signature}`,
  };
}

test('a delivery that the secret signed is read, whatever the secret looks like', async () => {
  const delivery = { body: BODY, headers: headersOf('a secret of some length'), secret: SECRET, now: NOW };
  expect(await verifyWebhook(delivery)).toEqual({ type: 'workflow.failed', data: { 名: '值' } });
  const plain = { ...delivery, secret: 'plain', headers: new Headers(headersOf('plain')) };
  expect(await verifyWebhook(plain)).toEqual(JSON.parse(BODY));
  const { webhooks } = createClient({ baseUrl: 'http://perdura.test' });
  expect(await webhooks.verify(plain)).toEqual(JSON.parse(BODY));
  const signed = await signWebhook({ id: 'msg_2', body: BODY, secret: SECRET, now: NOW });
  expect(await verifyWebhook({ ...delivery, headers: signed })).toEqual(JSON.parse(BODY));
});

test.each([
  ['another secret', { secret: 'other' }, 'none of its signatures'],
  ['another body', { body: '{}' }, 'none of its signatures'],
  ['a time long ago', { now: NOW + 301_000 }, 'too far from now'],
  ['a time to come', { now: NOW - 301_000 }, 'too far from now'],
  ['no time', { headers: { ...headersOf('plain'), 'webhook-timestamp': 'soon' } }, 'too far from now'],
  ['no signature', { headers: { 'webhook-id': 'x' } }, 'are not all there'],
])('a delivery with %s is refused', async (_what, change, reason) => {
  const delivery = { body: BODY, headers: headersOf('plain'), secret: 'plain', now: NOW, ...change };
  await expect(verifyWebhook(delivery)).rejects.toMatchObject({
    code: 'SIGNATURE_INVALID',
    message: expect.stringContaining(reason),
  });
});
