import type { WhileConfig } from '@perdura/definition';
import type { NodeContext } from '../node-context.ts';
import { truthOf } from './truth.ts';

/** Says whether there is to be another round; called before each. */
export async function whileNode(
  { condition, maxIterations, onLimit }: WhileConfig,
  { open, warn }: NodeContext,
): Promise<null> {
  open({ type: 'while', met: truthOf(condition, warn), maxIterations, onLimit });
  return null;
}
