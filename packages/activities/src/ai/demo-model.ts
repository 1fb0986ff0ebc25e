import type {
  LanguageModelV3,
  LanguageModelV3CallOptions,
  LanguageModelV3Content,
  LanguageModelV3FunctionTool,
  LanguageModelV3Prompt,
} from '@ai-sdk/provider';
import type { JsonObject } from '@perdura/definition';
import { readPrompt } from './demo-answer.ts';
import { demoObject } from './demo-object.ts';

/** Key of `providerOptions` under which the demo model finds the schema that its answer must fit. */
export const DEMO_OPTIONS = 'demo';

/**
 * A model that answers without network and without intelligence, the same for the same prompt, and says so: what a
 * fresh installation runs on. Where tools are offered, it first calls those that need no input.
 */
export function demoModel(): LanguageModelV3 {
  return {
    specificationVersion: 'v3',
    provider: 'demo',
    modelId: 'demo',
    supportedUrls: {},
    async doGenerate(options) {
      const calls = callsOf(options);
      return {
        content: calls.length > 0 ? calls : [{ type: 'text', text: answer(options) }],
        finishReason: { unified: calls.length > 0 ? 'tool-calls' : 'stop', raw: undefined },
        usage: NO_USAGE,
        warnings: [],
      };
    },
    async doStream() {
      throw new Error('The demo model answers as a whole; it does not stream.');
    },
  };
}

const NO_USAGE = {
  inputTokens: { total: 0, noCache: 0, cacheRead: 0, cacheWrite: 0 },
  outputTokens: { total: 0, text: 0, reasoning: 0 },
};

function answer({ prompt, providerOptions }: LanguageModelV3CallOptions): string {
  const reading = readPrompt([...textsOf(prompt), ...toolResultsOf(prompt)].join('\n'));
  const schema = providerOptions?.[DEMO_OPTIONS]?.schema;
  return schema === undefined ? reading.text : JSON.stringify(demoObject(schema as JsonObject, reading));
}

/** What people wrote; the system prompt tells a model how to behave, and this one cannot. */
function textsOf(prompt: LanguageModelV3Prompt): string[] {
  return prompt.flatMap((message) =>
    message.role === 'user' ? message.content.flatMap((part) => (part.type === 'text' ? [part.text] : [])) : [],
  );
}

function toolResultsOf(prompt: LanguageModelV3Prompt): string[] {
  return prompt.flatMap((message) =>
    message.role === 'tool'
      ? message.content.flatMap((part) =>
          part.type === 'tool-result' && 'value' in part.output ? [JSON.stringify(part.output.value)] : [],
        )
      : [],
  );
}

function callsOf({ prompt, tools = [] }: LanguageModelV3CallOptions): LanguageModelV3Content[] {
  if (prompt.some(({ role }) => role === 'tool')) return [];
  return tools
    .filter((tool) => tool.type === 'function' && needsNoInput(tool))
    .map(({ name }, index) => ({ type: 'tool-call', toolCallId: `demo-${index}`, toolName: name, input: '{}' }));
}

function needsNoInput({ inputSchema }: LanguageModelV3FunctionTool): boolean {
  return !Array.isArray(inputSchema.required) || inputSchema.required.length === 0;
}
