import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { HmacSignature, SignatureScheme, WebhookSignature } from '@perdura/definition';

/** How far the time of a signature may lie from now, in seconds. */
export const TOLERANCE_SECONDS = 300;

/** A request as its sender signed it. */
export interface SignedRequest {
  method: string;
  /** Path of the webhook, without what stands before it. */
  path: string;
  headers: IncomingHttpHeaders;
  /** The very bytes that were sent. */
  body: Buffer;
}

/**
 * `signature`: the one that was right, as hex, the same however it was written; null where none is asked for. `missing`
 * names the header that is not there, or says nothing that can be read.
 */
export type Verdict =
  | { kind: 'accepted'; signature: string | null }
  | { kind: 'missing'; header: string }
  | { kind: 'wrong' }
  | { kind: 'expired' };

/**
 * Checks the signature of a request over its raw bytes. Whether it is too old is only told of one that is right.
 *
 * @param secrets all that the sender may have signed with; without any, nothing is right
 * @param now in milliseconds since 1970
 */
export function checkSignature(
  signature: WebhookSignature,
  secrets: readonly string[],
  request: SignedRequest,
  now: number,
): Verdict {
  if (signature.scheme === 'none') return { kind: 'accepted', signature: null };
  const claim = CLAIMS[signature.scheme](request, signature);
  if ('missing' in claim) return { kind: 'missing', header: claim.missing };
  const right = rightOne(claim, secrets);
  if (right === null) return { kind: 'wrong' };
  const isExpired = claim.signedAt !== null && Math.abs(now - claim.signedAt) > TOLERANCE_SECONDS * 1_000;
  return isExpired ? { kind: 'expired' } : { kind: 'accepted', signature: right };
}

/** What a request says of its signature. */
interface Claim {
  algorithm: 'sha256' | 'sha1' | 'sha512';
  signed: (string | Buffer)[];
  /** Any of them may be the right one: senders that exchange their secret sign with both. */
  candidates: Buffer[];
  /** In milliseconds since 1970; null where the scheme has no time. */
  signedAt: number | null;
  keysOf(secret: string): Buffer[];
}

type Claimed = Claim | { missing: string };
type Keyed = Exclude<WebhookSignature, { scheme: 'none' }>;

const CLAIMS: Record<Exclude<SignatureScheme, 'none'>, (request: SignedRequest, signature: Keyed) => Claimed> = {
  'standard-webhooks': standardWebhooks,
  github,
  stripe,
  slack,
  hmac: (request, signature) => (signature.scheme === 'hmac' ? hmac(request, signature) : { missing: '' }),
};

const PLAIN = { algorithm: 'sha256', keysOf: (secret: string) => [Buffer.from(secret)] } as const;

/** https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md */
function standardWebhooks({ headers, body }: SignedRequest): Claimed {
  const id = textOf(headers, 'webhook-id');
  // A dot within the id would let its end be taken for the time.
  if (id === '' || id.includes('.')) return { missing: 'webhook-id' };
  const time = seconds(textOf(headers, 'webhook-timestamp'));
  if (time === null) return { missing: 'webhook-timestamp' };
  const written = textOf(headers, 'webhook-signature').split(' ');
  const candidates = written.flatMap((each) => (each.startsWith('v1,') ? base64(each.slice(3)) : []));
  if (candidates.length === 0) return { missing: 'webhook-signature' };
  return { ...PLAIN, signed: [`${id}.${time.text}.`, body], candidates, signedAt: time.ms, keysOf: standardKeys };
}

/** A secret is base64 behind `whsec_`; without that some senders mean the text itself. */
function standardKeys(secret: string): Buffer[] {
  if (secret.startsWith('whsec_')) return base64(secret.slice('whsec_'.length));
  return [...base64(secret), Buffer.from(secret)];
}

/** https://docs.github.com/webhooks/using-webhooks/validating-webhook-deliveries */
function github({ headers, body }: SignedRequest): Claimed {
  const header = 'x-hub-signature-256';
  const candidates = prefixed(textOf(headers, header), 'sha256=').flatMap(hex);
  return candidates.length === 0 ? { missing: header } : { ...PLAIN, signed: [body], candidates, signedAt: null };
}

