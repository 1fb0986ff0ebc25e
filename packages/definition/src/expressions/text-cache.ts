import { LRUCache } from 'lru-cache';

const MAX_ENTRIES = 5_000;
const MAX_CHARACTERS = 2_000_000;

/** Remembers what texts were parsed to, within bounds: the same definitions are parsed for every run of them. */
export class TextCache<Parsed extends object> {
  private readonly entries = new LRUCache<string, Parsed>({ max: MAX_ENTRIES, maxSize: MAX_CHARACTERS });

  get(text: string, parse: (text: string) => Parsed): Parsed {
    const known = this.entries.get(text);
    if (known !== undefined) return known;
    const parsed = parse(text);
    this.entries.set(text, parsed, { size: text.length + 1 });
    return parsed;
  }
}
