import type { JsonObject } from '@perdura/definition';
import { newId } from './ids.ts';
import { before, type Page, type PageRequest, toPage } from './paging.ts';
import { type Rewrapped, rewrapSecrets } from './rewrap.ts';
import { encryptSecret } from './secrets.ts';
import { json, type Store } from './store.ts';

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
  /** Ends deliveries to a receiver that wants no more; false when there is no such subscription. */
  disable(projectId: string, id: string): Promise<boolean>;
  /** Enabled subscriptions to this event type. */
  listeningTo(projectId: string, eventType: string): Promise<SubscriptionRow[]>;
  /** Any project: encrypts with the first key all that was encrypted with another. */
  rewrap(): Promise<Rewrapped>;
}

export function subscriptionRepository(store: Store): SubscriptionRepository {
  const { prisma, keys } = store;
  return {
    async create(projectId, { developerId, event, url, secret, filter = null }) {
      const id = newId();
      const sealed = encryptSecret(keys, secret, subscriptionContext(projectId, id));
      const data = { id, projectId, developerId, event, url, secret: sealed };
      const row = await prisma.subscription.create({
        data: filter === null ? data : { ...data, filter: json(filter) },
        omit: SECRET,
      });
      return toSubscription(row);
    },
    async get(projectId, id) {
      const row = await prisma.subscription.findUnique({ where: { id, projectId }, omit: SECRET });
      return row === null ? null : toSubscription(row);
    },
    async list(projectId, { limit, cursor }) {
      const where = { projectId, ...before(cursor) };
      const found = prisma.subscription.findMany({ where, orderBy: { id: 'desc' }, take: limit + 1, omit: SECRET });
      const [rows, total] = await Promise.all([found, prisma.subscription.count({ where: { projectId } })]);
      return toPage(rows.map(toSubscription), limit, total);
    },
    async remove(projectId, id) {
      const { count } = await prisma.subscription.deleteMany({ where: { id, projectId } });
      return count > 0;
    },
    async disable(projectId, id) {
      const { count } = await prisma.subscription.updateMany({ where: { id, projectId }, data: { enabled: false } });
      return count > 0;
    },
    async listeningTo(projectId, eventType) {
      const where = { projectId, event: eventType, enabled: true };
      const rows = await prisma.subscription.findMany({ where, orderBy: { id: 'asc' }, omit: SECRET });
      return rows.map(toSubscription);
    },
    rewrap: () => rewrapSecrets(store, 'subscriptions', subscriptionContext),
  };
}

const SECRET = { secret: true } as const;

/** A secret opens only in the row that it was written for. */
export function subscriptionContext(projectId: string, id: string): string {
  return `subscription/${projectId}/${id}`;
}

/** What was stored as a filter is read back as such. */
export function toSubscription(row: Omit<SubscriptionRow, 'filter'> & { filter: unknown }): SubscriptionRow {
  return { ...row, filter: row.filter as JsonObject | null };
}
