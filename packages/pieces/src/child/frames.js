/** Frames as both sides write them: four bytes of length, then JSON. */

// Captured before any package is loaded, so that one that changes them changes nothing here.
const { parse, stringify } = JSON;
const { alloc, concat, from } = Buffer;

/** Descriptor of the channel for messages either way, and of the one on which a child waits for an answer. */
export const MESSAGES_FD = 3;
export const QUESTIONS_FD = 4;
/** Bytes of the length before each frame. */
export const HEADER_BYTES = 4;

/** @param {unknown} message */
export function frame(message) {
  return frameOf(stringify(message));
}

/** @param {string} text JSON */
export function frameOf(text) {
  const body = from(text);
  const header = alloc(HEADER_BYTES);
  header.writeUInt32BE(body.length);
  return concat([header, body]);
}

/**
 * Reads frames out of what comes, which may be anything where it comes from a child.
 *
 * @param {number} maxBytes a longer frame is a fault as soon as its length is known
 * @param {(message: unknown, bytes: number) => void} onFrame is given the parsed JSON, and the bytes that it took
 * @param {(fault: 'too-large' | 'unreadable', bytes: number) => void} onFault is called once, for what is no frame;
 *   nothing is read after it
 * @returns {(chunk: Buffer) => void} takes the next bytes
 */
export function frameReader(maxBytes, onFrame, onFault) {
  /** @type {Buffer[]} */
  let chunks = [];
  let bytes = 0;
  let needed = HEADER_BYTES;
  let broken = false;
  /** @param {'too-large' | 'unreadable'} fault @param {number} size */
  const fail = (fault, size) => {
    broken = true;
    chunks = [];
    onFault(fault, size);
  };
  return (chunk) => {
    if (broken) return;
    chunks.push(chunk);
    bytes += chunk.length;
    while (!broken && bytes >= needed) {
      const all = chunks.length === 1 ? (chunks[0] ?? chunk) : concat(chunks);
      const length = all.readUInt32BE(0);
      if (length > maxBytes) return fail('too-large', length);
      const end = HEADER_BYTES + length;
      const whole = all.length >= end;
      const rest = whole ? all.subarray(end) : all;
      chunks = rest.length > 0 ? [rest] : [];
      bytes = rest.length;
      needed = whole ? HEADER_BYTES : end;
      if (!whole) continue;
      const message = read(all.toString('utf8', HEADER_BYTES, end));
      if (message === undefined) return fail('unreadable', length);
      onFrame(message, length);
    }
  };
}

/**
 * Keys that would change prototypes are left out.
 *
 * @param {string} text
 * @returns {unknown} undefined for what is no JSON
 */
function read(text) {
  try {
    if (!text.includes('"__proto__"') && !text.includes('\\u')) return parse(text);
    return parse(text, (key, value) => (key === '__proto__' ? undefined : value));
  } catch {
    return undefined;
  }
}
