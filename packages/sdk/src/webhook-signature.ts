import { PerduraError } from './errors.ts';

/** What a signed delivery is checked with. */
export interface SignedDelivery {
  /** The body as it came, before it is read as JSON. */
  body: string;
  /** Its headers: `webhook-id`, `webhook-timestamp` and `webhook-signature`. */
  headers: Headers | Record<string, string | string[] | undefined>;
  /** Of the subscription: `whsec_…`, or a text of your own. */
  secret: string;
  /** Seconds that its time may be from now. @default 300 */
  toleranceSeconds?: number;
  /** Milliseconds of now. @default the clock's */
  now?: number;
}

/** What is to be signed. */
export interface WebhookToSign {
  /** By which a repeat is known. */
  id: string;
  body: string;
  secret: string;
  /** Milliseconds of now. @default the clock's */
  now?: number;
}

/**
 * Checks that the platform sent a webhook (Standard Webhooks, HMAC-SHA256), and answers its body as JSON.
 * @throws PerduraError SIGNATURE_INVALID for one that it did not send, or sent too long ago
 */
export async function verifyWebhook<Payload = unknown>(delivery: SignedDelivery): Promise<Payload> {
  const { body, secret, toleranceSeconds = 300, now = Date.now() } = delivery;
  const [id, at, signatures] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) =>
    headerOf(delivery.headers, name),
  );
  if (!id || !at || !signatures)
    throw invalid('its headers webhook-id, webhook-timestamp and webhook-signature are not all there');
  const seconds = /^\d{1,12}$/.test(at) ? Number(at) : Number.NaN;
  if (!(Math.abs(now / 1_000 - seconds) <= toleranceSeconds)) throw invalid(`its time ${at} is too far from now`);
  const key = await crypto.subtle.importKey('raw', keyOf(secret), { name: 'HMAC', hash: 'SHA-256' }, false, ['verify']);
  const signed = new TextEncoder().encode(`${id}.${at}.${body}`);
  for (const [version, signature = ''] of signatures.split(' ').map((each) => each.split(','))) {
    const bytes = version === 'v1' ? fromBase64(signature) : null;
    if (bytes !== null && (await crypto.subtle.verify('HMAC', key, bytes, signed))) return JSON.parse(body) as Payload;
  }
  throw invalid('none of its signatures is of this secret');
}

/** The headers that sign a body as `verifyWebhook` and the channels of the platform check it. */
export async function signWebhook({
  id,
  body,
  secret,
  now = Date.now(),
}: WebhookToSign): Promise<Record<string, string>> {
  const at = String(Math.floor(now / 1_000));
  const key = await crypto.subtle.importKey('raw', keyOf(secret), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  const bytes = await crypto.subtle.sign('HMAC', key, new TextEncoder().encode(`${id}.${at}.${body}`));
  const signature = btoa(String.fromCharCode(...new Uint8Array(bytes)));
  return { 'webhook-id': id, 'webhook-timestamp': at, 'webhook-signature': `v1,${signature}` };
}

function keyOf(secret: string): Uint8Array<ArrayBuffer> {
  if (!secret.startsWith('whsec_')) return new Uint8Array(new TextEncoder().encode(secret));
  const bytes = fromBase64(secret.slice('whsec_'.length));
  if (bytes === null) throw new TypeError('secret: expected whsec_ and base64');
  return bytes;
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> | null {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return null;
  }
}

function headerOf(headers: SignedDelivery['headers'], name: string): string | null {
  if (headers instanceof Headers) return headers.get(name);
  const [, value] = Object.entries(headers).find(([key]) => key.toLowerCase() === name) ?? [];
  return (Array.isArray(value) ? value[0] : value) ?? null;
}

function invalid(reason: string): PerduraError {
  return new PerduraError({
    status: null,
    code: 'SIGNATURE_INVALID',
    detail: `The webhook is not to be trusted: ${reason}`,
  });
}
