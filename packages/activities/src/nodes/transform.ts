import type { JsonValue, TransformConfig } from '@perdura/definition';
import type { NodeContext } from '../node-context.ts';

export async function transform(_config: TransformConfig, _context: NodeContext): Promise<JsonValue> {
  throw new Error('transform has no code yet');
}
