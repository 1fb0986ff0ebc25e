import type { DelayConfig, JsonValue } from '@perdura/definition';
import type { NodeContext } from '../node-context.ts';

export async function delay(_config: DelayConfig, _context: NodeContext): Promise<JsonValue> {
  throw new Error('delay has no code yet');
}
