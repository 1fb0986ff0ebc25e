import type { DeliveryRow, SubscriptionRow } from '@perdura/database';
import { bothIds, time, timeOrNull } from '../../page-request.ts';

export function presentSubscription(row: SubscriptionRow) {
  return {
    ...bothIds(row.id),
    developerId: row.developerId,
    event: row.event,
    url: row.url,
    filter: row.filter,
    enabled: row.enabled,
    createdAt: time(row.createdAt),
    lastTriggered: timeOrNull(row.lastTriggered),
    failCount: row.failCount,
  };
}

export function presentDelivery(row: DeliveryRow) {
  return {
    ...bothIds(row.id),
    event: row.event,
    eventId: row.eventId,
    status: row.status,
    attempts: row.attempts,
    lastStatusCode: row.lastStatusCode,
    lastError: row.lastError,
    createdAt: time(row.createdAt),
    completedAt: timeOrNull(row.completedAt),
  };
}
