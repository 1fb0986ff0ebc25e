import { randomBytes } from 'node:crypto';
import { hasChecksum, withChecksum } from '../api-key-format.ts';

const FORMAT = /^claws_[0-9a-f]{64}_[0-9a-f]{8}$/;

/** A new session's token: `claws_<random>_<checksum>`, with 256 bits of chance. */
export function newSessionToken(): string {
  return withChecksum(`claws_${randomBytes(32).toString('hex')}`);
}

/** Whether a text has the form of a session's token, and its checksum is right. */
export function isSessionToken(text: string): boolean {
  return FORMAT.test(text) && hasChecksum(text);
}
