import { storableText } from './storable-text.ts';

const MAX_WARNINGS = 50;
const MAX_LENGTH = 500;

/** Collects the warnings of one attempt, each once, within what history should carry. */
export class Warnings {
  readonly #messages = new Set<string>();
  #more = 0;

  readonly add = (message: string): void => {
    const text = message.length > MAX_LENGTH ? `${message.slice(0, MAX_LENGTH)}…` : message;
    if (this.#messages.has(text)) return;
    if (this.#messages.size < MAX_WARNINGS) this.#messages.add(storableText(text));
    else this.#more++;
  };

  list(): string[] {
    const messages = [...this.#messages];
    return this.#more === 0 ? messages : [...messages, `${this.#more} more warnings were left out.`];
  }
}
