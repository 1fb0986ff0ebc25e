import {
  directValue,
  type FlowPart,
  flowTextValue,
  type JsExpression,
  type JsonObject,
  type JsonValue,
  parseFlowText,
  pointerOf,
  resolvePath,
  type Scope,
  textOf,
} from '@perdura/definition';
import { EvaluationError, type Evaluator } from '@perdura/sandbox';
import { evaluationFailure, FAILURE_CODES, StepFailure } from '../../failures.ts';

export interface FlowRendering {
  scope: Scope;
  evaluator: Evaluator;
  signal: AbortSignal;
  warn(message: string): void;
}

type Keys = readonly (string | number)[];

/** All texts with references of one step together, once rendered. */
const MAX_TEXT_CHARACTERS = 64 * 1024 * 1024;

/**
 * A value with all references of its texts resolved. What is missing, or fails when it is computed, is an empty text, as
 * the contract of flows has it; what the machine is to blame for fails the attempt.
 *
 * @throws {StepFailure} SANDBOX_UNAVAILABLE, EXPRESSION_FAILED (a limit was reached), INPUT_TOO_LARGE
 */
export function renderFlow<Value extends JsonValue>(value: Value, options: FlowRendering): Promise<Value> {
  return new Rendering(options).value(value, []) as Promise<Value>;
}

class Rendering {
  readonly #options: FlowRendering;
  #characters = 0;

  constructor(options: FlowRendering) {
    this.#options = options;
  }

  async value(value: JsonValue, keys: Keys): Promise<JsonValue> {
    if (typeof value === 'string') return value.includes('{{') ? this.#text(value, keys) : value;
    if (Array.isArray(value)) {
      return Promise.all(value.map((item, position) => this.value(item, [...keys, position])));
    }
    return typeof value === 'object' && value !== null ? this.#object(value, keys) : value;
  }

  async #object(source: JsonObject, keys: Keys): Promise<JsonObject> {
    const entries = Object.entries(source).filter(([key]) => key !== '__proto__');
    const rendered = entries.map(async ([key, value]) => [key, await this.value(value, [...keys, key])] as const);
    return Object.fromEntries(await Promise.all(rendered));
  }

  async #text(text: string, keys: Keys): Promise<JsonValue> {
    const parsed = parseFlowText(text);
    const references = parsed.parts.flatMap((part) => (part.kind === 'text' ? [] : [this.#reference(part, keys)]));
    const values = await Promise.all(references);
    if (!parsed.isWhole) this.#count(values);
    return flowTextValue(parsed, values);
  }

  /** A short text can repeat a large value often. */
  #count(values: readonly JsonValue[]): void {
    for (const value of values) {
      this.#characters += textOf(value).length;
      if (this.#characters > MAX_TEXT_CHARACTERS) throw tooLarge();
    }
  }

  async #reference(part: Exclude<FlowPart, { kind: 'text' }>, keys: Keys): Promise<JsonValue> {
    if (part.kind === 'path') return resolvePath(part.path, this.#options.scope).value;
    return part.kind === 'js' ? this.#evaluated(part.expression, keys) : null;
  }

  async #evaluated({ source, names }: JsExpression, keys: Keys): Promise<JsonValue> {
    const { scope, evaluator, signal, warn } = this.#options;
    const values: Record<string, JsonValue> = Object.create(null);
    for (const name of names) values[name] = scope.get(name) ?? null;
    const direct = directValue(source, values);
    if (direct !== undefined) return direct;
    const place = `At ${pointerOf(...keys)}: `;
    try {
      const { value, warnings } = await evaluator.evaluate(source, values, { signal });
      for (const warning of warnings) warn(`${place}${warning}`);
      return value;
    } catch (error) {
      if (!(error instanceof EvaluationError)) throw error;
      if (!FAULTS_OF_AUTHORS.has(error.kind)) throw evaluationFailure(error, place);
      warn(`${place}${error.message} An empty text was used.`);
      return null;
    }
  }
}

/** What an expression itself is to blame for. */
const FAULTS_OF_AUTHORS: ReadonlySet<EvaluationError['kind']> = new Set(['threw', 'result', 'stack']);

function tooLarge(): StepFailure {
  const limit = `${MAX_TEXT_CHARACTERS / 1024 / 1024} million characters`;
  const message = `The texts of the step come to more than ${limit} once their references are resolved.`;
  return new StepFailure(FAILURE_CODES.inputTooLarge, message, { retryable: false });
}
