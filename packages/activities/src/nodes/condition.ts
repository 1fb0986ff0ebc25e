import type { ConditionConfig, JsonValue } from '@perdura/definition';
import type { NodeContext } from '../node-context.ts';

/** Decides by JavaScript's truth of the expression's value, which rendering has computed already. */
export async function condition({ expression }: ConditionConfig, context: NodeContext): Promise<boolean> {
  if (typeof expression === 'boolean') return expression;
  const truth = Boolean(expression);
  context.warn(`The expression gave ${kindOf(expression)} instead of true or false: it counts as ${truth}.`);
  return truth;
}

function kindOf(value: JsonValue): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'string' ? 'a text' : `${typeof value === 'object' ? 'an' : 'a'} ${typeof value}`;
}
