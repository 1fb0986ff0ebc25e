import {
  directValue,
  type Expression,
  formatPath,
  holdsTemplate,
  type JsExpression,
  type JsonObject,
  type JsonValue,
  type Path,
  type PathValue,
  parseExpression,
  parseTemplate,
  pointerOf,
  readingOf,
  resolvePath,
  type Scope,
  textOf,
} from '@perdura/definition';
import { EvaluationError, type Evaluator } from '@perdura/sandbox';
import { evaluationFailure, FAILURE_CODES, StepFailure } from '../failures.ts';
import type { Files } from '../files/files.ts';
import { withNeededFiles } from '../files/needed-files.ts';
import { resolveIntoFile } from '../files/path-into-file.ts';
import { brokenExpression } from './broken-expression.ts';

export interface RenderOptions {
  /** Fields of the config whose text is an expression. */
  codeFields: readonly string[];
  /** Fields that are taken over as they are. */
  rawFields?: readonly string[];
  /** Fields that are left out: they are resolved by themselves, later. */
  laterFields?: readonly string[];
  scope: Scope;
  /** The files that the scope refers to; none by default. */
  files?: Files;
  evaluator: Evaluator;
  signal: AbortSignal;
  warn(message: string): void;
}

type Keys = readonly (string | number)[];

/** Where a value is put: into the list or object around it. */
type Place = (value: JsonValue) => void;

/** Configs are checked for their depth when they are saved; this holds for any that was not. */
const MAX_DEPTH = 200;
/** All texts with templates in one config together, once rendered. */
const MAX_TEXT_CHARACTERS = 64 * 1024 * 1024;

/**
 * Resolves every template and expression of a config. Plain paths are resolved at once; JavaScript runs in the
 * evaluator, all expressions of the config side by side, and not at all when there is none.
 *
 * @throws {StepFailure} EXPRESSION_FAILED for the first expression, in the order of the config, that gave no value
 */
export async function renderConfig(config: JsonObject, options: RenderOptions): Promise<JsonObject> {
  const rendering = new Rendering(options);
  const rendered = rendering.object(config, []);
  await rendering.settle();
  return rendered;
}

class Rendering {
  readonly #options: RenderOptions;
  readonly #pending: Promise<void>[] = [];
  #characters = 0;

  constructor(options: RenderOptions) {
    this.#options = options;
  }

