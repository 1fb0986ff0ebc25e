import type { NodeType } from '../definition.ts';
import { type AiGenerateConfig, aiGenerate } from './ai-generate.ts';
import { type ApprovalConfig, approval } from './approval.ts';
import { type ChannelReplyConfig, channelReply } from './channel-reply.ts';
import { type CodeConfig, code } from './code.ts';
import { type ConditionConfig, condition } from './condition.ts';
import { type DelayConfig, delay } from './delay.ts';
import { type EmailSendConfig, emailSend } from './email-send.ts';
import { type FailConfig, fail } from './fail.ts';
import { type ForEachConfig, forEach } from './for-each.ts';
import { type HttpRequestConfig, httpRequest } from './http-request.ts';
import { type RespondConfig, respond } from './respond.ts';
import type { NodeTypeSpec } from './spec.ts';
import { type SubWorkflowConfig, subWorkflow } from './sub-workflow.ts';
import { type SwitchConfig, switchNode } from './switch.ts';
import { type TableQueryConfig, tableQuery } from './table-query.ts';
import { type TableWriteConfig, tableWrite } from './table-write.ts';
import { type ToolCallConfig, toolCall } from './tool-call.ts';
import { type TransformConfig, transform } from './transform.ts';
import { type WaitForEventConfig, waitForEvent } from './wait-for-event.ts';
import { type WhileConfig, whileNode } from './while.ts';

/** Config of each node type as its handler sees it: templates resolved, defaults filled in. */
export interface NodeConfigs extends Record<NodeType, unknown> {
  'ai-generate': AiGenerateConfig;
  'tool-call': ToolCallConfig;
  'http-request': HttpRequestConfig;
  condition: ConditionConfig;
  'email-send': EmailSendConfig;
  delay: DelayConfig;
  'wait-for-event': WaitForEventConfig;
  switch: SwitchConfig;
  'for-each': ForEachConfig;
  while: WhileConfig;
  'sub-workflow': SubWorkflowConfig;
  transform: TransformConfig;
  code: CodeConfig;
  respond: RespondConfig;
  fail: FailConfig;
  approval: ApprovalConfig;
  'table-query': TableQueryConfig;
  'table-write': TableWriteConfig;
  'channel-reply': ChannelReplyConfig;
}

/** Every node type of the language. */
export const nodeSpecs: { readonly [Type in NodeType]: NodeTypeSpec<NodeConfigs[Type]> } = {
  'ai-generate': aiGenerate,
  'tool-call': toolCall,
  'http-request': httpRequest,
  condition,
  'email-send': emailSend,
  delay,
  'wait-for-event': waitForEvent,
  switch: switchNode,
  'for-each': forEach,
  while: whileNode,
  'sub-workflow': subWorkflow,
  transform,
  code,
  respond,
  fail,
  approval,
  'table-query': tableQuery,
  'table-write': tableWrite,
  'channel-reply': channelReply,
};
