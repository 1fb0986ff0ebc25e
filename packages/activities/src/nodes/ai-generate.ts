import type { JsonObject, JsonValue } from '@perdura/definition';
import { generate } from '../ai/generate.ts';
import { offeredTools } from '../ai/offered-tools.ts';
import type { NodeContext } from '../node-context.ts';
import { openConnection } from '../outbound/open-connection.ts';
import type { ToolContext } from '../tools/tool-context.ts';
import { toolContextOf } from './tool-call.ts';

export interface AiGenerateConfig {
  prompt: string;
  systemPrompt?: string;
  /** As the provider names it; the default of the settings without it. */
  model?: string;
  temperature?: number;
  /** Limit on the answer. */
  maxTokens?: number;
  /** JSON Schema; the result is then the value that fits it instead of a text. */
  responseSchema?: JsonObject;
  /** Name of a connection of type openai-compatible or anthropic. */
  connection?: string;
  /** Names of registered tools that the model may call. */
  tools?: string[];
}

/**
 * Asks a language model: its text, or the value that fits `responseSchema`.
 *
 * @throws {StepFailure} AI_PROVIDER_ERROR, AI_INVALID_OUTPUT, AI_SCHEMA_INVALID, TOOL_NOT_FOUND, NETWORK_ERROR,
 *   TIMEOUT, BLOCKED_ADDRESS, CONNECTION_NOT_FOUND, CONNECTION_TYPE_MISMATCH, CONNECTION_HOST_NOT_ALLOWED
 */
export async function aiGenerate(config: AiGenerateConfig, context: NodeContext): Promise<JsonValue> {
  const { dependencies, run, signal } = context;
  const { models } = dependencies;
  const connection = await openConnection(dependencies, run.projectId, config.connection);
  const { connection: _name, model, tools = [], ...question } = config;
  return generate(
    {
      ...question,
      tools: await offeredTools(tools, withoutFiles(toolContextOf(context))),
      maxSteps: models.settings.maxSteps,
      signal,
      warn: (message) => context.warn(message),
    },
    models.choose(connection, model ?? null, signal),
  );
}

/** A model can do nothing with a reference. */
function withoutFiles({ files: _, ...context }: ToolContext): ToolContext {
  return context;
}
