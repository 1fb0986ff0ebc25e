import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { JsonValue, WebhookSignature } from '@perdura/definition';

export interface Delivery {
  headers: IncomingHttpHeaders;
  body: JsonValue;
  rawBody: Buffer;
  /** The signature that was found right; null where none is asked for. */
  signature: string | null;
}

/** What makes repeats of a delivery one run: its key, and what a repeat must be equal in. */
export interface DeliveryKey {
  key: string;
  bodyHash: string;
}

/** Headers by which senders of any scheme name a delivery, the first that is there. */
const COMMON_HEADERS = ['webhook-id', 'x-github-delivery', 'idempotency-key'];

/** Repeats by a sender's own id may differ, in the number of tries for one. */
const ANY_BODY = 'any';

/** Longest id that stands in the key as it is. */
const LONGEST_ID = 200;

/**
 * The key of a delivery: its id, else its signature, which two deliveries only have in common when they are the same;
 * null when nothing tells a repeat from another delivery.
 */
export function deliveryKey(scheme: WebhookSignature, delivery: Delivery): DeliveryKey | null {
  const own = ownId(scheme, delivery);
  if (own !== null) return { key: keyOf(own.source, own.id), bodyHash: ANY_BODY };
  for (const source of COMMON_HEADERS) {
    const id = delivery.headers[source];
    if (typeof id !== 'string' || id.trim() === '') continue;
    // A caller that chooses the key itself may have used it for something else by mistake.
    const bodyHash = source === 'idempotency-key' ? sha256(delivery.rawBody) : ANY_BODY;
    return { key: keyOf(source, id.trim()), bodyHash };
  }
  return delivery.signature === null ? null : { key: keyOf('signature', delivery.signature), bodyHash: ANY_BODY };
}

interface Id {
  source: string;
  id: string;
}

/** The id that senders of the scheme give each delivery: where it is signed as well, nobody can change it. */
function ownId(signature: WebhookSignature, { headers, body }: Delivery): Id | null {
  if (signature.scheme === 'stripe') return named('stripe', member(body, 'id'));
  if (signature.scheme === 'slack') return named('slack', member(body, 'event_id'));
  if (signature.scheme === 'github') return named('x-github-delivery', headers['x-github-delivery']);
  if (signature.scheme !== 'hmac' || signature.deliveryHeader === undefined) return null;
  const header = signature.deliveryHeader.toLowerCase();
  return named(header, headers[header]);
}

function named(source: string, id: unknown): Id | null {
  return typeof id === 'string' && id.trim() !== '' ? { source, id: id.trim() } : null;
}

function member(body: JsonValue, name: string): JsonValue | undefined {
  return typeof body === 'object' && body !== null && !Array.isArray(body) ? body[name] : undefined;
}

function keyOf(source: string, id: string): string {
  const isPlain = id.length <= LONGEST_ID && /^[\x21-\x7e]+$/.test(id);
  return `${source}:${isPlain ? id : `sha256:${sha256(id)}`}`;
}

function sha256(value: string | Buffer): string {
  return createHash('sha256').update(value).digest('hex');
}
