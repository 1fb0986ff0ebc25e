import type { MessageKey } from '@perdura/contracts';
import { pointerOf } from '@perdura/definition';

/** One reason to refuse a text as a body. */
export interface JsonFault {
  /** JSON Pointer to the value at fault, as far as it was read. */
  pointer: string;
  message: MessageKey;
  values: Record<string, string | number>;
  /** Place in the text, from 1; only for what is no JSON. */
  position?: { line: number; column: number };
}

export interface JsonLimits {
  /** Deepest nesting of objects and arrays. */
  maxDepth: number;
}

/** Faults of one text that are told; the rest follows from them or would be the same again. */
const MAX_FAULTS = 100;

/** Keys that would reach an object's prototype in careless code: refused wherever they stand. */
const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Reads a JSON text from its first character to its last without recursion, and tells why it must not be parsed:
 * it is no JSON, is nested too deeply, gives a key twice, or holds keys, characters or numbers that cannot be kept.
 *
 * @returns the faults in the order of the text; nothing follows a fault of syntax or depth
 */
export function inspectJson(text: string, limits: JsonLimits): JsonFault[] {
  return new Inspection(text, limits).faults();
}

interface Frame {
  /** Keys so far; null for an array. */
  keys: Set<string> | null;
  /** The member that is being read. */
  member: string | number | null;
}

type Expectation = 'value' | 'valueOrEnd' | 'key' | 'keyOrEnd' | 'separator' | 'end';

/** Thrown to stop reading: what follows has no meaning. */
class Stop extends Error {}

class Inspection {
  private readonly text: string;
  private readonly limits: JsonLimits;
  private readonly found: JsonFault[] = [];
  private readonly frames: Frame[] = [];
  private at = 0;
  private expected: Expectation = 'value';

  constructor(text: string, limits: JsonLimits) {
    this.text = text;
    this.limits = limits;
  }

  faults(): JsonFault[] {
    try {
      while (this.step()) if (this.found.length >= MAX_FAULTS) break;
    } catch (stop) {
      if (!(stop instanceof Stop)) throw stop;
    }
    return this.found;
  }

  /** Reads one token; false at the end of a whole text. */
  private step(): boolean {
    this.skipSpace();
    const character = this.text[this.at];
    if (character === undefined) {
      if (this.expected === 'end') return false;
      return this.stop('unexpectedEnd', {});
    }
    if (this.expected === 'end') return this.unexpected('the end');
    if (this.expected === 'separator') return this.readSeparator(character);
    if (this.expected === 'key' || this.expected === 'keyOrEnd') return this.readKey(character);
    return this.readValue(character);
  }

  private readValue(character: string): boolean {
    if (character === ']' && this.expected === 'valueOrEnd') return this.close();
    if (character === '{') return this.open({ keys: new Set(), member: null }, 'keyOrEnd');
    if (character === '[') return this.open({ keys: null, member: 0 }, 'valueOrEnd');
    if (character === '"') this.readString();
    else if (character === '-' || isDigit(character)) this.readNumber();
    else this.readWord();
    return this.settled();
  }

  private open(frame: Frame, expected: Expectation): boolean {
    if (this.frames.length >= this.limits.maxDepth) return this.stop('tooDeep', { limit: this.limits.maxDepth });
    this.frames.push(frame);
    this.at += 1;
    this.expected = expected;
    return true;
  }

  private close(): boolean {
    this.frames.pop();
    this.at += 1;
    return this.settled();
  }

  private settled(): boolean {
    this.expected = this.frames.length === 0 ? 'end' : 'separator';
    return true;
  }

  private readSeparator(character: string): boolean {
    const frame = this.frames.at(-1);
    if (frame === undefined) return false;
    if (character === (frame.keys ? '}' : ']')) return this.close();
    if (character !== ',') return this.unexpected(frame.keys ? '"," or "}"' : '"," or "]"');
    this.at += 1;
    if (typeof frame.member === 'number') frame.member += 1;
    this.expected = frame.keys ? 'key' : 'value';
    return true;
  }

