import type { JsonObject, JsonValue } from '../json.ts';
import { TRIGGER_NAME } from './step-shapes.ts';

export interface FlowScopeParts {
  trigger: JsonValue;
  /** Outputs of steps by name; of a step that did not run there is none. */
  outputs: Readonly<Record<string, JsonValue>>;
  /** Where the loops around the step are. */
  loops?: Readonly<Record<string, { item: JsonValue; index: number }>>;
}

/**
 * What references see by name, less `connections` and `variables`. Behind a loop whose rounds were gathered, its steps
 * are there as the last round left them.
 */
export function flowScope({ trigger, outputs, loops = {} }: FlowScopeParts): Map<string, JsonValue> {
  const scope = new Map<string, JsonValue>();
  for (const output of Object.values(outputs)) addLastRound(output, scope);
  for (const [name, output] of Object.entries(outputs)) scope.set(name, output);
  for (const [name, place] of Object.entries(loops)) scope.set(name, { ...place });
  return scope.set(TRIGGER_NAME, trigger);
}

function addLastRound(output: JsonValue | undefined, scope: Map<string, JsonValue>): void {
  const iterations = isObject(output) && Object.hasOwn(output, 'iterations') ? output.iterations : null;
  const round = Array.isArray(iterations) ? iterations.at(-1) : null;
  if (!isObject(round)) return;
  for (const [name, step] of Object.entries(round)) {
    if (!isObject(step) || !Object.hasOwn(step, 'output') || !Object.hasOwn(step, 'status')) continue;
    const inner = step.output;
    scope.set(name, inner ?? null);
    if (step.type === 'LOOP_ON_ITEMS') addLastRound(inner, scope);
  }
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