/** https://docs.stripe.com/webhooks/signature */
function stripe({ headers, body }: SignedRequest): Claimed {
  const header = 'stripe-signature';
  const parts = textOf(headers, header).split(',');
  const valuesOf = (name: string) => parts.flatMap((part) => prefixed(part.trim(), `${name}=`));
  const time = seconds(valuesOf('t')[0] ?? '');
  const candidates = valuesOf('v1').flatMap(hex);
  if (time === null || candidates.length === 0) return { missing: header };
  return { ...PLAIN, signed: [`${time.text}.`, body], candidates, signedAt: time.ms };
}

/** https://docs.slack.dev/authentication/verifying-requests-from-slack */
function slack({ headers, body }: SignedRequest): Claimed {
  const time = seconds(textOf(headers, 'x-slack-request-timestamp'));
  if (time === null) return { missing: 'x-slack-request-timestamp' };
  const candidates = prefixed(textOf(headers, 'x-slack-signature'), 'v0=').flatMap(hex);
  if (candidates.length === 0) return { missing: 'x-slack-signature' };
  return { ...PLAIN, signed: [`v0:${time.text}:`, body], candidates, signedAt: time.ms };
}

/** A scheme that the author describes. */
function hmac(request: SignedRequest, signature: HmacSignature): Claimed {
  const { header, algorithm = 'sha256', encoding = 'hex', prefix = '', timestampHeader } = signature;
  const whole = textOf(request.headers, header.toLowerCase());
  const written = [whole, ...whole.split(/[\s,]+/)].flatMap((each) => prefixed(each, prefix));
  const candidates = written.flatMap(encoding === 'hex' ? hex : base64);
  if (candidates.length === 0) return { missing: header };
  const time = timestampHeader === undefined ? null : moment(textOf(request.headers, timestampHeader.toLowerCase()));
  if (timestampHeader !== undefined && time === null) return { missing: timestampHeader };
  const signed = signedParts(request, signature, time?.text ?? '');
  return { ...PLAIN, algorithm, signed, candidates, signedAt: time?.ms ?? null };
}

function signedParts(request: SignedRequest, signature: HmacSignature, timestamp: string): (string | Buffer)[] {
  const { timestampHeader, deliveryHeader = 'webhook-id', signed } = signature;
  const { method, path, headers, body } = request;
  const template = signed ?? (timestampHeader === undefined ? '{body}' : '{timestamp}.{body}');
  const values: Record<string, string | Buffer> = {
    ...{ timestamp, method, path, body },
    id: textOf(headers, deliveryHeader.toLowerCase()),
  };
  // Every second part is the name of a placeholder.
  return template.split(/\{(\w+)\}/).map((part, index) => (index % 2 === 0 ? part : (values[part] ?? '')));
}

/** The first secret's signature that was sent, as hex; null when none was. */
function rightOne({ algorithm, signed, candidates, keysOf }: Claim, secrets: readonly string[]): string | null {
  for (const key of secrets.flatMap(keysOf)) {
    // Anybody can sign with nothing.
    if (key.length === 0) continue;
    const mac = createHmac(algorithm, key);
    for (const part of signed) mac.update(part);
    const expected = mac.digest();
    if (candidates.some((given) => given.length === expected.length && timingSafeEqual(given, expected))) {
      return expected.toString('hex');
    }
  }
  return null;
}

function textOf(headers: IncomingHttpHeaders, name: string): string {
  const value = headers[name];
  return typeof value === 'string' ? value.trim() : '';
}

/** The rest of a text that begins with the prefix, as a list of one; nothing of any other text. */
function prefixed(text: string, prefix: string): string[] {
  return text.startsWith(prefix) ? [text.slice(prefix.length)] : [];
}

function hex(text: string): Buffer[] {
  return /^(?:[0-9a-f]{2})+$/i.test(text) ? [Buffer.from(text, 'hex')] : [];
}

function base64(text: string): Buffer[] {
  return /^[A-Za-z0-9+/_-]+={0,2}$/.test(text) ? [Buffer.from(text, 'base64')] : [];
}

interface Moment {
  /** As it was sent: what is signed. */
  text: string;
  ms: number;
}

function seconds(text: string): Moment | null {
  return /^\d{1,11}$/.test(text) ? { text, ms: Number(text) * 1_000 } : null;
}

/** Seconds since 1970, or milliseconds where there are as many digits. */
function moment(text: string): Moment | null {
  return /^\d{12,14}$/.test(text) ? { text, ms: Number(text) } : seconds(text);
}
