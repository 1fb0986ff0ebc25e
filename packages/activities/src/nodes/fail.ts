import type { FailConfig, JsonValue } from '@perdura/definition';
import type { NodeContext } from '../node-context.ts';

export async function fail(_config: FailConfig, _context: NodeContext): Promise<JsonValue> {
  throw new Error('fail has no code yet');
}
