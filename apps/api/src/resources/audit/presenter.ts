import type { AuditEntryRow } from '@perdura/database';
import { time } from '../../page-request.ts';

export function presentAuditEntry(row: AuditEntryRow) {
  const { id, action, actor, actorType, actorId, apiKeyId, target, before, after, ip, requestId, createdAt } = row;
  const who = { by: actor, actorType, actorId, apiKeyId };
  return { id, action, ...who, target, before, after, ip, requestId, at: time(createdAt) };
}
