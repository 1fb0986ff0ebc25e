import type { JsonObject, JsonValue } from '@perdura/definition';
import { describeFaults, schemaFaults, UnusableSchema } from '@perdura/definition/strict-json-schema';
import { abortFailure, StepFailure, toStepFailure } from '../failures.ts';
import { TOOL_CODES } from './codes.ts';
import { readExecution } from './execution.ts';
import { runHttpTool } from './http-tool.ts';
import { runMcpTool } from './mcp-tool.ts';
import type { RegisteredTool, ToolContext } from './tool-context.ts';
import { toolHandlers } from './tool-handlers.ts';

/**
 * Calls a registered tool by its name and tells of it with `tool.executed` or `tool.failed`.
 *
 * @param input an object that fits the tool's `input_schema`
 * @returns the tool's answer
 * @throws {StepFailure} TOOL_NOT_FOUND, TOOL_INPUT_INVALID, TOOL_DEFINITION_INVALID, TOOL_FAILED, and what calls over
 *   HTTP can fail with
 */
export async function runTool(name: string, input: JsonValue, context: ToolContext): Promise<JsonValue> {
  return runRegisteredTool(await findTool(name, context), input, context);
}

/**
 * Reads a registered tool.
 *
 * @throws {StepFailure} TOOL_NOT_FOUND
 */
export async function findTool(
  name: string,
  { projectId, dependencies }: Pick<ToolContext, 'projectId' | 'dependencies'>,
): Promise<RegisteredTool> {
  const tool = await dependencies.database.tools.get(projectId, name);
  if (tool !== null) return tool;
  throw new StepFailure(TOOL_CODES.notFound, `There is no tool named "${name}".`, { retryable: false });
}

/** As `runTool`, for a tool that was read before. */
export async function runRegisteredTool(
  tool: RegisteredTool,
  input: JsonValue,
  context: ToolContext,
): Promise<JsonValue> {
  const startedAt = performance.now();
  const about = (outcome: JsonObject): JsonObject => {
    const durationMs = Math.round(performance.now() - startedAt);
    return { tool: tool.name, ...context.source, ...outcome, durationMs };
  };
  try {
    const result = await carryOut(tool, await acceptedInput(tool, input, context), context);
    // Named by the call: a repeat after a worker's death tells nothing new. Each failed attempt is told by itself.
    await tell('tool.executed', about({}), `tool.executed/${context.idempotencyKey}`, context);
    return result;
  } catch (error) {
    const { code, message } = context.signal.aborted ? abortFailure(context.signal) : toStepFailure(error);
    await tell('tool.failed', about({ error: { code, message } }), null, context);
    throw error;
  }
}

function carryOut(tool: RegisteredTool, input: JsonObject, context: ToolContext): Promise<JsonValue> {
  const execution = readExecution(tool.name, tool.execution);
  switch (execution.type) {
    case 'http':
      return runHttpTool(tool, execution, input, context);
    case 'mcp':
      return runMcpTool(tool.name, execution, input, context);
    case 'handler':
      return runHandler(tool.name, execution.handler, input, context);
  }
}

async function runHandler(
  tool: string,
  handlerName: string,
  input: JsonObject,
  context: ToolContext,
): Promise<JsonValue> {
  const handler = toolHandlers.get(handlerName);
  if (handler !== undefined) return handler(input, context);
  throw new StepFailure(
    TOOL_CODES.definitionInvalid,
    `The tool "${tool}" names the handler "${handlerName}", which is not built in.`,
    { retryable: false },
  );
}

/** An HTTP tool can send files as they are, where its schema lets them pass; all other tools get values. */
async function acceptedInput(tool: RegisteredTool, input: JsonValue, { files }: ToolContext): Promise<JsonObject> {
  if (files === undefined || !files.isIn(input)) return checkedInput(tool, input);
  const { type } = readExecution(tool.name, tool.execution);
  if (type === 'http' && isObject(input) && faultsOf(tool, input) === '') return input;
  return checkedInput(tool, await files.loaded(input));
}

function checkedInput(tool: RegisteredTool, input: JsonValue): JsonObject {
  const invalid = (reason: string): StepFailure =>
    new StepFailure(TOOL_CODES.inputInvalid, `The input of the tool "${tool.name}" is invalid: ${reason}.`, {
      retryable: false,
    });
  if (!isObject(input)) throw invalid('it must be an object');
  const faults = faultsOf(tool, input);
  if (faults !== '') throw invalid(faults);
  return input;
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function faultsOf(tool: RegisteredTool, input: JsonObject): string {
  try {
    return describeFaults(schemaFaults(tool.inputSchema, input));
  } catch (error) {
    if (!(error instanceof UnusableSchema)) throw error;
    throw new StepFailure(
      TOOL_CODES.definitionInvalid,
      `The input_schema of the tool "${tool.name}" cannot be used: ${error.message}.`,
      { retryable: false },
    );
  }
}

/** The effect is done or has failed by now: an event that cannot be stored must not change that. */
async function tell(type: string, data: JsonObject, externalId: string | null, context: ToolContext): Promise<void> {
  const { dependencies, projectId, depth } = context;
  try {
    await dependencies.emit({ projectId, type, data, externalId, depth });
  } catch (error) {
    dependencies.logger.warn({ err: error, ...context.source, event: type }, 'The event of a tool could not be stored');
  }
}
