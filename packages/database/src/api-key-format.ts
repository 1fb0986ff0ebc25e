import { hash, randomBytes, timingSafeEqual } from 'node:crypto';
import { newId } from './ids.ts';

const PREFIX = 'claw';
const FORMAT = /^claw_([0-9a-zA-Z]{8,40})_([0-9a-zA-Z-]{16,100})_([0-9a-f]{8})$/;
/** Longer texts are no key, and are not even looked at. */
const LONGEST = 256;

/** A new API key: `claw_<id>_<random>_<checksum>`; the random part has 256 bits. */
export function generateApiKey(): { id: string; key: string } {
  const id = newId();
  const body = `${PREFIX}_${id}_${randomBytes(32).toString('hex')}`;
  return { id, key: `${body}_${checksum(body)}` };
}

/** The public id inside a key; null for text that is no key, or whose checksum is wrong. */
export function parseApiKey(text: string): { id: string } | null {
  if (text.length > LONGEST) return null;
  const match = FORMAT.exec(text);
  if (match === null) return null;
  const [, id = ''] = match;
  return hasChecksum(text) ? { id } : null;
}

/** Whether a text ends with the checksum, of 8 characters, of what stands before it. */
export function hasChecksum(text: string): boolean {
  const end = text.lastIndexOf('_');
  const given = Buffer.from(text.slice(end + 1));
  const expected = Buffer.from(checksum(text.slice(0, end)));
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/** What is stored of a key: SHA-256, hex. A key holds too much chance for a slow hash to add anything. */
export function hashApiKey(key: string): string {
  return hash('sha256', key);
}

/** Appends the checksum: to `claw_<id>_<random>`, for keys that an installation chooses, and to a session's token. */
export function withChecksum(body: string): string {
  return `${body}_${checksum(body)}`;
}

/** Tells a mistyped or cut key apart without the database; it protects nothing. */
function checksum(body: string): string {
  return hash('sha256', `perdura:${body}`).slice(0, 8);
}
