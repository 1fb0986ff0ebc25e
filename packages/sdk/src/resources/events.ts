import { EventsMethods } from '../generated/methods.ts';
import type { NewEvent, PublishedEvent } from '../generated/openapi.ts';
import type { CallOptions } from '../resource.ts';
import { newKey } from '../transport/new-key.ts';

/** Events, and the webhooks that are told of them. */
export class Events extends EventsMethods {
  /**
   * Publishes an event, which starts every workflow whose trigger it is. Without an `id` one is made, so that a call which
   * is tried again is one event.
   *
   * `POST /v1/events`
   */
  publish(event: NewEvent, options: CallOptions = {}): Promise<PublishedEvent> {
    return this.caller.send('publishEvent', [], { id: newKey(), ...event }, options);
  }
}
