import type { CodeConfig, JsonValue } from '@perdura/definition';
import type { NodeContext } from '../node-context.ts';

export async function code(_config: CodeConfig, _context: NodeContext): Promise<JsonValue> {
  throw new Error('code has no code yet');
}
