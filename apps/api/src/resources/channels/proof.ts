import { createHash, timingSafeEqual } from 'node:crypto';
import type { ChannelProvider } from '@perdura/contracts';
import type { OpenChannel } from '@perdura/database';
import type { WebhookSignature } from '@perdura/definition';
import { checkSignature, type SignedRequest } from '../hooks/signature.ts';
import { signatureRefusal } from '../hooks/signature-refusal.ts';

/** How each provider signs; Telegram alone sends the secret itself. */
const SCHEMES: Record<Exclude<ChannelProvider, 'telegram'>, WebhookSignature> = {
  whatsapp: { scheme: 'github' },
  line: { scheme: 'hmac', header: 'x-line-signature', encoding: 'base64' },
  slack: { scheme: 'slack' },
};

const GENERAL: WebhookSignature = { scheme: 'standard-webhooks' };

const TELEGRAM_HEADER = 'x-telegram-bot-api-secret-token';

/**
 * Asks for the proof that a message comes from who knows the channel's secret. What cannot be told lets nobody in.
 *
 * @throws {ApiError} WEBHOOK_SIGNATURE_INVALID
 */
export function requireProof(
  channel: OpenChannel,
  provider: ChannelProvider | undefined,
  request: SignedRequest,
  now: number,
): void {
  if (provider === 'telegram') {
    requireToken(channel.secret, request);
    return;
  }
  const signature = provider === undefined ? GENERAL : SCHEMES[provider];
  const verdict = checkSignature(signature, [channel.secret], request, now);
  if (verdict.kind !== 'accepted') throw signatureRefusal(verdict, signature.scheme);
}

function requireToken(secret: string, { headers }: SignedRequest): void {
  const given = headers[TELEGRAM_HEADER];
  if (typeof given !== 'string') throw signatureRefusal({ kind: 'missing', header: TELEGRAM_HEADER }, 'telegram');
  if (!isSameText(given, secret)) throw signatureRefusal({ kind: 'wrong' }, 'telegram');
}

/** Whether two texts are the same, in a time that does not tell where they differ. An empty text is none. */
export function isSameText(given: string, expected: string): boolean {
  return expected !== '' && timingSafeEqual(digest(given), digest(expected));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
