import { type JsonValue, parseDuration, type WaitForEventConfig } from '@perdura/definition';
import { eventResult, stepOf, takeEarlier } from '../events/awaited-event.ts';
import type { NodeContext } from '../node-context.ts';

/**
 * Registers that the step waits, then takes an event that came since the run began. What comes later is brought by a
 * wake: since the wait is stored before the events are looked at, each event meets it on one way or the other.
 */
export async function waitForEvent(config: WaitForEventConfig, context: NodeContext): Promise<JsonValue> {
  const { input, dependencies, signal } = context;
  const { database } = dependencies;
  const { projectId } = context.run;
  const { event: type, correlationKey = null, timeout, onTimeout } = config;
  const wait = await database.eventWaits.open(projectId, stepOf(input), { event: type, correlationKey });
  const search = { input, dependencies, signal, warn: (message: string) => context.warn(message) };
  const event =
    wait.matchedEventId === null
      ? await takeEarlier(search, wait.openedAt)
      : await database.events.get(projectId, wait.matchedEventId);
  context.open({
    type: 'wait-for-event',
    event: event === null ? null : await eventResult(event, input.run.id, dependencies),
    until: timeout === undefined ? null : after(input.now, timeout),
    onTimeout,
  });
  return null;
}

/** A time by the run's clock, ISO 8601. */
function after(now: string, duration: string): string {
  return new Date(Date.parse(now) + (parseDuration(duration) ?? 0)).toISOString();
}
