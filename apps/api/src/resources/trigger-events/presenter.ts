import type { TriggerEventRow } from '@perdura/database';
import { wireId } from '@perdura/definition';
import { entityFields } from '../../engine/entity-fields.ts';

export function presentTriggerEvent(row: TriggerEventRow) {
  const { projectId, flowId, sourceName, payload } = row;
  return {
    ...entityFields({ ...row, updatedAt: row.createdAt }),
    projectId,
    flowId: wireId(flowId),
    sourceName,
    payload,
  };
}
