import type { ChannelRow, NewMessage } from '@perdura/database';
import type { ControlDependencies } from './dependencies.ts';
import { tryDispatch } from './events.ts';

export interface ReceivedMessage {
  messageId: string;
  /** Runs that the message started, in the order of their ids. */
  runIds: string[];
  /** The sender's id was seen before; the runs are those of the first time. */
  duplicate: boolean;
}

/**
 * Keeps a message that came in by a channel, and starts every enabled workflow and flow whose trigger that channel is, by
 * the machinery of events: once the message is stored all of them are started, once, whatever dies meanwhile.
 *
 * @throws DatabaseUnavailable; when the message was stored already, housekeeping goes on with it
 */
export async function receiveMessage(
  deps: ControlDependencies,
  channel: ChannelRow,
  input: NewMessage,
): Promise<ReceivedMessage> {
  const { projectId } = channel;
  const { message, event, duplicate } = await deps.database.channelMessages.receive(channel, input);
  if (event !== null && event.dispatchedAt === null) await tryDispatch(deps, event);
  const runs = event === null ? [] : await deps.database.runs.byEvent(projectId, event.id);
  return { messageId: message.id, runIds: runs.map((run) => run.id).sort(), duplicate };
}
