import { createHash } from 'node:crypto';
import type { JsonValue } from '@perdura/definition';
import { dynamicTool, jsonSchema, type ToolSet } from 'ai';
import { findTool, runRegisteredTool } from '../tools/run-tool.ts';
import type { RegisteredTool, ToolContext } from '../tools/tool-context.ts';

/** Names that providers accept for a tool. */
const PROVIDER_NAME = /^[a-zA-Z0-9_-]{1,64}$/;

/**
 * Registered tools in the form in which a model can call them. A call that fails is told to the model, which may then
 * do something else.
 *
 * @throws {StepFailure} TOOL_NOT_FOUND
 */
export async function offeredTools(names: readonly string[], context: ToolContext): Promise<ToolSet> {
  const tools = await Promise.all([...new Set(names)].map((name) => findTool(name, context)));
  const callsSoFar = new Map<string, number>();
  return Object.fromEntries(
    tools.map((tool, index) => [
      PROVIDER_NAME.test(tool.name) ? tool.name : `tool_${index}`,
      dynamicTool({
        description: PROVIDER_NAME.test(tool.name) ? tool.description : `${tool.name}: ${tool.description}`,
        inputSchema: jsonSchema({ type: 'object', ...tool.inputSchema }),
        execute: (input) => call(tool, input as JsonValue, context, callsSoFar),
      }),
    ]),
  );
}

/**
 * A model need not make the same calls in every attempt, so a call's key tells what is called with what, and how often
 * that came before: equal calls of two attempts are then one to the receiver.
 */
function call(tool: RegisteredTool, input: JsonValue, context: ToolContext, callsSoFar: Map<string, number>) {
  const hash = createHash('sha256')
    .update(`${tool.name}\n${JSON.stringify(input)}`)
    .digest('hex')
    .slice(0, 16);
  const repeat = callsSoFar.get(hash) ?? 0;
  callsSoFar.set(hash, repeat + 1);
  return runRegisteredTool(tool, input, {
    ...context,
    idempotencyKey: `${context.idempotencyKey}/tools/${hash}.${repeat}`,
  });
}
