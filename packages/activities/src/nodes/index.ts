import type { NodeType } from '@perdura/definition';
import { type NodeConfigs, type NodeTypeSpec, nodeSpecs } from '@perdura/definition';
import type { NodeImplementation } from '../node-context.ts';
import { checkConfig } from '../rendering/check-config.ts';
import { renderNode } from '../rendering/render-node.ts';
import type { RunnableNode } from '../runnable-node.ts';
import { aiGenerate } from './ai-generate.ts';
import { approval } from './approval.ts';
import { channelReply } from './channel-reply.ts';
import { code } from './code.ts';
import { condition } from './condition.ts';
import { delay } from './delay.ts';
import { emailSend } from './email-send.ts';
import { fail } from './fail.ts';
import { forEach } from './for-each.ts';
import { httpRequest } from './http-request.ts';
import { respond } from './respond.ts';
import { subWorkflow } from './sub-workflow.ts';
import { switchLabel, switchNode } from './switch.ts';
import { tableQuery } from './table-query.ts';
import { tableWrite } from './table-write.ts';
import { toolCall } from './tool-call.ts';
import { transform } from './transform.ts';
import { waitForEvent } from './wait-for-event.ts';
import { whileNode } from './while.ts';

/** The code of every node type of the graph form. */
export const nodes: Readonly<Record<NodeType, RunnableNode>> = {
  'ai-generate': runnable('ai-generate', { run: aiGenerate }),
  'tool-call': runnable('tool-call', { run: toolCall }),
  'http-request': runnable('http-request', { run: httpRequest }),
  condition: runnable('condition', { run: condition, label: String }),
  'email-send': runnable('email-send', { run: emailSend }),
  delay: runnable('delay', { run: delay }),
  'wait-for-event': runnable('wait-for-event', { run: waitForEvent }),
  switch: runnable('switch', { run: switchNode, label: switchLabel }),
  'for-each': runnable('for-each', { run: forEach }),
  while: runnable('while', { run: whileNode }),
  'sub-workflow': runnable('sub-workflow', { run: subWorkflow }),
  transform: runnable('transform', { run: transform }),
  code: runnable('code', { run: code }),
  respond: runnable('respond', { run: respond }),
  fail: runnable('fail', { run: fail }),
  approval: runnable('approval', { run: approval }),
  'table-query': runnable('table-query', { run: tableQuery }),
  'table-write': runnable('table-write', { run: tableWrite }),
  'channel-reply': runnable('channel-reply', { run: channelReply }),
};

function runnable<Type extends NodeType>(type: Type, node: NodeImplementation<NodeConfigs[Type]>): RunnableNode {
  const spec: NodeTypeSpec<NodeConfigs[Type]> = nodeSpecs[type];
  return {
    alwaysNoted: spec.lane === 'remote',
    render: (input, context) => renderNode(input, spec, context),
    run: async (rendered, context) => node.run(checkConfig(rendered, spec), context),
    label: (result) => node.label?.(result) ?? null,
  };
}
