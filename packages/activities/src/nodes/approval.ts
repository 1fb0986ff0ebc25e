import type { ApprovalConfig, JsonValue } from '@perdura/definition';
import type { NodeContext } from '../node-context.ts';

export async function approval(_config: ApprovalConfig, _context: NodeContext): Promise<JsonValue> {
  throw new Error('approval has no code yet');
}
