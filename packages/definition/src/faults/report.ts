import type { Fault } from '../definition.ts';
import { LineIndex } from '../expressions/text-position.ts';
import type { FaultCode, FaultValues, Locale } from './messages.ts';
import { faultMessage } from './messages.ts';

const MAX_FAULTS = 100;

/** Collects faults and puts them into words; past a limit it only counts. */
export class FaultReport {
  readonly locale: Locale;
  private readonly faults: Fault[] = [];
  private readonly seen = new Set<string>();
  private unlisted = 0;
  private lines = new LineIndex('');

  constructor(locale: Locale) {
    this.locale = locale;
  }

  /** How many faults there are, listed or not. */
  get count(): number {
    return this.faults.length + this.unlisted;
  }

  /** Whether faults are only counted by now, so that looking for more is wasted work. */
  get isOverflowing(): boolean {
    return this.unlisted > 0;
  }

  private get isFull(): boolean {
    return this.faults.length >= MAX_FAULTS;
  }

  /** Counts faults that are not worth putting into words any more. */
  countMore(count: number): void {
    this.unlisted += count;
  }

  add(code: FaultCode, pointer: string, values: FaultValues = {}, position?: Fault['position']): void {
    if (this.isFull) {
      this.unlisted++;
      return;
    }
    const message = faultMessage(code, { at: pointer === '' ? '/' : pointer, ...values }, this.locale);
    const key = `${pointer}\n${message}\n${position?.line}:${position?.column}`;
    if (this.seen.has(key)) return;
    this.seen.add(key);
    this.faults.push({ pointer, message, code, ...(position && { position }) });
  }

  /** A fault at a place inside the text at `pointer`. */
  addInText(code: FaultCode, pointer: string, values: FaultValues, text: string, offset: number): void {
    if (this.isFull) this.unlisted++;
    else {
      if (this.lines.text !== text) this.lines = new LineIndex(text);
      this.add(code, pointer, values, this.lines.positionAt(offset));
    }
  }

  list(): Fault[] {
    if (this.unlisted === 0) return this.faults;
    const message = faultMessage('TOO_MANY_FAULTS', { count: this.unlisted }, this.locale);
    return [...this.faults, { pointer: '', message, code: 'TOO_MANY_FAULTS' }];
  }
}
