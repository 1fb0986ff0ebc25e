import type { ConditionConfig } from '@perdura/definition';
import type { NodeContext } from '../node-context.ts';
import { truthOf } from './truth.ts';

/** Decides by JavaScript's truth of the expression's value, which rendering has computed already. */
export async function condition({ expression }: ConditionConfig, { warn }: NodeContext): Promise<boolean> {
  return truthOf(expression, warn);
}
