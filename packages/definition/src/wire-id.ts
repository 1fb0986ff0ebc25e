import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';

/** An id as the store has it: 24 lower-case hex characters. */
const STORED = /^[0-9a-f]{24}$/;
/** An id as the flow engine's contract has it. */
const WIRE = /^[0-9A-Za-z]{21}$/;

/** In the order of ASCII, so that both spellings sort alike. */
const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const BASE = BigInt(DIGITS.length);
const BODY_DIGITS = 17;
const CHECK_DIGITS = 4;
const LIMIT = 1n << 96n;

/**
 * An id of the store as the flow engine's contract spells it: 21 letters and digits, the last four of which tell a
 * mistyped id from one that exists.
 */
export function wireId(stored: string): string {
  if (!STORED.test(stored)) throw new Error(`Expected an id of 24 hex characters, found ${JSON.stringify(stored)}.`);
  return digits(BigInt(`0x${stored}`), BODY_DIGITS) + checkOf(stored);
}

/** The id of the store that an id in either spelling means; null for a text that is neither. */
export function storedId(text: string): string | null {
  if (STORED.test(text)) return text;
  if (!WIRE.test(text)) return null;
  let value = 0n;
  for (const digit of text.slice(0, BODY_DIGITS)) value = value * BASE + BigInt(DIGITS.indexOf(digit));
  if (value >= LIMIT) return null;
  const stored = value.toString(16).padStart(24, '0');
  return checkOf(stored) === text.slice(BODY_DIGITS) ? stored : null;
}

/** The same ids come again and again, those of a flow with each of its requests, and hashes are slow. */
const known = new Map<string, string>();
const MOST_KNOWN = 5_000;

function checkOf(stored: string): string {
  const found = known.get(stored);
  if (found !== undefined) return found;
  const hash = sha256(utf8ToBytes(stored));
  const check = digits(BigInt(new DataView(hash.buffer, hash.byteOffset).getUint32(0)), CHECK_DIGITS);
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(stored, check);
  return check;
}

/** The last digits of a number. */
function digits(value: bigint, count: number): string {
  let text = '';
  for (let rest = value; text.length < count; rest /= BASE) text = DIGITS.charAt(Number(rest % BASE)) + text;
  return text;
}