  /** Waits for all, so that the failure that is told does not depend on which came first. */
  async settle(): Promise<void> {
    if (this.#pending.length === 0) return;
    for (const outcome of await Promise.allSettled(this.#pending)) {
      if (outcome.status === 'rejected') throw outcome.reason;
    }
  }

  object(source: JsonObject, keys: Keys): JsonObject {
    if (keys.length > MAX_DEPTH) throw tooDeep(keys);
    const target: JsonObject = {};
    for (const [key, value] of Object.entries(source)) {
      // An assignment to this key would change the prototype instead.
      if (key === '__proto__') continue;
      if (keys.length === 0 && this.#options.laterFields?.includes(key)) continue;
      if (keys.length === 0 && this.#options.rawFields?.includes(key)) target[key] = value;
      else
        this.#put(value, [...keys, key], (rendered) => {
          target[key] = rendered;
        });
    }
    return target;
  }

  #list(source: readonly JsonValue[], keys: Keys): JsonValue[] {
    if (keys.length > MAX_DEPTH) throw tooDeep(keys);
    const target: JsonValue[] = [];
    for (const [position, value] of source.entries()) {
      this.#put(value, [...keys, position], (rendered) => {
        target[position] = rendered;
      });
    }
    return target;
  }

  #put(value: JsonValue, keys: Keys, place: Place): void {
    if (typeof value === 'string') this.#putText(value, keys, place);
    else if (Array.isArray(value)) place(this.#list(value, keys));
    else if (typeof value === 'object' && value !== null) place(this.object(value, keys));
    else place(value);
  }

  #putText(text: string, keys: Keys, place: Place): void {
    const [field] = keys;
    if (keys.length === 1 && typeof field === 'string' && this.#options.codeFields.includes(field)) {
      this.#putCode(text, keys, place);
    } else if (holdsTemplate(text)) this.#putTemplate(text, keys, place);
    else place(text);
  }

  #putCode(text: string, keys: Keys, place: Place): void {
    const { expression, faults } = parseExpression(text);
    if (expression === null || faults.length > 0) throw brokenExpression(text, faults, keys);
    this.#putExpression(expression, keys, place);
  }

  #putTemplate(text: string, keys: Keys, place: Place): void {
    const { segments, faults } = parseTemplate(text);
    if (faults.length > 0) throw brokenExpression(text, faults, keys);
    const [only, ...more] = segments;
    if (only !== undefined && only.kind !== 'text' && more.length === 0) {
      this.#putExpression(only, keys, place);
      return;
    }
    const values = segments.map((segment) => (segment.kind === 'text' ? segment.text : this.#asText(segment, keys)));
    if (values.some((value) => value instanceof Promise)) {
      this.#later(
        Promise.all(values).then((settled) => this.#joined(settled)),
        '',
        place,
      );
    } else place(this.#joined(values as JsonValue[]));
  }

  #putExpression(expression: Expression, keys: Keys, place: Place): void {
    const value = this.#valueOf(expression, keys);
    if (value instanceof Promise) this.#later(value, null, place);
    else place(value);
  }

  /** Puts something there at once, so that the order of the fields stays that of the config. */
  #later(value: Promise<JsonValue>, meanwhile: JsonValue, place: Place): void {
    place(meanwhile);
    const placed = value.then(place);
    // Another field may fail at once, and then nobody waits for this one.
    placed.catch(() => undefined);
    this.#pending.push(placed);
  }

  /** The value of a part of a text, without references to files. */
  #asText(segment: Expression, keys: Keys): JsonValue | Promise<JsonValue> {
    const value = this.#valueOf(segment, keys);
    const { files } = this.#options;
    return value instanceof Promise || files?.isIn(value) !== true ? value : files.loaded(value);
  }

  #valueOf(expression: Expression, keys: Keys): JsonValue | Promise<JsonValue> {
    const { scope } = this.#options;
    const reading = readingOf(expression, (name) => scope.has(name));
    return reading.kind === 'path' ? this.#resolve(reading.path) : this.#evaluate(reading, keys);
  }

  /** @throws {StepFailure} INPUT_TOO_LARGE: a short config can repeat a large value often */
  #joined(values: readonly JsonValue[]): string {
    let joined = '';
    for (const value of values) {
      const text = textOf(value);
      this.#characters += text.length;
      if (this.#characters > MAX_TEXT_CHARACTERS) throw tooLarge();
      joined += text;
    }
    return joined;
  }

  async #evaluate({ source, names, bindings }: JsExpression, keys: Keys): Promise<JsonValue> {
    const { evaluator, signal, warn } = this.#options;
    const values: Record<string, JsonValue> = Object.create(null);
    for (const name of names) await this.#give(values, name, source);
    for (const { name, path } of bindings) values[name] = await this.#loaded(await this.#resolve(path));
    const direct = directValue(source, values);
    if (direct !== undefined) return direct;
    try {
      const { value, warnings } = await evaluator.evaluate(source, values, { signal });
      for (const warning of warnings) warn(`At ${pointerOf(...keys)}: ${warning}`);
      return value;
    } catch (error) {
      if (error instanceof EvaluationError) throw evaluationFailure(error, `At ${pointerOf(...keys)}: `);
      throw error;
    }
  }

  async #give(values: Record<string, JsonValue>, name: string, source: string): Promise<void> {
    const { scope, files, warn } = this.#options;
    const value = scope.get(name);
    if (value === undefined) {
      warn(`${name} has not ended: its result was taken as null`);
      values[name] = UNSETTLED;
      return;
    }
    values[name] = files === undefined ? value : await withNeededFiles(name, value, source, files);
  }

  async #loaded(value: JsonValue): Promise<JsonValue> {
    return this.#options.files?.loaded(value) ?? value;
  }

  #resolve(path: Path): JsonValue | Promise<JsonValue> {
    const { scope, files } = this.#options;
    const { value, missing } = resolvePath(path, scope);
    if (!missing) return value;
    const within = files === undefined ? null : resolveIntoFile(path, scope, files);
    if (within === null) return this.#orMissing(path, { value, missing });
    return within.then((found) => this.#orMissing(path, found));
  }

  #orMissing(path: Path, { value, missing }: PathValue): JsonValue {
    if (missing) this.#options.warn(`${formatPath(path)} is missing: null was used`);
    return value;
  }
}

/**
 * What an expression sees of a node that has not ended, where a join does not wait for all. Every other name was found to
 * exist when the definition was saved.
 */
const UNSETTLED: JsonValue = { status: 'running', result: null, error: null };

function tooLarge(): StepFailure {
  const limit = `${MAX_TEXT_CHARACTERS / 1024 / 1024} million characters`;
  const message = `The texts of the config come to more than ${limit} once their templates are resolved.`;
  return new StepFailure(FAILURE_CODES.inputTooLarge, message, { retryable: false });
}

function tooDeep(keys: Keys): StepFailure {
  const message = `The config nests deeper than ${MAX_DEPTH} levels below /${String(keys[0])}.`;
  return new StepFailure(FAILURE_CODES.configInvalid, message, { retryable: false });
}
