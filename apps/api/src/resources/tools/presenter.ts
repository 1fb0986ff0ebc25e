import type { ToolRow } from '@perdura/database';
import { bothIds, time } from '../../page-request.ts';

export function presentTool(row: ToolRow) {
  return {
    ...bothIds(row.id),
    name: row.name,
    description: row.description,
    appId: row.appId,
    input_schema: row.inputSchema,
    execution: row.execution,
    createdAt: time(row.createdAt),
    updatedAt: time(row.updatedAt),
  };
}
