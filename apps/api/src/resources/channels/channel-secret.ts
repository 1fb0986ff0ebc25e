import { randomBytes } from 'node:crypto';
import { type ChannelProvider, isSigningSecret, type Locale, message } from '@perdura/contracts';
import type { Fault } from '@perdura/definition';

/** A new secret of a channel: Telegram takes letters, digits, `_` and `-` alone; all others sign as Standard Webhooks. */
export function newChannelSecret(provider: ChannelProvider | undefined): string {
  const bytes = randomBytes(32);
  return provider === 'telegram' ? bytes.toString('base64url') : `whsec_${bytes.toString('base64')}`;
}

/** What is wrong with a secret, or with there being none, for a channel whose messages come from a provider. */
export function secretFaults(provider: unknown, secret: unknown, locale: Locale): Fault[] {
  if (typeof provider !== 'string') {
    const isSound = typeof secret !== 'string' || isSigningSecret(secret);
    return isSound ? [] : [{ pointer: '/secret', message: message(locale, 'badSigningSecret') }];
  }
  if (secret !== undefined || !SIGNS_BY_ITSELF.has(provider)) return [];
  return [{ pointer: '/secret', message: message(locale, 'secretNeeded', { provider }) }];
}

/** Providers that choose the secret themselves. */
const SIGNS_BY_ITSELF = new Set<string>(['whatsapp', 'line', 'slack'] satisfies ChannelProvider[]);
