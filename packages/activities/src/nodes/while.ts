import type { JsonValue, WhileConfig } from '@perdura/definition';
import type { NodeContext } from '../node-context.ts';

export async function whileNode(_config: WhileConfig, _context: NodeContext): Promise<JsonValue> {
  throw new Error('while has no code yet');
}
