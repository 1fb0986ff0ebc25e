import { ChannelsMethods } from '../generated/methods.ts';
import type { NewChannelMessage } from '../generated/openapi.ts';
import type { AnswerOf, CallOptions } from '../resource.ts';
import { newKey } from '../transport/new-key.ts';
import { signWebhook } from '../webhook-signature.ts';

/** Channels, by which people and other systems write to workflows. */
export class Channels extends ChannelsMethods {
  /**
   * Brings a message to a channel as its provider would, signed with the channel's secret. It asks for no key; a call that
   * is tried again is one message.
   *
   * `POST /v1/channels/{id}/messages`
   */
  async sendMessage(
    id: string,
    message: NewChannelMessage,
    { secret, ...options }: CallOptions & { secret: string },
  ): Promise<AnswerOf<'receiveChannelMessage'>> {
    const signed = await signWebhook({ id: newKey(), body: JSON.stringify(message), secret });
    const headers = { ...signed, ...options.headers };
    return this.caller.send('receiveChannelMessage', [id], message, { ...options, headers });
  }
}
