import { createHash, randomBytes } from 'node:crypto';
import type { JsonObject } from '@perdura/definition';
import type { ApprovalRef } from '@perdura/definition/run';
import {
  type ApprovalChange,
  approvalChanges,
  type Delegation,
  type LinkedChange,
  MAIL_GRACE_MS,
  type NewDecision,
} from './approval-changes.ts';
import {
  type ApprovalRow,
  type JoinedApproval,
  type OnTimeout,
  readApproval,
  SELECT_APPROVALS,
  toApproval,
} from './approval-row.ts';
import type { ApprovalStatus } from './approval-rules.ts';
import { distinct, type Person, type ResolvedApprovers, resolveApprovers } from './approvers.ts';
import { newId } from './ids.ts';
import { type Page, type PageRequest, toPage } from './paging.ts';
import type { Store } from './store.ts';

export interface NewApproval {
  runId: string;
  nodeId: string;
  iteration: string;
  message: string;
  /** The people of level 1. */
  people: Person[];
  /** Who is asked at level 2, 3 …, as the workflow names them. */
  escalation: string[][];
  /** How many must approve; null: all of level 1. */
  required: number | null;
  form: JsonObject | null;
  onTimeout: OnTimeout;
  allowSelf: boolean;
  deadline: Date | null;
  /** The run's clock when the node was dispatched. */
  createdAt: Date;
}

export interface ApprovalFilter {
  status?: ApprovalStatus[];
  runId?: string;
  workflowId?: string;
  /** Tasks that one with these identities is asked for and has not decided on. */
  waitingFor?: string[];
  /** Pending tasks whose deadline was before this time. */
  overdueAt?: Date;
}

/** A mailed link: whom it was mailed to, for which task. */
export interface ApprovalLink {
  /** SHA-256 of the link's token, hex. */
  hash: string;
  by: string;
  usedAt: Date | null;
  task: ApprovalRow;
}

/** A change of a task that its run was not told of. */
export interface UntoldApproval extends Omit<ApprovalRef, 'taskId'> {
  id: string;
  wakeAt: Date;
  temporalWorkflowId: string;
}

/**
 * Tasks that wait for people's decision. Whatever ends a task is one guarded write, and whoever comes first wins. Changes
 * that the run must hear of note so in `wakeAt`, in the same write.
 */
export interface ApprovalRepository {
  /** Whom these texts name; see `resolveApprovers`. */
  resolve(projectId: string, texts: readonly string[]): Promise<ResolvedApprovers>;
  /**
   * Makes the task of a step. A repeat answers the task that is there; one that ended before `createdAt` is replaced,
   * since the step is then being run again. Null when the project has no such run.
   */
  open(projectId: string, input: NewApproval): Promise<ApprovalRow | null>;
  get(projectId: string, id: string): Promise<ApprovalRow | null>;
  list(projectId: string, filter: ApprovalFilter, page: PageRequest): Promise<Page<ApprovalRow>>;
  /** Decides as whoever has these identities. */
  decide(
    projectId: string,
    id: string,
    identities: readonly string[],
    decision: NewDecision,
  ): Promise<ApprovalChange | null>;
  /** Decides as the person whom a link was mailed to, and uses the link up. */
  decideByLink(
    projectId: string,
    id: string,
    link: { hash: string; by: string },
    decision: NewDecision,
  ): Promise<LinkedChange | null>;
  /** Hands the share of whoever has these identities on to another person, who is to be mailed. */
  delegate(projectId: string, id: string, identities: readonly string[], to: string): Promise<Delegation | null>;
  comment(projectId: string, id: string, comment: { by: string; text: string }): Promise<Change | null>;
  moveDeadline(projectId: string, id: string, deadline: Date): Promise<Change | null>;
  cancel(projectId: string, id: string): Promise<Change | null>;
  /**
   * Ends a pending task for its run, and answers what has become of it. A timeout whose `deadline` was moved to a later
   * time meanwhile ends nothing.
   */
  end(
    projectId: string,
    id: string,
    end: { reason: 'timeout' | 'cancelled'; deadline?: Date },
  ): Promise<ApprovalRow | null>;
  /** Asks the people of a level as well; `unknown` are those of its approvers who name nobody any more. */
  escalate(projectId: string, id: string, level: number): Promise<{ task: ApprovalRow; unknown: string[] } | null>;

  /** Makes the token of one mail; it is kept as its hash alone. Null when there is no such task. */
  issueToken(projectId: string, id: string, to: { by: string; level: number }): Promise<string | null>;
  /** The link with this token, of any project: the token is the credential. */
  link(token: string): Promise<ApprovalLink | null>;
  /** Notes that these people were mailed. */
  markMailed(projectId: string, id: string, by: readonly string[]): Promise<void>;

