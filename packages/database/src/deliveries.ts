import type { EventRow } from './events.ts';
import type { Page, PageRequest } from './paging.ts';
import type { SubscriptionRow } from './subscriptions.ts';

export type DeliveryStatus = 'pending' | 'delivered' | 'failed';

export interface DeliveryRow {
  id: string;
  projectId: string;
  subscriptionId: string;
  eventId: string;
  event: string;
  status: DeliveryStatus;
  /** How often it was sent, over all rounds. */
  attempts: number;
  lastStatusCode: number | null;
  lastError: string | null;
  /** How often it was asked for again: each round is one Temporal workflow. */
  round: number;
  createdAt: Date;
  dispatchedAt: Date | null;
  completedAt: Date | null;
}

export interface DeliveryAttempt {
  /** HTTP status of the answer; null when there was none. */
  statusCode: number | null;
  error: string | null;
  /** Whether it arrived (`delivered`), may be tried again (`pending`), or is given up (`failed`). */
  outcome: DeliveryStatus;
}

/** Deliveries of events to subscriptions: one row per event and subscription. */
export interface DeliveryRepository {
  /** Makes the deliveries that there are not yet; answers all of this event for these subscriptions. */
  createForEvent(
    projectId: string,
    event: { id: string; type: string },
    subscriptionIds: string[],
  ): Promise<DeliveryRow[]>;
  get(projectId: string, deliveryId: string): Promise<DeliveryRow | null>;
  /** All that sending needs, the signing secret in the clear. Null when the subscription is gone. @throws SecretUnreadable */
  load(
    projectId: string,
    deliveryId: string,
  ): Promise<{ delivery: DeliveryRow; subscription: SubscriptionRow & { secret: string }; event: EventRow } | null>;
  list(projectId: string, subscriptionId: string, page: PageRequest): Promise<Page<DeliveryRow>>;
  /** Notes one attempt, on the subscription too; ignored once the delivery is settled. Answers whether it was noted. */
  recordAttempt(projectId: string, deliveryId: string, attempt: DeliveryAttempt): Promise<boolean>;
  /** Begins a new round: pending and to be dispatched again. Null when there is none. */
  redeliver(projectId: string, subscriptionId: string, deliveryId: string): Promise<DeliveryRow | null>;
  /** Housekeeping, any project: deliveries that Temporal has not taken over, older than this, oldest first. */
  undispatched(olderThanMs: number, limit: number): Promise<DeliveryRow[]>;
  /** Notes that Temporal took this round over; false when it was noted before, or another round began. */
  markDispatched(projectId: string, deliveryId: string, round: number): Promise<boolean>;
}
