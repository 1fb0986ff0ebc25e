import { z } from 'zod';
import { type FieldMode, filledText, name, renderedFields, savedFields } from './fields.ts';
import { jsonSchema } from './json-schema.ts';
import type { NodeTypeSpec } from './spec.ts';

const fields = (mode: FieldMode) =>
  z.strictObject({
    prompt: filledText(mode),
    systemPrompt: mode.text().optional(),
    /** Id of a model of the provider; the provider's default when absent. */
    model: name(mode).optional(),
    temperature: mode.value(z.number().min(0).max(2)).optional(),
    maxTokens: mode.value(z.number().int().min(1).max(10_000_000)).optional(),
    /** JSON Schema: the result is then an object that fits it. */
    responseSchema: mode.value(jsonSchema(mode)).optional(),
    connection: name(mode).optional(),
    /** Names of tools that the model may call. */
    tools: mode.value(z.array(name(mode)).max(128)).optional(),
  });

const rendered = fields(renderedFields);
export type AiGenerateConfig = z.output<typeof rendered>;

const AI_ATTEMPT_TIMEOUT_MS = 5 * 60_000;

export const aiGenerate: NodeTypeSpec<AiGenerateConfig> = {
  type: 'ai-generate',
  lane: 'remote',
  labels: [],
  codeFields: [],
  toolFields: ['tools'],
  connectionFields: ['connection'],
  connectionTypes: ['openai-compatible', 'anthropic'],
  strictFields: ['connection'],
  freeFields: ['responseSchema'],
  saved: fields(savedFields),
  rendered,
  attemptTimeoutMs: () => AI_ATTEMPT_TIMEOUT_MS,
};
