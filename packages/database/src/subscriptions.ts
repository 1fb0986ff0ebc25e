import type { JsonObject } from '@perdura/definition';
import type { Page, PageRequest } from './paging.ts';

/** A subscription as it is shown: never with its secret. */
export interface SubscriptionRow {
  id: string;
  projectId: string;
  developerId: string;
  event: string;
  url: string;
  filter: JsonObject | null;
  enabled: boolean;
  createdAt: Date;
  lastTriggered: Date | null;
  failCount: number;
}

export interface NewSubscription {
  developerId: string;
  event: string;
  url: string;
  /** Signing secret (`whsec_…`); stored encrypted. */
  secret: string;
  filter?: JsonObject | null;
}

/** Webhook subscriptions to events. */
export interface SubscriptionRepository {
  create(projectId: string, input: NewSubscription): Promise<SubscriptionRow>;
  get(projectId: string, id: string): Promise<SubscriptionRow | null>;
  list(projectId: string, page: PageRequest): Promise<Page<SubscriptionRow>>;
  remove(projectId: string, id: string): Promise<boolean>;
  /** Enabled subscriptions to this event type. */
  listeningTo(projectId: string, eventType: string): Promise<SubscriptionRow[]>;
}
