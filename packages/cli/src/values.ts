import { usageError } from './cli-error.ts';

/** The arguments and options that were given to a command. */
export class Values {
  readonly #arguments: readonly (string | readonly string[] | undefined)[];
  readonly #options: Readonly<Record<string, unknown>>;
  readonly #syntaxes: readonly string[];

  /** `syntaxes` are those of the arguments, such as `<run>`, by which a fault names them. */
  constructor(
    given: readonly (string | readonly string[] | undefined)[],
    options: Readonly<Record<string, unknown>>,
    syntaxes: readonly string[],
  ) {
    this.#arguments = given;
    this.#options = options;
    this.#syntaxes = syntaxes;
  }

  /** A required argument, by its place. */
  argument(place: number): string {
    return this.optionalArgument(place) ?? '';
  }

  /** @throws a usage error when it is empty, as an unset variable of a shell is */
  optionalArgument(place: number): string | undefined {
    const given = this.#arguments[place];
    if (given === '') throw usageError(`The argument ${this.#syntaxes[place] ?? place + 1} is empty.`);
    return typeof given === 'string' ? given : undefined;
  }

  /** All of a `<names...>` argument. */
  arguments(place: number): readonly string[] {
    const given = this.#arguments[place];
    return given === undefined || typeof given === 'string' ? [] : given;
  }

  text(option: string): string | undefined {
    const value = this.#options[option];
    return typeof value === 'string' ? value : undefined;
  }

  flag(option: string): boolean {
    return this.#options[option] === true;
  }

  /** Of an option that has a `--no-` form: undefined when neither was given. */
  choice(option: string): boolean | undefined {
    const value = this.#options[option];
    return typeof value === 'boolean' ? value : undefined;
  }

  list(option: string): readonly string[] {
    const value = this.#options[option];
    return Array.isArray(value) ? value : [];
  }

  /** @throws a usage error when it is no whole number of at least `least` */
  integer(option: string, least = 0): number | undefined {
    const text = this.text(option);
    if (text === undefined) return undefined;
    const value = Number(text);
    if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value >= least) return value;
    throw usageError(`--${dashed(option)} is ${JSON.stringify(text)}; expected a whole number of at least ${least}.`);
  }

  /** A JSON value. @throws a usage error when it is none */
  json(option: string): unknown {
    const text = this.text(option);
    if (text === undefined) return undefined;
    try {
      return JSON.parse(text);
    } catch {
      throw usageError(
        `--${dashed(option)} is no JSON: ${text.slice(0, 80)}`,
        `Write it as --${dashed(option)} '{"name": "value"}'.`,
      );
    }
  }
}

function dashed(option: string): string {
  return option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
