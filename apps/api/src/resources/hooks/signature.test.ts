import { execFileSync } from 'node:child_process';
import type { WebhookSignature } from '@perdura/definition';
import { checkSignature, type SignedRequest, TOLERANCE_SECONDS } from './signature.ts';

const NOW = 1_800_000_000_000;
const SECONDS = String(NOW / 1_000);
const SECRET = 'it is a secret';
const BODY = Buffer.from([...Buffer.from('{"total": 7, "name": "雪"}'), 0xff, 0x00, 0xfe]);

/** The MAC of some bytes as OpenSSL's own program makes it. */
function openssl(algorithm: string, key: string | Buffer, ...parts: (string | Buffer)[]): Buffer {
  const hexKey = Buffer.from(key).toString('hex');
  const input = Buffer.concat(parts.map((part) => Buffer.from(part)));
  return execFileSync('openssl', ['dgst', `-${algorithm}`, '-mac', 'HMAC', '-macopt', `hexkey:${hexKey}`, '-binary'], {
    input,
  });
}

function requestOf(headers: Record<string, string>, body: Buffer = BODY): SignedRequest {
  return { method: 'POST', path: 'orders/new', headers, body };
}

function kindOf(signature: WebhookSignature, headers: Record<string, string>, options: Partial<Check> = {}): string {
  const { secrets = [SECRET], body = BODY, now = NOW } = options;
  return checkSignature(signature, secrets, requestOf(headers, body), now).kind;
}

interface Check {
  secrets: string[];
  body: Buffer;
  now: number;
}

const WHSEC = `whsec_${Buffer.from('0123456789abcdef01234567').toString('base64')}`;

interface Case {
  signature: WebhookSignature;
  secret: string;
  headers: Record<string, string>;
  /** The headers that the signature needs, each of them. */
  needed: string[];
  timed: boolean;
}

const hmac = (fields: object): WebhookSignature => ({ scheme: 'hmac', header: 'X-Sign', ...fields });

const CASES: Record<string, Case> = {
  'standard-webhooks': {
    signature: { scheme: 'standard-webhooks' },
    secret: WHSEC,
    headers: {
      'webhook-id': 'msg_1',
      'webhook-timestamp': SECONDS,
      'webhook-signature': `v1,bm9uc2Vuc2U= v1,${openssl('sha256', '0123456789abcdef01234567', `msg_1.${SECONDS}.`, BODY).toString('base64')}`,
    },
    needed: ['webhook-id', 'webhook-timestamp', 'webhook-signature'],
    timed: true,
  },
  github: {
    signature: { scheme: 'github' },
    secret: SECRET,
    headers: { 'x-hub-signature-256': `sha256=${openssl('sha256', SECRET, BODY).toString('hex')}` },
    needed: ['x-hub-signature-256'],
    timed: false,
  },
  stripe: {
    signature: { scheme: 'stripe' },
    secret: SECRET,
    headers: {
      'stripe-signature': `t=${SECONDS},v1=00ff,v1=${openssl('sha256', SECRET, `${SECONDS}.`, BODY).toString('hex')},v0=00`,
    },
    needed: ['stripe-signature'],
    timed: true,
  },
  slack: {
    signature: { scheme: 'slack' },
    secret: SECRET,
    headers: {
      'x-slack-request-timestamp': SECONDS,
      'x-slack-signature': `v0=${openssl('sha256', SECRET, `v0:${SECONDS}:`, BODY).toString('hex')}`,
    },
    needed: ['x-slack-request-timestamp', 'x-slack-signature'],
    timed: true,
  },
  'hmac with its defaults': {
    signature: hmac({}),
    secret: SECRET,
    headers: { 'x-sign': openssl('sha256', SECRET, BODY).toString('hex').toUpperCase() },
    needed: ['x-sign'],
    timed: false,
  },
  'hmac with a time': {
    signature: hmac({ timestampHeader: 'X-Time', algorithm: 'sha512', encoding: 'base64', prefix: 'mac ' }),
    secret: SECRET,
    headers: {
      'x-time': String(NOW),
      'x-sign': `mac ${openssl('sha512', SECRET, `${NOW}.`, BODY).toString('base64')}`,
    },
    needed: ['x-time', 'x-sign'],
    timed: true,
  },
  'hmac over a text of its own': {
    signature: hmac({
      ...{ algorithm: 'sha1', prefix: 'sha1=', deliveryHeader: 'X-Delivery', timestampHeader: 'X-Time' },
      signed: '{method} /{path}\n{id}\n{timestamp}\n{body}',
    }),
    secret: SECRET,
    headers: {
      'x-time': SECONDS,
      'x-delivery': 'd-1',
      'x-sign': `sha1=${openssl('sha1', SECRET, `POST /orders/new\nd-1\n${SECONDS}\n`, BODY).toString('hex')}`,
    },
    needed: ['x-time', 'x-sign'],
    timed: true,
  },
};

