import type { FlowRunIdentity, RunOrigin, RunStatus, ValueRef } from '@perdura/definition/run';
import { columns } from './store.ts';

export const RUN_ENVIRONMENTS = ['PRODUCTION', 'TESTING'] as const;
export type RunEnvironment = (typeof RUN_ENVIRONMENTS)[number];

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
  /** The step of the parent that started it. */
  parentNodeId: string | null;
  parentIteration: string | null;
  parentWaits: boolean;
  /** When the waiting parent was told of the end. */
  parentWokenAt: Date | null;
  /** The user whose credential started it; null for the platform itself. */
  startedBy: string | null;
  /** Result of the last node that succeeded; null before the run completed. */
  result: ValueRef | null;
  /** What a `respond` node answered: `{status, headers, body}`. */
  response: ValueRef | null;
  paused: boolean;
  /** 1 (first) to 5. */
  priority: number;
  /** The slot that it takes or waits for; null without a limit. */
  slotKey: string | null;
  /** When it got its slot, or needed none; null while it is queued. */
  admittedAt: Date | null;
  retryOf: string | null;
  /** Whether it carries steps over from that run, or was given results: its execution asks for them first. */
  resumes: boolean;
  /** When it was to start; null for at once. Until it is due it has no slot and is not admitted. */
  startAt: Date | null;
  /** The version, DRAFT or LOCKED, that a flow's run was compiled from; null for all other runs. */
  flowVersionId: string | null;
  /** `TESTING` for a run of a draft. */
  environment: RunEnvironment;
  stepNameToTest: string | null;
  /** Whether its failure is to fail the run that called it. */
  failParentOnFailure: boolean;
  archivedAt: Date | null;
  eventId: string | null;
  depth: number;
  temporalWorkflowId: string;
  temporalRunId: string | null;
  /** The Temporal run id of the newest reset in Temporal that the row follows; null when there was none. */
  resetRunId: string | null;
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
  'parentNodeId',
  'parentIteration',
  'parentWaits',
  'parentWokenAt',
  'startedBy',
  'result',
  'response',
  'paused',
  'priority',
  'slotKey',
  'admittedAt',
  'retryOf',
  'resumes',
  'startAt',
  'flowVersionId',
  'environment',
  'stepNameToTest',
  'failParentOnFailure',
  'archivedAt',
  'eventId',
  'depth',
  'temporalWorkflowId',
  'temporalRunId',
  'resetRunId',
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

/** What a run of a flow is told of itself beside what every run is. */
export function flowIdentity({ flowVersionId, environment }: RunRow): { flow?: FlowRunIdentity } {
  if (flowVersionId === null) return {};
  return { flow: { versionId: flowVersionId, ...(environment === 'TESTING' ? { testing: true as const } : {}) } };
}
