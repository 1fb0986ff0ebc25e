import { z } from 'zod';
import type { JsonObject } from '../json.ts';
import { anyObject, type FieldMode, filledText, name, renderedFields, savedFields } from './fields.ts';
import { ATTEMPT_TIMEOUT_MS, type ConfigFault, type NodeTypeSpec } from './spec.ts';
import { urlForm } from './web-addresses.ts';

const MAX_ATTACHMENTS = 50;

const attachment = (mode: FieldMode) =>
  z.strictObject({
    url: mode.formatted(urlForm),
    name: mode.text().optional(),
    contentType: mode.text().optional(),
  });

const fields = (mode: FieldMode) => ({
  /** The channel of the message that started the run unless told. */
  channel: name(mode).optional(),
  /** The conversation of that message unless told. */
  conversation: filledText(mode).optional(),
  text: mode.text().optional(),
  attachments: mode.value(z.array(attachment(mode)).max(MAX_ATTACHMENTS)).optional(),
  /** What the other side takes beside text; laid over the request where a provider is answered. */
  data: mode.value(anyObject).optional(),
});

const saved = z.strictObject(fields(savedFields));
const rendered = z.strictObject(fields(renderedFields));
export type ChannelReplyConfig = z.output<typeof rendered>;

export const channelReply: NodeTypeSpec<ChannelReplyConfig> = {
  type: 'channel-reply',
  lane: 'remote',
  labels: [],
  codeFields: [],
  toolFields: [],
  connectionFields: [],
  channelFields: ['channel'],
  readsTrigger: true,
  strictFields: ['channel'],
  freeFields: ['data'],
  saved,
  contradictions: sayNothing,
  rendered,
  attemptTimeoutMs: () => ATTEMPT_TIMEOUT_MS,
};

const CONTENT = ['text', 'attachments', 'data'];

/** A reply has something to say. */
function sayNothing(config: JsonObject): ConfigFault[] {
  return CONTENT.some((field) => config[field] !== undefined) ? [] : [{ path: ['text'], fault: 'REPLY_EMPTY' }];
}
