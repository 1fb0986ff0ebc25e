import { execFile } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import type { Trigger } from '../../lib/resources.ts';
import { curlExample } from './curl-example.ts';

type WebhookTrigger = Extract<Trigger, { type: 'webhook' }>;

const SECRET = "it's a $ecret";

interface Received {
  method: string;
  headers: IncomingHttpHeaders;
  body: string;
}

/** Runs the example in a shell and answers what arrived. */
async function sent(trigger: Partial<WebhookTrigger>, secret = SECRET): Promise<Received> {
  let received: Received | undefined;
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => {
      body += text;
    });
    request.on('end', () => {
      received = { method: request.method ?? '', headers: request.headers, body };
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/hooks/a`;
  try {
    const script = curlExample({ type: 'webhook', path: 'a', ...trigger }, url);
    await promisify(execFile)('sh', ['-ec', script], { env: { ...process.env, SECRET: secret } });
  } finally {
    server.close();
  }
  if (received === undefined) throw new Error('nothing arrived');
  return received;
}

const sign = (text: string, secret: string | Buffer = SECRET) => createHmac('sha256', secret).update(text);

test('an unsigned webhook is sent with a key of its own', async () => {
  const { method, headers, body } = await sent({});
  expect({ method, body }).toEqual({ method: 'POST', body: '{"total": 7}' });
  expect(headers['idempotency-key']).toMatch(/^[0-9a-f]{16}$/);
});

test('another method is used, without a body where it has none', async () => {
  expect(await sent({ methods: ['GET', 'POST'] })).toMatchObject({ method: 'GET', body: '' });
  expect(await sent({ methods: ['PUT'] })).toMatchObject({ method: 'PUT', body: '{"total": 7}' });
});

test('standard-webhooks', async () => {
  const key = Buffer.from('0123456789abcdef');
  const { headers, body } = await sent(
    { signature: { scheme: 'standard-webhooks' } },
    `whsec_${key.toString('base64')}`,
  );
  const text = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
  expect(headers['webhook-signature']).toBe(`v1,${sign(text, key).digest('base64')}`);
});

test('github', async () => {
  const { headers, body } = await sent({ signature: { scheme: 'github' } });
  expect(headers['x-hub-signature-256']).toBe(`sha256=${sign(body).digest('hex')}`);
});

test('stripe', async () => {
  const { headers, body } = await sent({ signature: { scheme: 'stripe' } });
  const [, time = '', signature] = /^t=(\d+),v1=(.*)$/.exec(String(headers['stripe-signature'])) ?? [];
  expect(signature).toBe(sign(`${time}.${body}`).digest('hex'));
});

test('slack', async () => {
  const { headers, body } = await sent({ signature: { scheme: 'slack' } });
  const text = `v0:${headers['x-slack-request-timestamp']}:${body}`;
  expect(headers['x-slack-signature']).toBe(`v0=${sign(text).digest('hex')}`);
});

test('hmac with everything of its own', async () => {
  const { headers, body } = await sent({
    signature: {
      scheme: 'hmac',
      ...{ header: 'X-Shop-Signature', algorithm: 'sha512', encoding: 'base64', prefix: 'v2$(id)=' },
      ...{
        timestampHeader: 'X-Shop-Time',
        deliveryHeader: 'X-Shop-Delivery',
        signed: '{timestamp}.{id}.{path}.{body}',
      },
    },
  });
  const text = `${headers['x-shop-time']}.${headers['x-shop-delivery']}.a.${body}`;
  const expected = createHmac('sha512', SECRET).update(text).digest('base64');
  expect(headers['x-shop-signature']).toBe(`v2$(id)=${expected}`);
});
