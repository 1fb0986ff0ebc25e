import type { TableFieldRow, TableRow, TableWatchRow } from '@perdura/database';
import { wireId } from '@perdura/definition';
import { entityFields, wireIdOrNull } from '../../engine/entity-fields.ts';
import { time } from '../../page-request.ts';

export function presentTable(row: TableRow) {
  const { name, externalId, projectId } = row;
  return { ...entityFields(row), name, externalId, projectId, status: null, trigger: null };
}

export function presentField(row: TableFieldRow) {
  const { tableId, projectId, name, externalId, type, options } = row;
  const data = type === 'STATIC_DROPDOWN' ? { options: options.map((value) => ({ value })) } : null;
  return { ...entityFields(row), tableId: wireId(tableId), projectId, name, externalId, type, data };
}

export function presentWatch({ id, tableId, projectId, events, webhookUrl, flowId, createdAt }: TableWatchRow) {
  const place = { id: wireId(id), created: time(createdAt), tableId: wireId(tableId), projectId };
  return { ...place, events, webhookUrl, flowId: wireIdOrNull(flowId) };
}
