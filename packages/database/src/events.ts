import type { JsonValue } from '@perdura/definition';

export interface EventRow {
  id: string;
  projectId: string;
  type: string;
  data: JsonValue;
  externalId: string | null;
  correlationKey: string | null;
  /** Depth of the runs that this event starts: one more than that of the run that it came from; 0 from outside. */
  depth: number;
  createdAt: Date;
  dispatchedAt: Date | null;
}

export interface NewEvent {
  type: string;
  data: JsonValue;
  /** The sender's id: makes publishing idempotent. */
  externalId?: string | null;
  correlationKey?: string | null;
  depth?: number;
}

export interface EventRepository {
  /** Stores an event that is still to be dispatched; a repeat of `externalId` answers the first one. */
  publish(projectId: string, input: NewEvent): Promise<{ event: EventRow; duplicate: boolean }>;
  get(projectId: string, eventId: string): Promise<EventRow | null>;
  /** Event types that the project has seen, subscribed to or triggers on; sorted, at most 200. */
  types(projectId: string): Promise<string[]>;
  /** Housekeeping, any project: events whose runs and deliveries are still to be made, oldest first. */
  pending(olderThanMs: number, limit: number): Promise<EventRow[]>;
  /** Notes that all runs and deliveries of the event were made. */
  markDispatched(projectId: string, eventId: string): Promise<void>;
}
