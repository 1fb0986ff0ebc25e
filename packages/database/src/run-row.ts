import type { RunOrigin, RunStatus, ValueRef } from '@perdura/definition/run';
import { columns } from './store.ts';

/** One run as it is stored; its steps are rows of their own. */
export interface RunRow {
  id: string;
  projectId: string;
  workflowId: string;
  versionId: string;
  version: number;
  status: RunStatus;
  triggeredBy: RunOrigin;
  triggerData: ValueRef;
  errorCode: string | null;
  errorMessage: string | null;
  errorNodeId: string | null;
  tags: string[];
  businessKey: string | null;
  parentRunId: string | null;
  retryOf: string | null;
  eventId: string | null;
  depth: number;
  temporalWorkflowId: string;
  temporalRunId: string | null;
  sequence: number;
  dispatchedAt: Date | null;
  cancelRequestedAt: Date | null;
  checkedAt: Date | null;
  createdAt: Date;
  startedAt: Date | null;
  completedAt: Date | null;
  durationMs: number | null;
}

const FIELDS = [
  'id',
  'projectId',
  'workflowId',
  'versionId',
  'version',
  'status',
  'triggeredBy',
  'triggerData',
  'errorCode',
  'errorMessage',
  'errorNodeId',
  'tags',
  'businessKey',
  'parentRunId',
  'retryOf',
  'eventId',
  'depth',
  'temporalWorkflowId',
  'temporalRunId',
  'sequence',
  'dispatchedAt',
  'cancelRequestedAt',
  'checkedAt',
  'createdAt',
  'startedAt',
  'completedAt',
] as const satisfies readonly Exclude<keyof RunRow, 'durationMs'>[];

/** The columns of a RunRow, of the table `runs` named `r`; the driver gives a bigint as text, a float as a number. */
export const RUN_COLUMNS = `${columns(FIELDS, 'r')}, r.duration_ms::float8 AS "durationMs"`;
