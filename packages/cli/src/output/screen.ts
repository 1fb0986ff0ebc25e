import { createColors } from 'picocolors';
import type { Terminal } from '../terminal.ts';
import { type Column, harmless, harmlessJson, oneLine, tableLines } from './table.ts';

export type Colors = ReturnType<typeof createColors>;

export interface ScreenOptions {
  json: boolean;
  quiet: boolean;
}

/**
 * Where commands write. What was asked for goes to standard output, either as JSON or for people; everything else
 * (remarks, progress, errors) goes to standard error.
 */
export class Screen {
  readonly colors: Colors;
  readonly errorColors: Colors;
  readonly json: boolean;
  readonly quiet: boolean;
  readonly #terminal: Terminal;

  constructor(terminal: Terminal, { json, quiet }: ScreenOptions) {
    this.#terminal = terminal;
    this.json = json;
    this.quiet = quiet;
    this.colors = createColors(hasColors(terminal.env, terminal.stdout.isTTY === true));
    this.errorColors = createColors(hasColors(terminal.env, terminal.stderr.isTTY === true));
  }

  /** What was asked for: with --json the value as it is, otherwise what `render` makes of it. */
  show<Value>(value: Value, render: (value: Value) => string | readonly string[]): void {
    if (this.json) this.#out(harmlessJson(JSON.stringify(value, null, 2) ?? 'null'));
    else for (const line of [render(value)].flat()) this.#out(harmless(line));
  }

  /** One of many: with --json one line of JSON each. */
  emit<Value>(value: Value, render: (value: Value) => string | null): void {
    const line = this.json ? harmlessJson(JSON.stringify(value)) : render(value);
    if (line !== null) this.#out(this.json ? line : harmless(line));
  }

  /** Rows for people. */
  table<Row>(columns: readonly Column<Row>[], rows: readonly Row[], none: string): string[] {
    return rows.length === 0 ? [this.colors.dim(none)] : tableLines(columns, rows, this.colors.bold);
  }

  /** Names and values for people; values that are absent are left out. */
  facts(facts: readonly (readonly [name: string, value: string | null | undefined])[]): string[] {
    const shown = facts.filter(([, value]) => value !== null && value !== undefined && value !== '');
    const width = Math.max(0, ...shown.map(([name]) => name.length));
    return shown.map(([name, value]) => `${this.colors.dim(name.padEnd(width))}  ${oneLine(value ?? '')}`);
  }

  /** Text that was asked for and has a form of its own: a file, a script. A terminal is shown it without what upsets it. */
  raw(text: string): void {
    const whole = text.endsWith('\n') ? text.slice(0, -1) : text;
    this.#out(this.#terminal.stdout.isTTY === true ? harmless(whole) : whole);
  }

  /** A remark; none with --quiet. */
  note(text: string): void {
    if (!this.quiet) this.error(text);
  }

  /** A line on standard error. */
  error(text: string): void {
    this.#terminal.stderr.write(`${harmless(text)}\n`);
  }

  #out(line: string): void {
    this.#terminal.stdout.write(`${line}\n`);
  }
}

/** NO_COLOR and FORCE_COLOR are obeyed; otherwise only a terminal gets colours. */
export function hasColors(env: Terminal['env'], isTerminal: boolean): boolean {
  if (env.NO_COLOR !== undefined && env.NO_COLOR !== '') return false;
  if (env.FORCE_COLOR !== undefined && env.FORCE_COLOR !== '')
    return env.FORCE_COLOR !== '0' && env.FORCE_COLOR !== 'false';
  return isTerminal && env.TERM !== 'dumb';
}
