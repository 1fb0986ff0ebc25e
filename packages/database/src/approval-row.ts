import type { JsonObject } from '@perdura/definition';
import type { RunOrigin, RunStatus } from '@perdura/definition/run';
import type { ApprovalDecision, ApprovalStatus, Approver } from './approval-rules.ts';
import { columns, type Store } from './store.ts';

/** What somebody said about a task. */
export interface ApprovalComment {
  by: string;
  text: string;
  /** ISO 8601. */
  at: string;
}

export type OnTimeout = 'fail' | 'approve' | 'reject' | 'branch';

/** One task, with what people need to know of its run. */
export interface ApprovalRow {
  id: string;
  projectId: string;
  runId: string;
  workflowId: string;
  nodeId: string;
  iteration: string;
  status: ApprovalStatus;
  message: string;
  /** A person each: those who were asked so far. */
  approvers: Approver[];
  /** Who is asked at level 2, 3 …, as the workflow names them. */
  escalation: string[][];
  /** The highest level that was asked. */
  level: number;
  /** How many must approve; null: all of level 1. */
  required: number | null;
  form: JsonObject | null;
  onTimeout: OnTimeout;
  allowSelf: boolean;
  decisions: ApprovalDecision[];
  comments: ApprovalComment[];
  deadline: Date | null;
  createdAt: Date;
  endedAt: Date | null;
  wakeAt: Date | null;
  mailDueAt: Date | null;
  run: ApprovalRun;
}

export interface ApprovalRun {
  status: RunStatus;
  version: number;
  workflowName: string;
  triggeredBy: RunOrigin;
  businessKey: string | null;
  createdAt: Date;
  temporalWorkflowId: string;
  /** The user who started it; null for the platform itself, and for users who are gone. */
  startedBy: { id: string; name: string; email: string } | null;
}

const FIELDS = [
  ...['id', 'projectId', 'runId', 'workflowId', 'nodeId', 'iteration', 'status', 'message', 'approvers', 'escalation'],
  ...['level', 'required', 'form', 'onTimeout', 'allowSelf', 'decisions', 'comments', 'deadline', 'createdAt'],
  ...['endedAt', 'wakeAt', 'mailDueAt'],
];

/** Selects tasks from the tables `approvals a`, `runs r`. */
export const SELECT_APPROVALS = `
  SELECT ${columns(FIELDS, 'a')}, r.status AS "runStatus", r.version AS "runVersion", v.name AS "workflowName",
         r.triggered_by AS "triggeredBy", r.business_key AS "businessKey", r.created_at AS "runCreatedAt",
         r.temporal_workflow_id AS "temporalWorkflowId", u.id AS "starterId", u.name AS "starterName",
         u.email AS "starterEmail"
  FROM approvals a
  JOIN runs r ON r.id = a.run_id
  JOIN workflow_versions v ON v.id = r.version_id
  LEFT JOIN users u ON u.id = r.started_by`;

/** A row as `SELECT_APPROVALS` gives it. */
export interface JoinedApproval extends Omit<ApprovalRow, 'run'> {
  runStatus: RunStatus;
  runVersion: number;
  workflowName: string;
  triggeredBy: RunOrigin;
  businessKey: string | null;
  runCreatedAt: Date;
  temporalWorkflowId: string;
  starterId: string | null;
  starterName: string | null;
  starterEmail: string | null;
}

export function toApproval(joined: JoinedApproval): ApprovalRow {
  const { runStatus, runVersion, workflowName, triggeredBy, businessKey, runCreatedAt, temporalWorkflowId, ...rest } =
    joined;
  const { starterId, starterName, starterEmail, ...task } = rest;
  const startedBy = starterId === null ? null : { id: starterId, name: starterName ?? '', email: starterEmail ?? '' };
  const run = { status: runStatus, version: runVersion, workflowName, triggeredBy, businessKey, temporalWorkflowId };
  return { ...task, run: { ...run, createdAt: runCreatedAt, startedBy } };
}

export async function readApproval(
  { sql }: Pick<Store, 'sql'>,
  projectId: string,
  id: string,
): Promise<ApprovalRow | null> {
  const [joined] = await sql<JoinedApproval>(
    `${SELECT_APPROVALS} WHERE a.id = $1 AND a.project_id = $2`,
    [id, projectId],
    'read-approval',
  );
  return joined === undefined ? null : toApproval(joined);
}
