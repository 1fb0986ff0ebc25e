import type { JsonValue, SwitchConfig } from '@perdura/definition';
import type { NodeContext } from '../node-context.ts';

export async function switchNode(_config: SwitchConfig, _context: NodeContext): Promise<JsonValue> {
  throw new Error('switch has no code yet');
}