  /** Housekeeping, any project: changes that runs were not told of, older than this. */
  untold(olderThanMs: number, limit: number): Promise<UntoldApproval[]>;
  /** Notes that the run was told of the change of that time. */
  markTold(id: string, wakeAt: Date): Promise<void>;
  /** Housekeeping, any project: pending tasks with people who are still to be mailed; they are not due again for a while. */
  claimUnmailed(limit: number): Promise<{ projectId: string; id: string }[]>;
  /** Housekeeping, any project: cancels the pending tasks of runs that have ended; answers how many. */
  cancelOrphans(limit: number): Promise<number>;
}

/** What became of a change; `ended`: the task had ended before, and stays as it is. */
export interface Change {
  kind: 'done' | 'ended';
  task: ApprovalRow;
}

/** Most comments of one task. */
const MAX_COMMENTS = 1_000;

export function approvalRepository(store: Store): ApprovalRepository {
  return { ...asking(store), ...approvalChanges(store), ...changing(store), ...mailing(store), ...housekeeping(store) };
}

function asking(store: Store): Pick<ApprovalRepository, 'resolve' | 'open' | 'get' | 'list'> {
  return {
    resolve: (projectId, texts) => resolveApprovers(store.sql, projectId, texts),
    open: (projectId, input) => open(store, projectId, input),
    get: (projectId, id) => readApproval(store, projectId, id),
    list: (projectId, filter, page) => list(store, projectId, filter, page),
  };
}

const PLACE = 'run_id = $1 AND node_id = $2 AND iteration = $3 AND project_id = $4';

async function open(store: Store, projectId: string, input: NewApproval): Promise<ApprovalRow | null> {
  const { sql } = store;
  const place = [input.runId, input.nodeId, input.iteration, projectId];
  await sql(`DELETE FROM approvals WHERE ${PLACE} AND status <> 'pending' AND created_at < $5`, [
    ...place,
    input.createdAt,
  ]);
  const approvers = distinct(input.people, []).map((person) => ({ ...person, level: 1, mailed: false }));
  await sql(
    `INSERT INTO approvals (id, project_id, run_id, workflow_id, node_id, iteration, message, approvers, escalation,
                            required, form, on_timeout, allow_self, deadline, created_at, mail_due_at)
     SELECT $5, $4, r.id, r.workflow_id, $2, $3, $6, $7::jsonb, $8::jsonb, $9, $10::json, $11, $12, $13, $14, $15
     FROM runs r WHERE r.id = $1 AND r.project_id = $4
     ON CONFLICT (run_id, node_id, iteration) DO NOTHING`,
    [
      ...place,
      ...[newId(), input.message, JSON.stringify(approvers), JSON.stringify(input.escalation), input.required],
      ...[input.form === null ? null : JSON.stringify(input.form), input.onTimeout, input.allowSelf, input.deadline],
      ...[input.createdAt, new Date(Date.now() + MAIL_GRACE_MS)],
    ],
  );
  const [joined] = await sql<JoinedApproval>(
    `${SELECT_APPROVALS} WHERE a.run_id = $1 AND a.node_id = $2 AND a.iteration = $3 AND a.project_id = $4`,
    place,
  );
  return joined === undefined ? null : toApproval(joined);
}

/** The condition of each filter; `?` stands for its value. */
const CONDITIONS: Record<keyof ApprovalFilter, string> = {
  status: 'a.status = ANY(?::text[])',
  runId: 'a.run_id = ?',
  workflowId: 'a.workflow_id = ?',
  waitingFor: `EXISTS (
    SELECT 1 FROM jsonb_array_elements(a.approvers) p
    WHERE p -> 'identities' ?| ?::text[] AND NOT EXISTS (
      SELECT 1 FROM jsonb_array_elements(a.decisions) d WHERE d ->> 'by' = p ->> 'by'))`,
  overdueAt: "a.status = 'pending' AND a.deadline < ?",
};

async function list(
  { sql }: Store,
  projectId: string,
  filter: ApprovalFilter,
  { limit, cursor }: PageRequest,
): Promise<Page<ApprovalRow>> {
  const conditions = ['a.project_id = $1'];
  const values: unknown[] = [projectId];
  for (const [name, condition] of Object.entries(CONDITIONS)) {
    const value = filter[name as keyof ApprovalFilter];
    if (value === undefined) continue;
    values.push(value);
    conditions.push(condition.replace(/\?(?![|&])/, `$${values.length}`));
  }
  const where = conditions.join(' AND ');
  const after = cursor ? `AND a.id < $${values.length + 1}` : '';
  const [rows, [counted]] = await Promise.all([
    sql<JoinedApproval>(
      `${SELECT_APPROVALS} WHERE ${where} ${after} ORDER BY a.id DESC LIMIT ${Math.trunc(limit) + 1}`,
      cursor ? [...values, cursor] : values,
    ),
    sql<{ count: number }>(`SELECT count(*)::int AS count FROM approvals a WHERE ${where}`, values),
  ]);
  return toPage(rows.map(toApproval), limit, counted?.count ?? 0);
}

