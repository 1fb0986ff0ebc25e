import type { Stack } from './stack.ts';

/** Publishes an event. @throws when it is refused */
export async function publishEvent(
  stack: Stack,
  event: { type: string; data?: object; id?: string; correlationKey?: string },
): Promise<void> {
  const { status, body } = await stack.call('POST', '/v1/events', { body: event });
  if (status !== 202) throw new Error(`An event was refused with ${status}: ${JSON.stringify(body)}`);
}