  private readKey(character: string): boolean {
    if (character === '}' && this.expected === 'keyOrEnd') return this.close();
    if (character !== '"') return this.unexpected(this.expected === 'key' ? 'a key' : 'a key or "}"');
    const key = this.readString();
    const frame = this.frames.at(-1);
    if (!frame?.keys) return false;
    frame.member = key;
    if (frame.keys.has(key)) this.report('duplicateKey', { name: quotable(key) });
    else if (FORBIDDEN_KEYS.has(key)) this.report('forbiddenKey', { name: key });
    frame.keys.add(key);
    this.skipSpace();
    if (this.text[this.at] === undefined) return this.stop('unexpectedEnd', {});
    if (this.text[this.at] !== ':') return this.unexpected('":"');
    this.at += 1;
    this.expected = 'value';
    return true;
  }

  /** Reads the string at the place, and answers it decoded. */
  private readString(): string {
    const start = this.at;
    let escaped = false;
    for (this.at += 1; ; this.at += 1) {
      const code = this.text.charCodeAt(this.at);
      if (Number.isNaN(code)) this.stop('unexpectedEnd', {});
      if (code === 0x22) break;
      if (code < 0x20) this.unexpected('an escape such as "\\n"');
      if (code === 0x5c) {
        escaped = true;
        this.skipEscape();
      }
    }
    this.at += 1;
    if (!escaped) return this.text.slice(start + 1, this.at - 1);
    const decoded: string = JSON.parse(this.text.slice(start, this.at));
    if (decoded.includes('\u0000')) this.report('nulCharacter', {});
    if (/\p{Cs}/u.test(decoded)) this.report('loneSurrogate', {});
    return decoded;
  }

  /** From the backslash to the last character of its escape. */
  private skipEscape(): void {
    this.at += 1;
    const character = this.text[this.at];
    if (character === undefined) this.stop('unexpectedEnd', {});
    if (character === 'u') {
      for (let digit = 0; digit < 4; digit += 1) {
        this.at += 1;
        const next = this.text[this.at];
        if (next === undefined) this.stop('unexpectedEnd', {});
        else if (!/[0-9a-fA-F]/.test(next)) this.unexpected('four hex digits');
      }
    } else if (character !== undefined && !'"\\/bfnrt'.includes(character)) {
      this.unexpected('one of "\\/bfnrtu after a backslash');
    }
  }

  private readNumber(): void {
    const number = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
    number.lastIndex = this.at;
    const [found] = number.exec(this.text) ?? [];
    if (found === undefined) {
      this.at += 1;
      if (this.text[this.at] === undefined) this.stop('unexpectedEnd', {});
      this.unexpected('a digit');
      return;
    }
    if (!Number.isFinite(Number(found))) this.report('hugeNumber', { found: quotable(found) });
    this.at += found.length;
  }

  private readWord(): void {
    const word = ['true', 'false', 'null'].find((candidate) => this.text.startsWith(candidate, this.at));
    if (word !== undefined) {
      this.at += word.length;
      return;
    }
    const rest = this.text.slice(this.at);
    const cut = rest.length < 5 && ['true', 'false', 'null'].some((candidate) => candidate.startsWith(rest));
    if (cut) this.stop('unexpectedEnd', {});
    this.unexpected('a value');
  }

  private skipSpace(): void {
    for (;;) {
      const code = this.text.charCodeAt(this.at);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
      this.at += 1;
    }
  }

  private unexpected(expected: string): never {
    const character = this.text.codePointAt(this.at);
    const found = character === undefined ? 'the end' : JSON.stringify(String.fromCodePoint(character));
    return this.stop('unexpectedText', { expected, found });
  }

  private stop(message: MessageKey, values: Record<string, string | number>): never {
    this.found.push({ pointer: this.place(), message, values, position: positionIn(this.text, this.at) });
    throw new Stop();
  }

  private report(message: MessageKey, values: Record<string, string | number>): void {
    this.found.push({ pointer: this.place(), message, values });
  }

  private place(): string {
    const members = this.frames.map(({ member }) => member).filter((member) => member !== null);
    return pointerOf(...members.map((member) => quotable(String(member))));
  }
}

/** Line and column of an offset, from 1. */
function positionIn(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset);
  const lastBreak = before.lastIndexOf('\n');
  return { line: before.split('\n').length, column: offset - lastBreak };
}

function isDigit(character: string): boolean {
  return character >= '0' && character <= '9';
}

/** What a stranger wrote, fit for a message: short, and without what no answer should repeat. */
function quotable(text: string): string {
  const clean = text.replace(/[\p{Cc}\p{Cs}]/gu, '\ufffd');
  return clean.length > 80 ? `${clean.slice(0, 80)}…` : clean;
}
