import type { JsonValue, WaitForEventConfig } from '@perdura/definition';
import type { NodeContext } from '../node-context.ts';

export async function waitForEvent(_config: WaitForEventConfig, _context: NodeContext): Promise<JsonValue> {
  throw new Error('wait-for-event has no code yet');
}
