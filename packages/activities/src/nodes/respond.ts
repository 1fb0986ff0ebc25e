import type { JsonValue, RespondConfig } from '@perdura/definition';
import type { NodeContext } from '../node-context.ts';

export async function respond(_config: RespondConfig, _context: NodeContext): Promise<JsonValue> {
  throw new Error('respond has no code yet');
}
