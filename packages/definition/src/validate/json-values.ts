import type { FaultReport } from '../faults/report.ts';
import { describeFound } from '../faults/wording.ts';
import { pointerOf } from '../json-pointer.ts';
import { type Limits, MAX_DEPTH, MAX_VALUES } from './limits.ts';

/**
 * Checks what holds for any JSON that is stored: size, depth, no key that could reach a prototype, no text that
 * PostgreSQL or UTF-8 cannot hold.
 *
 * @returns whether the value is fit to be looked at further; faults of single texts and keys do not stop that.
 */
export function checkJsonValues(root: unknown, limits: Limits, report: FaultReport): boolean {
  const walk = new Walk(limits, report);
  if (!walk.run(root)) return false;
  const bytes = new TextEncoder().encode(JSON.stringify(root)).length;
  if (bytes > limits.maxBytes) report.add('DEFINITION_TOO_LARGE', '', { limit: limits.maxBytes });
  return bytes <= limits.maxBytes;
}

interface Place {
  value: unknown;
  key: string | number;
  parent: Place | null;
  depth: number;
}

const FORBIDDEN_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);
const LONE_SURROGATE = /\p{Surrogate}/u;

class Walk {
  private readonly limits: Limits;
  private readonly report: FaultReport;
  private readonly pending: Place[] = [];
  private values = 0;
  private characters = 0;

  constructor(limits: Limits, report: FaultReport) {
    this.limits = limits;
    this.report = report;
  }

  /** Works on a list of its own instead of the stack: the value may be nested as deeply as it likes. */
  run(root: unknown): boolean {
    this.pending.push({ value: root, key: '', parent: null, depth: 0 });
    for (let place = this.pending.pop(); place !== undefined; place = this.pending.pop()) {
      if (!this.visit(place)) return false;
    }
    return true;
  }

  private visit(place: Place): boolean {
    const { value, depth } = place;
    if (++this.values > MAX_VALUES) return this.stop('TOO_MANY_VALUES', '', MAX_VALUES);
    if (typeof value === 'string') return this.visitText(value, place);
    if (value === null || typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value)))
      return true;
    if (typeof value !== 'object') {
      this.report.add('NOT_JSON', pointerTo(place), { found: describeFound(value, this.report.locale) });
      return false;
    }
    if (depth >= MAX_DEPTH) return this.stop('TOO_DEEP', pointerTo(place), MAX_DEPTH);
    return Array.isArray(value) ? this.visitList(value, place) : this.visitObject(value, place);
  }

  private visitText(text: string, place: Place): boolean {
    this.characters += text.length;
    if (this.characters > this.limits.maxBytes) return this.stop('DEFINITION_TOO_LARGE', '', this.limits.maxBytes);
    if (text.includes('\0')) this.report.add('NUL_CHARACTER', pointerTo(place));
    if (LONE_SURROGATE.test(text)) this.report.add('LONE_SURROGATE', pointerTo(place));
    return true;
  }

  private visitList(list: readonly unknown[], place: Place): boolean {
    if (list.length > MAX_VALUES) return this.stop('TOO_MANY_VALUES', '', MAX_VALUES);
    for (let index = list.length - 1; index >= 0; index--) {
      this.pending.push({ value: list[index], key: index, parent: place, depth: place.depth + 1 });
    }
    return true;
  }

  private visitObject(object: object, place: Place): boolean {
    for (const [key, value] of Object.entries(object).reverse()) {
      // Undefined fields are not part of JSON: as if they were not there.
      if (value === undefined) continue;
      const inner: Place = { value, key, parent: place, depth: place.depth + 1 };
      if (FORBIDDEN_KEYS.has(key)) this.report.add('FORBIDDEN_KEY', pointerTo(inner), { key });
      if (!this.visitText(key, inner)) return false;
      this.pending.push(inner);
    }
    return true;
  }

  private stop(code: 'TOO_DEEP' | 'TOO_MANY_VALUES' | 'DEFINITION_TOO_LARGE', pointer: string, limit: number): false {
    this.report.add(code, pointer, { limit });
    return false;
  }
}

function pointerTo(place: Place): string {
  const keys: (string | number)[] = [];
  for (let at: Place = place; at.parent !== null; at = at.parent) keys.push(at.key);
  return pointerOf(...keys.reverse());
}
