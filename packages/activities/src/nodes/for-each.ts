import type { ForEachConfig, JsonValue } from '@perdura/definition';
import type { NodeContext } from '../node-context.ts';

export async function forEach(_config: ForEachConfig, _context: NodeContext): Promise<JsonValue> {
  throw new Error('for-each has no code yet');
}
