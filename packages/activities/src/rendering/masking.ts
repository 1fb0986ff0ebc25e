import type { JsonObject, JsonValue } from '@perdura/definition';
import { storableText } from '../storable-text.ts';

/** What stands where a secret stood. */
const MASK = '[redacted]';

/** Names of fields whose texts are secrets. */
const SECRET_NAME =
  /authorization|cookie|passw(?:or)?d|passphrase|secret|token|api[-_]?key|access[-_]?key|private[-_]?key|credential|signature/i;
/** `user:password@` of an address. */
const USER_INFO = /(\b[a-z][a-z0-9+.-]{0,20}:\/\/)[^\s/?#@]{1,500}@/gi;
const SECRET_PARAMETER =
  /([?&][\w.-]{0,40}(?:password|passwd|secret|token|api[-_]?key|access[-_]?key|signature|credential)[\w.-]{0,20}=)[^&#\s"']{1,2000}/gi;
const CREDENTIAL = /\b(Bearer|Basic)(\s+)[\w.~+/=-]{8,}/gi;

/** Takes out of a text what looks like a secret: credentials of headers and addresses. */
export function maskText(text: string): string {
  return text
    .replace(USER_INFO, `$1${MASK}@`)
    .replace(SECRET_PARAMETER, `$1${MASK}`)
    .replace(CREDENTIAL, `$1$2${MASK}`);
}

/** About the most that is shown of a config, in bytes of JSON. */
const MAX_BYTES = 8_000;
const MAX_TEXT = 1_000;
const MAX_ELEMENTS = 50;
const MAX_DEPTH = 20;
const CUT = '…';

/** What people are shown of a rendered config: secrets masked, and long values cut so that the whole stays small. */
export function shownConfig(config: JsonObject): JsonValue {
  return new Showing().value(config, false, 0);
}

class Showing {
  #left = MAX_BYTES;

  value(value: JsonValue, isSecret: boolean, depth: number): JsonValue {
    if (this.#left <= 0) return CUT;
    if (typeof value === 'string') return this.#text(isSecret && value !== '' ? MASK : value);
    if (typeof value !== 'object' || value === null) return this.#spend(value);
    if (depth > MAX_DEPTH) return this.#text(CUT);
    return Array.isArray(value) ? this.#list(value, isSecret, depth) : this.#object(value, isSecret, depth);
  }

  #list(list: readonly JsonValue[], isSecret: boolean, depth: number): JsonValue[] {
    this.#left -= 2;
    const shown: JsonValue[] = [];
    for (const element of list.slice(0, MAX_ELEMENTS)) {
      if (this.#left <= 0) break;
      shown.push(this.value(element, isSecret, depth + 1));
    }
    if (list.length > shown.length) shown.push(this.#spend(`${CUT} ${list.length - shown.length} more`));
    return shown;
  }

  #object(source: JsonObject, isSecret: boolean, depth: number): JsonObject {
    this.#left -= 2;
    const shown: JsonObject = {};
    for (const [key, value] of Object.entries(source)) {
      if (key === '__proto__') continue;
      const name = storableText(key.slice(0, MAX_TEXT));
      this.#left -= bytesOf(name) + 1;
      if (this.#left <= 0) {
        shown[CUT] = CUT;
        break;
      }
      shown[name] = this.value(value, isSecret || SECRET_NAME.test(key), depth + 1);
    }
    return shown;
  }

  #text(text: string): string {
    const room = Math.min(MAX_TEXT, Math.max(0, this.#left));
    // Masked before it is cut, so that no half of a secret escapes, yet not over all of a huge text.
    const masked = storableText(maskText(text.slice(0, MAX_TEXT * 4)));
    const shown = masked.length > room ? masked.slice(0, room) : masked;
    const isCut = shown.length < masked.length || text.length > MAX_TEXT * 4;
    return this.#spend(isCut ? storableText(`${shown}${CUT} (${text.length} characters)`) : shown);
  }

  #spend<Value extends JsonValue>(value: Value): Value {
    this.#left -= bytesOf(value) + 1;
    return value;
  }
}

function bytesOf(value: JsonValue): number {
  return Buffer.byteLength(JSON.stringify(value));
}
