import type { FolderRow } from '@perdura/database';
import { entityFields } from '../../engine/entity-fields.ts';

export function presentFolder(row: FolderRow) {
  const { projectId, displayName, displayOrder, numberOfFlows } = row;
  return { ...entityFields(row), projectId, displayName, displayOrder, numberOfFlows };
}
