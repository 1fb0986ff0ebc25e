import type { JsonValue, SwitchConfig } from '@perdura/definition';

/** Gives the value of the expression; its text is the label that picks the edges. */
export async function switchNode({ expression }: SwitchConfig): Promise<JsonValue> {
  return expression;
}
