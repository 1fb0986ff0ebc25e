import type { FaultReport } from '../faults/report.ts';
import { describeFound } from '../faults/wording.ts';
import { pointerOf } from '../json-pointer.ts';
import { type Limits, MAX_DEPTH, MAX_KEYS, MAX_VALUES } from './limits.ts';

/**
 * Checks what holds for any JSON that is stored: size, depth, no key that could reach a prototype, no text that
 * PostgreSQL or UTF-8 cannot hold.
 *
 * @returns whether the value is fit to be looked at further; faults of single texts and keys do not stop that.
 */
export function checkJsonValues(root: unknown, limits: Limits, report: FaultReport): boolean {
  if (!new Walk(limits, report).run(root)) return false;
  const bytes = new TextEncoder().encode(JSON.stringify(root)).length;
  if (bytes > limits.maxBytes) report.add('DEFINITION_TOO_LARGE', '', { limit: limits.maxBytes });
  return bytes <= limits.maxBytes;
}

/** A list or object, and how it was reached. */
interface Container {
  value: object;
  key: string | number;
  parent: Container | null;
  depth: number;
}

const FORBIDDEN_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);
const LONE_SURROGATE = /\p{Surrogate}/u;

class Walk {
  private readonly limits: Limits;
  private readonly report: FaultReport;
  private readonly pending: Container[] = [];
  private values = 0;
  private characters = 0;

  constructor(limits: Limits, report: FaultReport) {
    this.limits = limits;
    this.report = report;
  }

  /** Works on a list of its own instead of the stack: the value may be nested as deeply as it likes. */
  run(root: unknown): boolean {
    if (!this.visit(root, '', null)) return false;
    for (let next = this.pending.pop(); next !== undefined; next = this.pending.pop()) {
      const isSound = Array.isArray(next.value) ? this.visitList(next.value, next) : this.visitObject(next);
      if (!isSound) return false;
    }
    return true;
  }

  private visit(value: unknown, key: string | number, parent: Container | null): boolean {
    if (++this.values > MAX_VALUES) return this.stop('TOO_MANY_VALUES', '', MAX_VALUES);
    if (typeof value === 'string') return this.visitText(value, key, parent);
    if (value === null || typeof value === 'boolean' || Number.isFinite(value)) return true;
    if (typeof value !== 'object') {
      this.report.add('NOT_JSON', pointerTo(key, parent), { found: describeFound(value, this.report.locale) });
      return false;
    }
    const depth = parent === null ? 0 : parent.depth + 1;
    if (depth >= MAX_DEPTH) return this.stop('TOO_DEEP', pointerTo(key, parent), MAX_DEPTH);
    this.pending.push({ value, key, parent, depth });
    return true;
  }

  private visitText(text: string, key: string | number, parent: Container | null): boolean {
    this.characters += text.length;
    if (this.characters > this.limits.maxBytes) return this.stop('DEFINITION_TOO_LARGE', '', this.limits.maxBytes);
    if (text.includes('\0')) this.report.add('NUL_CHARACTER', pointerTo(key, parent));
    if (LONE_SURROGATE.test(text)) this.report.add('LONE_SURROGATE', pointerTo(key, parent));
    return true;
  }

  private visitList(list: readonly unknown[], container: Container): boolean {
    // Not `every`, which passes over the holes of a sparse list.
    for (let index = 0; index < list.length; index++) {
      if (!this.visit(list[index], index, container)) return false;
    }
    return true;
  }

  private visitObject(container: Container): boolean {
    const keys = Object.keys(container.value);
    if (keys.length > MAX_KEYS) return this.stop('TOO_MANY_KEYS', pointerTo(container.key, container.parent), MAX_KEYS);
    for (const key of keys) {
      const value = (container.value as Record<string, unknown>)[key];
      // Undefined fields are not part of JSON: as if they were not there.
      if (value === undefined) continue;
      if (FORBIDDEN_KEYS.has(key)) this.report.add('FORBIDDEN_KEY', pointerTo(key, container), { key });
      if (!this.visitText(key, key, container) || !this.visit(value, key, container)) return false;
    }
    return true;
  }

  private stop(
    code: 'TOO_DEEP' | 'TOO_MANY_VALUES' | 'TOO_MANY_KEYS' | 'DEFINITION_TOO_LARGE',
    pointer: string,
    limit: number,
  ): false {
    this.report.add(code, pointer, { limit });
    return false;
  }
}

function pointerTo(key: string | number, parent: Container | null): string {
  if (parent === null) return '';
  const keys = [key];
  for (let at: Container = parent; at.parent !== null; at = at.parent) keys.push(at.key);
  return pointerOf(...keys.reverse());
}
