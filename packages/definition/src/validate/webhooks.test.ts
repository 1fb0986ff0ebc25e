import fc from 'fast-check';
import type { Definition } from '../definition.ts';
import type { JsonValue } from '../json.ts';
import { webhookPath } from '../schema/webhook.ts';
import { resolvedSecrets, SECRET_MASK, secretsOf, withoutSecrets } from '../webhook-trigger.ts';
import { type ValidateOptions, validateDefinition } from './validate-definition.ts';

const OPTIONS: ValidateOptions = {
  locale: 'en',
  connections: new Map([
    ['hook', 'webhook-secret'],
    ['token', 'bearer'],
    ['mail', 'smtp'],
  ]),
  keptSecrets: 1,
};

function faultsOf(trigger: JsonValue, options: Partial<ValidateOptions> = {}): [string, string | undefined][] {
  const checked = validateDefinition({ trigger, nodes: [], edges: [] }, { ...OPTIONS, ...options });
  return checked.ok ? [] : checked.faults.map(({ pointer, code }) => [pointer, code]);
}

const webhook = (fields: object) => ({ type: 'webhook', path: 'orders/new', ...fields }) as unknown as JsonValue;
const signed = (signature: unknown) => webhook({ signature });

test.each([
  [{}],
  [{ path: '/orders' }],
  [{ path: 'a/b/c.d_e~f-g/..x' }],
  [{ methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'], respond: 'sync', waitMs: 100 }],
  [{ waitMs: 60_000, respond: 'async' }],
  [{ signature: { scheme: 'none' } }],
  [{ signature: { scheme: 'standard-webhooks', secret: 'whsec_AAAA' } }],
  [{ signature: { scheme: 'standard-webhooks', secret: 'plain text' } }],
  [{ signature: { scheme: 'github', secret: ['***', 'new'] } }],
  [{ signature: { scheme: 'stripe', connection: 'hook' } }],
  [{ signature: { scheme: 'slack', connection: ['hook', 'token'] } }],
  [{ signature: { scheme: 'hmac', secret: 's', header: 'X-Sign', signed: '{method}{path}{id}{body}' } }],
  [{ signature: { scheme: 'hmac', secret: 's', header: 'Authorization', prefix: 'HMAC ' } }],
  [{ signature: { scheme: 'hmac', secret: 's', header: 'x', timestampHeader: 't', signed: '{timestamp}{body}' } }],
])('takes %j', (fields) => {
  expect(faultsOf(webhook(fields))).toEqual([]);
});

test.each<[object, string, string]>([
  [{ path: '' }, '/trigger/path', 'WEBHOOK_PATH_INVALID'],
  [{ path: 'a//b' }, '/trigger/path', 'WEBHOOK_PATH_INVALID'],
  [{ path: 'a/../b' }, '/trigger/path', 'WEBHOOK_PATH_INVALID'],
  [{ path: './a' }, '/trigger/path', 'WEBHOOK_PATH_INVALID'],
  [{ path: 'a/' }, '/trigger/path', 'WEBHOOK_PATH_INVALID'],
  [{ path: 'a b' }, '/trigger/path', 'WEBHOOK_PATH_INVALID'],
  [{ path: 'a?b' }, '/trigger/path', 'WEBHOOK_PATH_INVALID'],
  [{ path: '订单' }, '/trigger/path', 'WEBHOOK_PATH_INVALID'],
  [{ path: '{{trigger.data}}' }, '/trigger/path', 'WEBHOOK_PATH_INVALID'],
  [{ path: 'x'.repeat(201) }, '/trigger/path', 'WEBHOOK_PATH_INVALID'],
  [{ path: 'a/b/c/d/e/f/g/h/i/j/k' }, '/trigger/path', 'WEBHOOK_PATH_INVALID'],
  [{ path: 7 }, '/trigger/path', 'WRONG_TYPE'],
  [{ path: undefined }, '/trigger/path', 'REQUIRED'],
  [{ schedule: '* * * * *' }, '/trigger/schedule', 'UNKNOWN_FIELD'],
  [{ methods: [] }, '/trigger/methods', 'OUT_OF_RANGE'],
  [{ methods: ['post'] }, '/trigger/methods/0', 'NOT_ALLOWED_VALUE'],
  [{ respond: 'later' }, '/trigger/respond', 'NOT_ALLOWED_VALUE'],
  [{ waitMs: 99 }, '/trigger/waitMs', 'OUT_OF_RANGE'],
  [{ waitMs: 60_001 }, '/trigger/waitMs', 'OUT_OF_RANGE'],
  [{ waitMs: 0.5 }, '/trigger/waitMs', 'WRONG_TYPE'],
  [{ signature: 'github' }, '/trigger/signature', 'WRONG_TYPE'],
  [{ signature: {} }, '/trigger/signature/scheme', 'REQUIRED'],
  [{ signature: { scheme: 'gitlab' } }, '/trigger/signature/scheme', 'NOT_ALLOWED_VALUE'],
  [{ signature: { scheme: 'none', secret: 's' } }, '/trigger/signature/secret', 'UNKNOWN_FIELD'],
  [{ signature: { scheme: 'github' } }, '/trigger/signature', 'ONE_OF_FIELDS'],
  [{ signature: { scheme: 'github', secret: 's', connection: 'hook' } }, '/trigger/signature', 'ONE_OF_FIELDS'],
  [{ signature: { scheme: 'github', secret: ' ' } }, '/trigger/signature/secret', 'EMPTY'],
  [{ signature: { scheme: 'github', secret: [] } }, '/trigger/signature/secret', 'OUT_OF_RANGE'],
  [
    { signature: { scheme: 'github', secret: ['***', '***'] } },
    '/trigger/signature/secret/1',
    'WEBHOOK_SECRET_UNKNOWN',
  ],
  [{ signature: { scheme: 'github', connection: 'nobody' } }, '/trigger/signature/connection', 'CONNECTION_UNKNOWN'],
  [
    { signature: { scheme: 'github', connection: ['mail'] } },
    '/trigger/signature/connection/0',
    'CONNECTION_TYPE_WRONG',
  ],
  [
    { signature: { scheme: 'standard-webhooks', secret: 'whsec_$' } },
    '/trigger/signature/secret',
    'WEBHOOK_SECRET_FORM',
  ],
  [{ signature: { scheme: 'hmac', secret: 's' } }, '/trigger/signature/header', 'REQUIRED'],
  [{ signature: { scheme: 'hmac', secret: 's', header: 'a b' } }, '/trigger/signature/header', 'WEBHOOK_HEADER_NAME'],
  [
    { signature: { scheme: 'hmac', secret: 's', header: 'x', deliveryHeader: 'Cookie' } },
    '/trigger/signature/deliveryHeader',
    'WEBHOOK_HEADER_DROPPED',
  ],
  ...['', '{timestamp}{body}', '{body}{body}', '{body}{secret}', '{ body }'].map((text): [object, string, string] => [
    { signature: { scheme: 'hmac', secret: 's', header: 'x', signed: text } },
    '/trigger/signature/signed',
    'WEBHOOK_SIGNED_INVALID',
  ]),
  [
    { signature: { scheme: 'hmac', secret: 's', header: 'x', timestampHeader: 't', signed: '{body}' } },
    '/trigger/signature/signed',
    'WEBHOOK_SIGNED_INVALID',
  ],
])('refuses %j at its place', (fields, pointer, code) => {
  expect(faultsOf(webhook(fields))).toContainEqual([pointer, code]);
});

test('a workflow that keeps no secret has nothing that a mask stands for', () => {
  const trigger = signed({ scheme: 'github', secret: SECRET_MASK });
  expect(faultsOf(trigger, { keptSecrets: 0 })).toEqual([['/trigger/signature/secret', 'WEBHOOK_SECRET_UNKNOWN']]);
  expect(faultsOf(trigger)).toEqual([]);
});

test('says the same in Chinese, and never a secret', () => {
  const trigger = signed({ scheme: 'standard-webhooks', secret: 'whsec_$canary' });
  for (const locale of ['en', 'zh-CN'] as const) {
    const checked = validateDefinition({ trigger }, { ...OPTIONS, locale });
    expect(JSON.stringify(checked)).not.toContain('canary');
  }
  const wrong = signed({ scheme: 'hmac', secret: 's', header: 'x', signed: '{x}' });
  const checked = validateDefinition({ trigger: wrong }, { ...OPTIONS, locale: 'zh-CN' });
  expect(checked).toMatchObject({ faults: [{ message: expect.stringContaining('应恰好包含一次 {body}') }] });
});

test('no path leads out of where webhooks are', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', '.', '/', '%', '~', '\\', '?', '#') }), (text) => {
      const path = webhookPath(text);
      if (path === null) return;
      expect(new URL(`http://x/v1/hooks/${path}`).pathname).toBe(`/v1/hooks/${path}`);
    }),
  );
});

test('secrets are taken out, and masks stand for those that are kept, in turn', () => {
  const definition: Definition = {
    trigger: { type: 'webhook', path: 'x', signature: { scheme: 'github', secret: ['a', SECRET_MASK, 'b'] } },
    nodes: [],
    edges: [],
  };
  const { definition: masked, secrets } = withoutSecrets(definition);
  expect(secrets).toEqual(['a', SECRET_MASK, 'b']);
  expect(secretsOf(masked.trigger)).toEqual([SECRET_MASK, SECRET_MASK, SECRET_MASK]);
  expect(withoutSecrets(masked).definition).toEqual(masked);
  expect(resolvedSecrets(secrets ?? [], ['old', 'older'])).toEqual(['a', 'old', 'b']);
  expect(resolvedSecrets([SECRET_MASK, SECRET_MASK], ['old'])).toEqual(['old']);
  expect(withoutSecrets({ ...definition, trigger: { type: 'manual' } }).secrets).toBeNull();
});
