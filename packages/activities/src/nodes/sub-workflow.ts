import type { JsonValue, SubWorkflowConfig } from '@perdura/definition';
import type { NodeContext } from '../node-context.ts';

export async function subWorkflow(_config: SubWorkflowConfig, _context: NodeContext): Promise<JsonValue> {
  throw new Error('sub-workflow has no code yet');
}
