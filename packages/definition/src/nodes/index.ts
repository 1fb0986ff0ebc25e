import type { NodeType } from '../definition.ts';
import { type AiGenerateConfig, aiGenerate } from './ai-generate.ts';
import { type ConditionConfig, condition } from './condition.ts';
import { type EmailSendConfig, emailSend } from './email-send.ts';
import { type HttpRequestConfig, httpRequest } from './http-request.ts';
import type { NodeTypeSpec } from './spec.ts';
import { type ToolCallConfig, toolCall } from './tool-call.ts';

/** Config of each node type as its handler sees it: templates resolved, defaults filled in. */
export interface NodeConfigs extends Record<NodeType, unknown> {
  'ai-generate': AiGenerateConfig;
  'tool-call': ToolCallConfig;
  'http-request': HttpRequestConfig;
  condition: ConditionConfig;
  'email-send': EmailSendConfig;
}

/** Every node type of the language. */
export const nodeSpecs: { readonly [Type in NodeType]: NodeTypeSpec<NodeConfigs[Type]> } = {
  'ai-generate': aiGenerate,
  'tool-call': toolCall,
  'http-request': httpRequest,
  condition,
  'email-send': emailSend,
};
