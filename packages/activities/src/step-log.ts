import type { LogLine } from './dependencies.ts';
import type { LogLevel } from './node-context.ts';
import { maskText } from './rendering/masking.ts';
import { storableText } from './storable-text.ts';

const MAX_LINES = 200;
const MAX_CHARACTERS = 16 * 1024;
const MAX_LINE_CHARACTERS = 2_000;

/** Collects what the code of one attempt logs, within what history should carry; secrets by their looks are masked. */
export class StepLog {
  readonly #lines: LogLine[] = [];
  #characters = 0;
  #more = 0;

  readonly add = (level: LogLevel, message: string): void => {
    const text = shorten(message);
    if (this.#lines.length >= MAX_LINES || this.#characters + text.length > MAX_CHARACTERS) {
      this.#more++;
      return;
    }
    this.#characters += text.length;
    this.#lines.push({ at: new Date().toISOString(), level, message: storableText(maskText(text)) });
  };

  /** How many lines were logged, those left out included. */
  readonly count = (): number => this.#lines.length + this.#more;

  list(): LogLine[] {
    if (this.#more === 0) return this.#lines;
    const message = `${this.#more} more lines were left out.`;
    return [...this.#lines, { at: this.#lines.at(-1)?.at ?? new Date().toISOString(), level: 'warn', message }];
  }
}

function shorten(message: string): string {
  return message.length > MAX_LINE_CHARACTERS ? `${message.slice(0, MAX_LINE_CHARACTERS)}…` : message;
}
