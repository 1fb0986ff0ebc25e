import type { JsonValue } from '@perdura/definition';
import type { NodeContext } from '../node-context.ts';
import { runTool } from '../tools/run-tool.ts';
import type { ToolContext } from '../tools/tool-context.ts';

export interface ToolCallConfig {
  /** Name of a registered tool. */
  tool: string;
  /** @default {} */
  input?: JsonValue;
}

/**
 * Calls a registered tool: the tool's answer.
 *
 * @throws {StepFailure} TOOL_NOT_FOUND, TOOL_INPUT_INVALID, TOOL_DEFINITION_INVALID, TOOL_FAILED, and what calls over
 *   HTTP can fail with
 */
export async function toolCall(config: ToolCallConfig, context: NodeContext): Promise<JsonValue> {
  return runTool(config.tool, config.input ?? {}, toolContextOf(context));
}

/** What a tool's call needs of the node that makes it. */
export function toolContextOf(context: NodeContext): ToolContext {
  const { run, nodeId, idempotencyKey, signal, dependencies, files } = context;
  return {
    projectId: run.projectId,
    idempotencyKey,
    signal,
    warn: (message) => context.warn(message),
    source: { workflowId: run.workflowId, runId: run.id, nodeId },
    depth: run.depth,
    dependencies,
    files,
  };
}
