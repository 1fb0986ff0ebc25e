import { csvRow } from '../../csv-row.ts';
import type { runsWithoutSteps } from '../runs/read-run.ts';

type RunDocument = Awaited<ReturnType<typeof runsWithoutSteps>>[number];

/** The columns of an export, in their order. */
const COLUMNS: Record<string, (run: RunDocument) => unknown> = {
  id: ({ id }) => id,
  workflowId: ({ workflowId }) => workflowId,
  version: ({ version }) => version,
  status: ({ status }) => status,
  triggeredBy: ({ triggeredBy }) => triggeredBy,
  createdAt: ({ createdAt }) => createdAt,
  startedAt: ({ startedAt }) => startedAt,
  completedAt: ({ completedAt }) => completedAt,
  durationMs: ({ durationMs }) => durationMs,
  errorCode: ({ error }) => error?.code,
  errorMessage: ({ error }) => error?.message,
  errorNodeId: ({ error }) => error?.nodeId,
  tags: ({ tags }) => tags.join(', '),
  businessKey: ({ businessKey }) => businessKey,
  parentRunId: ({ parentRunId }) => parentRunId,
  retryOf: ({ retryOf }) => retryOf,
  paused: ({ paused }) => paused,
  triggerData: ({ triggerData }) => jsonCell(triggerData),
  result: ({ result }) => jsonCell(result),
};

export const CSV_HEADER = csvRow(Object.keys(COLUMNS));

/** One run as a row. */
export function csvRun(run: RunDocument): string {
  return csvRow(Object.values(COLUMNS).map((read) => read(run)));
}

/** A value as JSON; a number stays one, so that a negative one is not taken for a formula. */
function jsonCell(value: unknown): unknown {
  return typeof value === 'number' ? value : JSON.stringify(value);
}
