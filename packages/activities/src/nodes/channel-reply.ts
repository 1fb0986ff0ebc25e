import type { ChannelReplyConfig, JsonValue } from '@perdura/definition';
import { replyByChannel } from '../channels/reply.ts';
import type { NodeContext } from '../node-context.ts';

/** Replies by a channel: `{messageId, status}`. @throws {StepFailure} as {@link replyByChannel} */
export async function channelReply(config: ChannelReplyConfig, context: NodeContext): Promise<JsonValue> {
  return await replyByChannel(config, context);
}
