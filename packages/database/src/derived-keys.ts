import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { type EncryptionKeys, InvalidEncryptionKeys } from './secrets.ts';

const KEY_BYTES = 32;

/**
 * Authenticates a text under the current encryption key, for one purpose: what is signed for one is worth nothing for
 * another.
 */
export function authenticate(keys: EncryptionKeys, purpose: string, text: string): Buffer {
  const key = keys.byId.get(keys.current);
  if (key === undefined) throw new InvalidEncryptionKeys(`current key "${keys.current}" is missing`);
  return mac(key, purpose, text);
}

/** Whether one of the keys authenticated the text, so that what was signed stays good while keys are exchanged. */
export function isAuthentic(keys: EncryptionKeys, purpose: string, text: string, signature: Buffer): boolean {
  return [...keys.byId.values()].some((key) => {
    const expected = mac(key, purpose, text);
    return expected.length === signature.length && timingSafeEqual(expected, signature);
  });
}

function mac(key: Buffer, purpose: string, text: string): Buffer {
  const derived = hkdfSync('sha256', key, '', `perdura ${purpose}`, KEY_BYTES);
  return createHmac('sha256', Buffer.from(derived)).update(text).digest();
}