describe.each(Object.entries(CASES))('%s', (_name, { signature, secret, headers, needed, timed }) => {
  const secrets = [secret];

  test('takes what OpenSSL signed, and nothing that was changed since', () => {
    expect(kindOf(signature, headers, { secrets })).toBe('accepted');
    for (let at = 0; at < BODY.length; at += 1) {
      const body = Buffer.from(BODY);
      body[at] = (body[at] ?? 0) ^ 1;
      expect(kindOf(signature, headers, { secrets, body })).toBe('wrong');
    }
    expect(kindOf(signature, headers, { secrets, body: Buffer.concat([BODY, Buffer.from([0])]) })).toBe('wrong');
  });

  test('tries each secret, and lets nobody in without one', () => {
    expect(kindOf(signature, headers, { secrets: ['another', secret] })).toBe('accepted');
    expect(kindOf(signature, headers, { secrets: ['another'] })).toBe('wrong');
    expect(kindOf(signature, headers, { secrets: [] })).toBe('wrong');
    expect(kindOf(signature, headers, { secrets: [''] })).toBe('wrong');
  });

  test('asks for each of its headers', () => {
    for (const name of needed) {
      const { [name]: _left, ...rest } = headers;
      expect(kindOf(signature, rest, { secrets })).toBe('missing');
      expect(kindOf(signature, { ...headers, [name]: '' }, { secrets })).toBe('missing');
    }
  });

  test(timed ? 'holds for five minutes, before and after' : 'has no time', () => {
    for (const way of [-1, 1]) {
      const edge = NOW + way * TOLERANCE_SECONDS * 1_000;
      expect(kindOf(signature, headers, { secrets, now: edge })).toBe('accepted');
      expect(kindOf(signature, headers, { secrets, now: edge + way })).toBe(timed ? 'expired' : 'accepted');
    }
    // Who cannot sign does not learn what time it is here.
    expect(kindOf(signature, headers, { secrets: ['another'], now: 0 })).toBe('wrong');
  });
});

test('the examples of the senders themselves', () => {
  // https://docs.github.com/webhooks/using-webhooks/validating-webhook-deliveries
  const hub = 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17';
  const everybody = { secrets: ["It's a Secret to Everybody"], body: Buffer.from('Hello, World!') };
  expect(kindOf({ scheme: 'github' }, { 'x-hub-signature-256': hub }, everybody)).toBe('accepted');

  // https://docs.slack.dev/authentication/verifying-requests-from-slack
  const body = Buffer.from(
    'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c',
  );
  const headers = {
    'x-slack-request-timestamp': '1531420618',
    'x-slack-signature': 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503',
  };
  const slack = { secrets: ['8f742231b10e8888abcd99yyyzzz85a5'], body, now: 1_531_420_618_000 };
  expect(kindOf({ scheme: 'slack' }, headers, slack)).toBe('accepted');
});

test('a delivery id with a dot cannot take over a part of the time', () => {
  const signed = openssl('sha256', '0123456789abcdef01234567', `a.${SECONDS}.`, BODY).toString('base64');
  const headers = { 'webhook-id': 'a.b', 'webhook-timestamp': SECONDS, 'webhook-signature': `v1,${signed}` };
  expect(kindOf({ scheme: 'standard-webhooks' }, headers, { secrets: [WHSEC] })).toBe('missing');
});

test.each(['1e9', '-1', '0x1', ' ', '99999999999999999999', '1.5', 'NaN'])('the time %j is none', (time) => {
  const timed = hmac({ timestampHeader: 'X-Time' });
  const mac = openssl('sha256', SECRET, `${time}.`, BODY).toString('hex');
  expect(kindOf(timed, { 'x-time': time, 'x-sign': mac })).toBe('missing');
});

test('nothing is asked of those who need not sign', () => {
  expect(kindOf({ scheme: 'none' }, {})).toBe('accepted');
});

test('one signature reads the same, however it was written', () => {
  const mac = openssl('sha256', SECRET, BODY);
  const read = (text: string) => checkSignature(hmac({}), [SECRET], requestOf({ 'x-sign': text }), NOW);
  expect(read(mac.toString('hex'))).toEqual({ kind: 'accepted', signature: mac.toString('hex') });
  expect(read(`00ff, ${mac.toString('hex').toUpperCase()}`)).toEqual(read(mac.toString('hex')));
});
