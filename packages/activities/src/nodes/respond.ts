import type { JsonValue, RespondConfig } from '@perdura/definition';
import type { NodeContext } from '../node-context.ts';

/** Answers the caller who waits for the run; the run goes on. */
export async function respond({ status, headers, body }: RespondConfig, context: NodeContext): Promise<JsonValue> {
  const response: JsonValue = { status, headers, body };
  context.respond({ value: response });
  return response;
}
