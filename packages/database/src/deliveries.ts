import type { JsonValue } from '@perdura/definition';
import type { EventRow } from './events.ts';
import { newId } from './ids.ts';
import { before, type Page, type PageRequest, toPage } from './paging.ts';
import { decryptSecret } from './secrets.ts';
import { columns, type Store } from './store.ts';
import { type SubscriptionRow, subscriptionContext, toSubscription } from './subscriptions.ts';

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

export function deliveryRepository(store: Store): DeliveryRepository {
  const { prisma, sql } = store;
  return {
    async createForEvent(projectId, event, subscriptionIds) {
      const ids = subscriptionIds.map(() => newId());
      await sql(CREATE, [projectId, event.id, event.type, subscriptionIds, ids]);
      return sql<DeliveryRow>(OF_EVENT, [projectId, event.id, subscriptionIds]);
    },
    async get(projectId, deliveryId) {
      const row = await prisma.delivery.findUnique({ where: { id: deliveryId, projectId } });
      return row === null ? null : toRow(row);
    },
    load: (projectId, deliveryId) => loadDelivery(store, projectId, deliveryId),
    async list(projectId, subscriptionId, { limit, cursor }) {
      const all = { projectId, subscriptionId };
      const where = { ...all, ...before(cursor) };
      const found = prisma.delivery.findMany({ where, orderBy: { id: 'desc' }, take: limit + 1 });
      const [rows, total] = await Promise.all([found, prisma.delivery.count({ where: all })]);
      return toPage(rows.map(toRow), limit, total);
    },
    async recordAttempt(projectId, deliveryId, { statusCode, error, outcome }) {
      const rows = await sql(RECORD_ATTEMPT, [deliveryId, projectId, outcome, statusCode, error]);
      return rows.length > 0;
    },
    async redeliver(projectId, subscriptionId, deliveryId) {
      const [row] = await sql<DeliveryRow>(REDELIVER, [deliveryId, projectId, subscriptionId]);
      return row ?? null;
    },
    undispatched: (olderThanMs, limit) => sql<DeliveryRow>(UNDISPATCHED, [olderThanMs, limit]),
    async markDispatched(projectId, deliveryId, round) {
      const rows = await sql(MARK_DISPATCHED, [deliveryId, projectId, round]);
      return rows.length > 0;
    },
  };
}

async function loadDelivery(
  { prisma, keys }: Store,
  projectId: string,
  deliveryId: string,
): ReturnType<DeliveryRepository['load']> {
  const found = await prisma.delivery.findUnique({
    where: { id: deliveryId, projectId },
    include: { subscription: true },
  });
  if (found === null) return null;
  const event = await prisma.event.findUnique({ where: { id: found.eventId, projectId } });
  if (event === null) return null;
  const { subscription, ...delivery } = found;
  const secret = decryptSecret(keys, subscription.secret, subscriptionContext(projectId, subscription.id));
  return {
    delivery: toRow(delivery),
    subscription: { ...toSubscription(subscription), secret },
    event: { ...event, data: event.data as JsonValue },
  };
}

function toRow(row: Omit<DeliveryRow, 'status'> & { status: string }): DeliveryRow {
  return { ...row, status: row.status as DeliveryStatus };
}

const FIELDS = [
  'id',
  'projectId',
  'subscriptionId',
  'eventId',
  'event',
  'status',
  'attempts',
  'lastStatusCode',
  'lastError',
  'round',
  'createdAt',
  'dispatchedAt',
  'completedAt',
] as const satisfies readonly (keyof DeliveryRow)[];

const CREATE = `
  INSERT INTO deliveries (id, project_id, subscription_id, event_id, event)
  SELECT wanted.id, $1, s.id, e.id, $3
  FROM unnest($4::text[], $5::text[]) AS wanted(subscription_id, id)
  JOIN subscriptions s ON s.id = wanted.subscription_id AND s.project_id = $1
  JOIN events e ON e.id = $2 AND e.project_id = $1
  ON CONFLICT (event_id, subscription_id) DO NOTHING`;

const OF_EVENT = `
  SELECT ${columns(FIELDS)} FROM deliveries
  WHERE project_id = $1 AND event_id = $2 AND subscription_id = ANY($3::text[]) ORDER BY id`;

/** The subscription counts deliveries that were given up since the last one that arrived. */
const RECORD_ATTEMPT = `
  WITH noted AS (
    UPDATE deliveries SET attempts = attempts + 1, status = $3, last_status_code = $4, last_error = $5,
      completed_at = CASE WHEN $3 = 'pending' THEN NULL ELSE now() END
    WHERE id = $1 AND project_id = $2 AND status = 'pending'
    RETURNING id, subscription_id
  ), counted AS (
    UPDATE subscriptions SET last_triggered = now(),
      fail_count = CASE $3 WHEN 'delivered' THEN 0 WHEN 'failed' THEN fail_count + 1 ELSE fail_count END
    FROM noted WHERE subscriptions.id = noted.subscription_id
  )
  SELECT id FROM noted`;

const REDELIVER = `
  UPDATE deliveries SET status = 'pending', round = round + 1, dispatched_at = NULL, completed_at = NULL
  WHERE id = $1 AND project_id = $2 AND subscription_id = $3
  RETURNING ${columns(FIELDS)}`;

const UNDISPATCHED = `
  SELECT ${columns(FIELDS)} FROM deliveries
  WHERE dispatched_at IS NULL AND status = 'pending' AND created_at <= now() - make_interval(secs => $1 / 1000.0)
  ORDER BY created_at, id LIMIT $2`;

const MARK_DISPATCHED = `
  UPDATE deliveries SET dispatched_at = now()
  WHERE id = $1 AND project_id = $2 AND round = $3 AND dispatched_at IS NULL
  RETURNING id`;