function changing(store: Store): Pick<ApprovalRepository, 'comment' | 'moveDeadline' | 'cancel' | 'end'> {
  const guarded = (projectId: string, id: string, assignments: string, values: unknown[], guard?: string) =>
    changePending(store, projectId, id, { assignments, values, ...(guard ? { guard } : {}) });
  return {
    comment: (projectId, id, { by, text }) => {
      const comment = JSON.stringify([{ by, text, at: new Date().toISOString() }]);
      const kept = `CASE WHEN jsonb_array_length(comments) < ${MAX_COMMENTS} THEN comments ELSE comments - 0 END`;
      return guarded(projectId, id, `comments = ${kept} || $3::jsonb`, [comment]);
    },
    moveDeadline: (projectId, id, deadline) => guarded(projectId, id, 'deadline = $3, wake_at = now()', [deadline]),
    cancel: (projectId, id) =>
      guarded(projectId, id, "status = 'cancelled', ended_at = now(), wake_at = now(), mail_due_at = NULL", []),
    async end(projectId, id, { reason, deadline }) {
      const assignments = 'status = $3, ended_at = now(), wake_at = NULL, mail_due_at = NULL';
      const guard = deadline === undefined ? 'true' : 'deadline <= $4';
      const values = deadline === undefined ? [reason] : [reason, deadline];
      return (await guarded(projectId, id, assignments, values, guard))?.task ?? null;
    },
  };
}

interface PendingChange {
  assignments: string;
  /** From `$3` on. */
  values: unknown[];
  guard?: string;
}

async function changePending(
  store: Store,
  projectId: string,
  id: string,
  { assignments, values, guard = 'true' }: PendingChange,
): Promise<Change | null> {
  const changed = await store.sql(
    `UPDATE approvals SET ${assignments} WHERE id = $1 AND project_id = $2 AND status = 'pending' AND ${guard} RETURNING id`,
    [id, projectId, ...values],
  );
  const task = await readApproval(store, projectId, id);
  return task === null ? null : { kind: changed.length > 0 ? 'done' : 'ended', task };
}

function mailing({ sql, ...store }: Store): Pick<ApprovalRepository, 'issueToken' | 'link'> {
  return {
    async issueToken(projectId, id, { by, level }) {
      const token = randomBytes(32).toString('base64url');
      const made = await sql(
        `INSERT INTO approval_tokens (hash, approval_id, approver, level)
         SELECT $3, a.id, $4, $5 FROM approvals a WHERE a.id = $1 AND a.project_id = $2 RETURNING hash`,
        [id, projectId, hashOf(token), by, level],
      );
      return made.length > 0 ? token : null;
    },
    async link(token) {
      const hash = hashOf(token);
      const [found] = await sql<{ by: string; usedAt: Date | null; id: string; projectId: string }>(
        `SELECT t.approver AS by, t.used_at AS "usedAt", a.id, a.project_id AS "projectId"
         FROM approval_tokens t JOIN approvals a ON a.id = t.approval_id WHERE t.hash = $1`,
        [hash],
      );
      if (found === undefined) return null;
      const task = await readApproval({ sql, ...store }, found.projectId, found.id);
      return task === null ? null : { hash, by: found.by, usedAt: found.usedAt, task };
    },
  };
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

type Housekeeping = 'untold' | 'markTold' | 'claimUnmailed' | 'cancelOrphans';

function housekeeping({ sql }: Store): Pick<ApprovalRepository, Housekeeping> {
  return {
    untold: (olderThanMs, limit) =>
      sql<UntoldApproval>(
        `SELECT a.id, a.project_id AS "projectId", a.run_id AS "runId", a.node_id AS "nodeId", a.iteration,
                a.wake_at AS "wakeAt", r.temporal_workflow_id AS "temporalWorkflowId"
         FROM approvals a JOIN runs r ON r.id = a.run_id
         WHERE a.wake_at <= now() - make_interval(secs => $1 / 1000.0) ORDER BY a.wake_at LIMIT $2`,
        [olderThanMs, limit],
      ),
    async markTold(id, wakeAt) {
      await sql('UPDATE approvals SET wake_at = NULL WHERE id = $1 AND wake_at = $2', [id, wakeAt]);
    },
    claimUnmailed: (limit) =>
      sql<{ projectId: string; id: string }>(
        `UPDATE approvals SET mail_due_at = now() + interval '1 minute'
         WHERE id IN (
           SELECT id FROM approvals WHERE mail_due_at <= now() AND status = 'pending'
           ORDER BY mail_due_at LIMIT $1 FOR UPDATE SKIP LOCKED)
         RETURNING project_id AS "projectId", id`,
        [limit],
      ),
    async cancelOrphans(limit) {
      const cancelled = await sql(
        `UPDATE approvals SET status = 'cancelled', ended_at = now(), wake_at = NULL, mail_due_at = NULL
         WHERE status = 'pending' AND id IN (
           SELECT a.id FROM approvals a JOIN runs r ON r.id = a.run_id
           WHERE a.status = 'pending' AND r.status IN ('completed', 'failed', 'cancelled') LIMIT $1)
         RETURNING id`,
        [limit],
      );
      return cancelled.length;
    },
  };
}
