import type { JsonValue } from '@perdura/definition';
import type { ValueRef } from '@perdura/definition/run';

/** Values over this size travel by reference, so that small runs have references too. */
const INLINE_CHARACTERS = 300;

/** A blob store in memory. */
export class TestBlobs {
  readonly stored: JsonValue[] = [];

  /** A reference to the value, whatever its size. */
  store(value: JsonValue): ValueRef {
    const blob = `blob-${this.stored.push(value)}`;
    return { blob, bytes: JSON.stringify(value).length };
  }

  /** The value as an activity answers it. */
  refer(value: JsonValue): ValueRef {
    return JSON.stringify(value).length > INLINE_CHARACTERS ? this.store(value) : { value };
  }

  /** @throws Error when nothing was stored under that reference */
  load(ref: ValueRef): JsonValue {
    if ('value' in ref) return ref.value;
    const whole = this.stored[Number(ref.blob.slice('blob-'.length)) - 1];
    if (whole === undefined) throw new Error(`There is no ${ref.blob}; ${this.stored.length} are stored.`);
    if (ref.at === undefined) return whole;
    const element = Array.isArray(whole) ? whole[ref.at] : undefined;
    if (element === undefined) throw new Error(`${ref.blob} has no element at ${ref.at}.`);
    return element;
  }
}
