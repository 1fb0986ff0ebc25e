import { randomBytes } from 'node:crypto';

/**
 * A new id: 24 lower-case hex characters that sort by creation time, and in order of making within a process:
 * 6 bytes milliseconds since 1970, 2 bytes counter within the millisecond, 4 bytes chance.
 */
export function newId(): string {
  const now = Date.now();
  if (now > lastMs) {
    lastMs = now;
    counter = 0;
  } else if (counter === 0xffff) {
    lastMs += 1;
    counter = 0;
  } else {
    counter += 1;
  }
  return lastMs.toString(16).padStart(12, '0') + counter.toString(16).padStart(4, '0') + chance();
}

/** Whether a text has the form of an id. */
export function isId(text: unknown): text is string {
  return typeof text === 'string' && /^[0-9a-f]{24}$/.test(text);
}

/** An id that always is the same for a time and a discriminating hash (hex, at least 12 characters). */
export function idAt(time: Date, hash: string): string {
  return time.getTime().toString(16).padStart(12, '0') + hash.slice(0, 12);
}

/** A clock that was set back must not make ids go back, so the last time is kept. */
let lastMs = 0;
let counter = 0;
let pool: Buffer = Buffer.alloc(0);

/** Four random bytes in hex, taken from a larger draw: drawing each by itself costs a call into the system. */
function chance(): string {
  if (pool.length < 4) pool = randomBytes(1024);
  const hex = pool.toString('hex', 0, 4);
  pool = pool.subarray(4);
  return hex;
}
