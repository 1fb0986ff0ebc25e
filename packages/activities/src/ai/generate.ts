import type { JsonObject, JsonValue } from '@perdura/definition';
import { describeFaults, schemaFaults, UnusableSchema } from '@perdura/definition/strict-json-schema';
import { generateText, type ModelMessage, type OutputInterface, stepCountIs, type ToolSet } from 'ai';
import { StepFailure } from '../failures.ts';
import { AI_CODES } from './codes.ts';
import { DEMO_OPTIONS } from './demo-model.ts';
import { jsonOfAnswer } from './json-text.ts';
import type { ChosenModel } from './models.ts';
import { providerFailure } from './provider-failures.ts';

/** One question to a language model. */
export interface Generation {
  prompt: string;
  systemPrompt?: string;
  temperature?: number;
  maxTokens?: number;
  /** The answer must be JSON that fits it. */
  responseSchema?: JsonObject;
  tools: ToolSet;
  maxSteps: number;
  signal: AbortSignal;
  warn(message: string): void;
}

/**
 * Asks a model, lets it call its tools, and answers its text, or the value that fits the schema. A value that does not
 * fit is sent back once, with what is wrong with it.
 *
 * @throws {StepFailure} AI_PROVIDER_ERROR, AI_INVALID_OUTPUT, AI_SCHEMA_INVALID, NETWORK_ERROR, TIMEOUT, BLOCKED_ADDRESS
 */
export async function generate(generation: Generation, chosen: ChosenModel): Promise<JsonValue> {
  const { prompt, responseSchema, warn } = generation;
  const messages: ModelMessage[] = [{ role: 'user', content: prompt }];
  if (responseSchema === undefined) return ask(messages, generation, chosen);
  requireUsable(responseSchema);
  const first = await ask(messages, generation, chosen);
  const read = readAnswer(first, responseSchema);
  if (read.fault === null) return read.value;
  warn(`The model's first answer did not fit responseSchema (${read.fault}); it was asked to repair it.`);
  const repair: ModelMessage[] = [
    ...messages,
    { role: 'assistant', content: first === '' ? '(nothing)' : first },
    {
      role: 'user',
      content: `That answer is invalid: ${read.fault}. Answer again with the corrected JSON and nothing else.`,
    },
  ];
  const repaired = readAnswer(await ask(repair, { ...generation, tools: {} }, chosen), responseSchema);
  if (repaired.fault === null) return repaired.value;
  throw new StepFailure(AI_CODES.invalidOutput, `The model's answer does not fit responseSchema: ${repaired.fault}.`, {
    retryable: false,
  });
}

async function ask(messages: ModelMessage[], generation: Generation, chosen: ChosenModel): Promise<string> {
  const { responseSchema, tools, signal, warn } = generation;
  try {
    const result = await generateText({
      model: chosen.model,
      messages,
      system: systemOf(generation),
      temperature: generation.temperature,
      maxOutputTokens: generation.maxTokens,
      tools,
      stopWhen: stepCountIs(generation.maxSteps),
      // The engine makes the attempts.
      maxRetries: 0,
      abortSignal: signal,
      ...(responseSchema === undefined ? {} : schemaOptions(responseSchema, chosen)),
    });
    for (const warning of result.warnings ?? [])
      warn(chosen.hide.text(`The AI provider warns: ${JSON.stringify(warning)}`));
    if (result.finishReason === 'length') warn('The answer was cut at the limit of tokens.');
    if (result.finishReason === 'content-filter') warn('The provider withheld the answer by its content filter.');
    if (result.finishReason === 'tool-calls')
      warn(`The model still wanted to call tools after ${generation.maxSteps} answers.`);
    return chosen.hide.text(result.text);
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    throw providerFailure(error, chosen.hide);
  }
}

function systemOf({ systemPrompt, responseSchema }: Generation): string | undefined {
  if (responseSchema === undefined) return systemPrompt;
  const rule = `Answer with JSON alone, without any other text, that fits this JSON Schema:\n${JSON.stringify(responseSchema)}`;
  return systemPrompt === undefined || systemPrompt === '' ? rule : `${systemPrompt}\n\n${rule}`;
}

/** The mode of providers that promise an object; it would refuse lists and plain values. */
function schemaOptions(schema: JsonObject, { kind }: ChosenModel) {
  const providerOptions = { [DEMO_OPTIONS]: { schema } };
  const asksForObject = schema.type === 'object' || schema.properties !== undefined;
  return kind === 'openai-compatible' && asksForObject ? { providerOptions, output: JSON_MODE } : { providerOptions };
}

/** Asks for JSON and leaves its reading to `readAnswer`, which forgives what models put around it. */
const JSON_MODE: OutputInterface<string, string, never> = {
  name: 'json',
  responseFormat: Promise.resolve({ type: 'json' }),
  parseCompleteOutput: async ({ text }) => text,
  parsePartialOutput: async ({ text }) => ({ partial: text }),
  createElementStreamTransform: () => undefined,
};

type ReadAnswer = { fault: null; value: JsonValue } | { fault: string };

function readAnswer(text: string, schema: JsonObject): ReadAnswer {
  const value = jsonOfAnswer(text);
  if (value === undefined) return { fault: 'it is not JSON' };
  const faults = schemaFaults(schema, value);
  return faults.length === 0 ? { fault: null, value } : { fault: describeFaults(faults) };
}

/** Found before the first call: a broken schema must not cost anything. */
function requireUsable(schema: JsonObject): void {
  try {
    schemaFaults(schema, null);
  } catch (error) {
    if (!(error instanceof UnusableSchema)) throw error;
    throw new StepFailure(AI_CODES.schemaInvalid, `responseSchema cannot be used: ${error.message}.`, {
      retryable: false,
    });
  }
}
