import { type JsonValue, type SwitchConfig, textOf } from '@perdura/definition';

/** Gives the value of the expression; its text is the label that picks the edges. */
export async function switchNode({ expression }: SwitchConfig): Promise<JsonValue> {
  return expression;
}

/** Longer than any label that an edge has; the label of a huge value must not travel whole. */
const MAX_LABEL = 10_000;

/** The outcome's label: the value as a template within text shows it. */
export function switchLabel(value: JsonValue): string {
  const text = textOf(value);
  return text.length > MAX_LABEL ? text.slice(0, MAX_LABEL) : text;
}
