/** Frames as both sides write them: four bytes of length, then JSON. */
import { HEADER_BYTES } from '../child/protocol.ts';

export function frame(message: unknown): Buffer {
  const body = Buffer.from(JSON.stringify(message));
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt32BE(body.length);
  return Buffer.concat([header, body]);
}

/**
 * Reads frames out of what comes from a child, which may send anything.
 *
 * @param maxBytes a longer frame is a fault as soon as its length is known
 * @param onFrame is given the parsed JSON, and the bytes that it took
 * @param onFault is called once, for what is no frame; nothing is read after it
 * @returns takes the next bytes
 */
export function frameReader(
  maxBytes: number,
  onFrame: (message: unknown, bytes: number) => void,
  onFault: (fault: 'too-large' | 'unreadable', bytes: number) => void,
): (chunk: Buffer) => void {
  let chunks: Buffer[] = [];
  let bytes = 0;
  let needed = HEADER_BYTES;
  let broken = false;
  const fail = (fault: 'too-large' | 'unreadable', size: number) => {
    broken = true;
    chunks = [];
    onFault(fault, size);
  };
  return (chunk) => {
    if (broken) return;
    chunks.push(chunk);
    bytes += chunk.length;
    while (!broken && bytes >= needed) {
      const all = chunks.length === 1 ? (chunks[0] ?? chunk) : Buffer.concat(chunks);
      const length = all.readUInt32BE(0);
      if (length > maxBytes) return fail('too-large', length);
      const end = HEADER_BYTES + length;
      const whole = all.length >= end;
      const rest = whole ? all.subarray(end) : all;
      chunks = rest.length > 0 ? [rest] : [];
      bytes = rest.length;
      needed = whole ? HEADER_BYTES : end;
      if (!whole) continue;
      const message = parse(all.toString('utf8', HEADER_BYTES, end));
      if (message === undefined) return fail('unreadable', length);
      onFrame(message, length);
    }
  };
}

/** @returns undefined for what is no JSON; keys that would change prototypes are left out */
function parse(text: string): unknown {
  try {
    if (!text.includes('"__proto__"') && !text.includes('\\u')) return JSON.parse(text);
    return JSON.parse(text, (key, value: unknown) => (key === '__proto__' ? undefined : value));
  } catch {
    return undefined;
  }
}
