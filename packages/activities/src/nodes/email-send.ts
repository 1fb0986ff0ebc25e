import type { JsonObject, JsonValue } from '@perdura/definition';
import { composeMessage, type MailConfig } from '../mail/message.ts';
import type { NodeContext } from '../node-context.ts';
import { openConnection } from '../outbound/open-connection.ts';

export interface EmailSendConfig extends MailConfig {
  /** Name of a connection of type smtp; the installation's mail server without it. */
  connection?: string;
}

/**
 * Sends a message: `{messageId, accepted, rejected}`. A message that is known to be sent is not sent again.
 *
 * @throws {StepFailure} MAIL_INVALID, MAIL_REJECTED, MAIL_NOT_CONFIGURED, NETWORK_ERROR, TIMEOUT, BLOCKED_ADDRESS,
 *   CONNECTION_NOT_FOUND, CONNECTION_TYPE_MISMATCH, CONNECTION_HOST_NOT_ALLOWED
 */
export async function emailSend(config: EmailSendConfig, context: NodeContext): Promise<JsonValue> {
  const { dependencies, run, idempotencyKey, signal } = context;
  const { mailer, database } = dependencies;
  const { from } = mailer.settings;
  const message = composeMessage(config, { from, idempotencyKey }, mailer.settings, context.files);
  const done = await database.effects.find(run.projectId, idempotencyKey);
  if (done !== null) return done.result;
  const connection = await openConnection(dependencies, run.projectId, config.connection);
  const { messageId, accepted, rejected } = await mailer.send(message, connection, signal);
  if (rejected.length > 0) context.warn(`The mail server refused these recipients: ${rejected.join(', ')}.`);
  const result: JsonObject = { messageId, accepted, rejected };
  await remember(result, context);
  return result;
}

/** The message is out: failing now would send it again. Its Message-ID still lets receivers drop a repeat. */
async function remember(result: JsonObject, { dependencies, run, nodeId, idempotencyKey }: NodeContext): Promise<void> {
  try {
    await dependencies.database.effects.record(run.projectId, idempotencyKey, result);
  } catch (error) {
    dependencies.logger.warn({ err: error, runId: run.id, nodeId }, 'A sent message could not be recorded as sent');
  }
}
