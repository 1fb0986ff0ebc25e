import type { JsonObject } from '@perdura/definition';
import type { BulkAction } from '@perdura/definition/run';
import { Conflict, DatabaseError, IdempotencyConflict } from './errors.ts';
import { newId } from './ids.ts';
import { type Page, type PageRequest, toPage } from './paging.ts';
import { conditionOf } from './run-condition.ts';
import type { RunFilter } from './run-filter.ts';
import { columns, pastDeadlocks, type Sql, type Store } from './store.ts';

export type BulkStatus = 'running' | 'completed' | 'cancelled';

/** An operation over many runs. */
export interface BulkJobRow {
  id: string;
  projectId: string;
  action: BulkAction;
  /** The search's parameters, as they were asked for. */
  filter: JsonObject;
  /** What the operation of a single run would have been asked with. */
  input: JsonObject;
  status: BulkStatus;
  userId: string | null;
  /** Address of the user who asked for it. */
  by: string | null;
  /** Its runs; those that neither succeeded nor failed are still to be done. */
  total: number;
  succeeded: number;
  failed: number;
  createdAt: Date;
  /** When Temporal took it over; null while that is to do. */
  dispatchedAt: Date | null;
  completedAt: Date | null;
}

export interface NewBulkJob {
  action: BulkAction;
  /** Which runs; `asked` is what is kept of it for people. */
  filter: { runs: RunFilter; asked: JsonObject };
  input: JsonObject;
  userId: string | null;
  idempotency?: { key: string; bodyHash: string };
  limits: BulkLimits;
}

export interface BulkLimits {
  /** Most runs of one job. */
  runs: number;
  /** Most jobs of a project that run at once. */
  jobs: number;
}

export type ItemOutcome = 'succeeded' | 'failed';

/** One run of a job, and what came of it. */
export interface BulkItemRow {
  runId: string;
  outcome: 'pending' | ItemOutcome;
  code: string | null;
  message: string | null;
  /** The run that a retry or rerun made. */
  newRunId: string | null;
}

/** A run that is to be done now. */
export interface BegunItem {
  runId: string;
  /** Whether somebody began with it before and left no outcome: it may be done already. */
  repeated: boolean;
}

/** What came of one run. */
export type SettledItem =
  | { runId: string; outcome: 'succeeded'; newRunId?: string }
  | { runId: string; outcome: 'failed'; code: string; message: string };

/** More runs match than one job takes. */
export class TooManyRuns extends DatabaseError {
  readonly count: number;
  readonly limit: number;

  constructor(count: number, limit: number) {
    super('BULK_TOO_MANY_RUNS', `${count} runs match; one job takes ${limit} at most`);
    this.count = count;
    this.limit = limit;
  }
}

/** As many jobs of the project run as may run at once. */
export class TooManyBulkJobs extends Conflict {
  readonly limit: number;

  constructor(limit: number) {
    super('BULK_JOBS_LIMIT', `${limit} jobs of the project are running, as many as may run at once`);
    this.limit = limit;
  }
}

/** Operations over many runs, and the runs that each of them chose. */
export interface BulkJobRepository {
  /**
   * Makes a job of the runs that match at this moment, or answers the one that its idempotency key made before. A job
   * without any run is completed at once.
   *
   * @throws TooManyRuns, TooManyBulkJobs, IdempotencyConflict: nothing was made
   */
  create(projectId: string, job: NewBulkJob): Promise<{ job: BulkJobRow; created: boolean }>;
  /** How many runs a job with this filter would have now. */
  matching(projectId: string, filter: RunFilter): Promise<number>;
  get(projectId: string, jobId: string): Promise<BulkJobRow | null>;
  list(projectId: string, page: PageRequest): Promise<Page<BulkJobRow>>;
  /** The runs of a job, newest first. The cursor is the id of a run. Null when there is no such job. */
  items(
    projectId: string,
    jobId: string,
    page: PageRequest & { outcome?: BulkItemRow['outcome'] | undefined },
  ): Promise<Page<BulkItemRow> | null>;
  /** Ends a running job: what it has not begun stays undone. The job as it is then; null when there is none. */
  cancel(projectId: string, jobId: string): Promise<{ job: BulkJobRow; cancelled: boolean } | null>;
  /**
   * Takes the next runs of a job, oldest first: those that were begun and have no outcome, and, while the job runs,
   * further ones. None are left when it answers none.
   */
  begin(projectId: string, jobId: string, limit: number): Promise<BegunItem[]>;
  /** Writes outcomes, each once, and counts them. */
  settle(projectId: string, jobId: string, items: SettledItem[]): Promise<void>;
  /** Ends a job that has nothing left to do; false when it has, or had ended. */
  complete(projectId: string, jobId: string): Promise<boolean>;
  /** Housekeeping, any project: jobs that Temporal has not taken over, older than this, oldest first. */
  undispatched(olderThanMs: number, limit: number): Promise<BulkJobRow[]>;
  /** Housekeeping, any project: jobs that Temporal took over longer ago than this, and that have not ended. */
  underway(olderThanMs: number, limit: number): Promise<BulkJobRow[]>;
  markDispatched(projectId: string, jobId: string): Promise<void>;
  /** Housekeeping: deletes a job, with its runs' outcomes, that ended before this; answers how many there were. */
  prune(endedBefore: Date): Promise<number>;
}

export function bulkJobRepository(store: Store): BulkJobRepository {
  const { sql } = store;
  const get: BulkJobRepository['get'] = async (projectId, jobId) => {
    const [job] = await sql<BulkJobRow>(`${SELECT_JOBS} WHERE j.id = $1 AND j.project_id = $2`, [jobId, projectId]);
    return job ?? null;
  };
  const matching: BulkJobRepository['matching'] = async (projectId, filter) => {
    const { where, values } = conditionOf(projectId, filter);
    const [found] = await sql<{ count: number }>(`SELECT count(*)::int AS count FROM runs r WHERE ${where}`, values);
    return found?.count ?? 0;
  };
  return {
    get,
    matching,
    async create(projectId, input) {
      const made = await store.underLock(`bulk-jobs ${projectId}`, (own) => insertJob(own, projectId, input));
      if (made === null) throw new TooManyRuns(await matching(projectId, input.filter.runs), input.limits.runs);
      const job = await get(projectId, made.jobId);
      if (job === null) throw new Error(`bulk job ${made.jobId} was neither made nor found`);
      return { job, created: made.created };
    },
    async list(projectId, { limit, cursor }) {
      const after = cursor ? 'AND j.id < $2' : '';
      const [rows, [all]] = await Promise.all([
        sql<BulkJobRow>(
          `${SELECT_JOBS} WHERE j.project_id = $1 ${after} ORDER BY j.id DESC LIMIT ${Math.trunc(limit) + 1}`,
          cursor ? [projectId, cursor] : [projectId],
        ),
        sql<{ count: number }>('SELECT count(*)::int AS count FROM bulk_jobs WHERE project_id = $1', [projectId]),
      ]);
      return toPage(rows, limit, all?.count ?? 0);
    },
    async items(projectId, jobId, page) {
      const job = await get(projectId, jobId);
      return job === null ? null : await itemsOf(sql, job, page);
    },
    async cancel(projectId, jobId) {
      const cancelled = await sql(CANCEL, [jobId, projectId]);
      const job = await get(projectId, jobId);
      return job && { job, cancelled: cancelled.length > 0 };
    },
    begin: (projectId, jobId, limit) => pastDeadlocks(() => sql<BegunItem>(BEGIN, [jobId, projectId, limit])),
    async settle(projectId, jobId, items) {
      if (items.length === 0) return;
      const values = [jobId, projectId, JSON.stringify(items), items.map(({ runId }) => runId)];
      await pastDeadlocks(() => sql(SETTLE, values));
    },
    complete: async (projectId, jobId) => (await sql(COMPLETE, [jobId, projectId])).length > 0,
    undispatched: (olderThanMs, limit) => sql<BulkJobRow>(UNDISPATCHED, [olderThanMs, limit]),
    underway: (olderThanMs, limit) => sql<BulkJobRow>(UNDERWAY, [olderThanMs, limit]),
    async markDispatched(projectId, jobId) {
      await sql('UPDATE bulk_jobs SET dispatched_at = now() WHERE id = $1 AND project_id = $2', [jobId, projectId]);
    },
    prune: async (endedBefore) => (await sql(PRUNE, [endedBefore])).length,
  };
}

/** Scope of the idempotency keys of jobs. */
const KEY_SCOPE = 'bulk';

/** One job of a project after the other: each sees how many there are. Null when too many runs match. */
async function insertJob(
  sql: Sql,
  projectId: string,
  input: NewBulkJob,
): Promise<{ jobId: string; created: boolean } | null> {
  const earlier = await earlierJob(sql, projectId, input);
  if (earlier !== null) return { jobId: earlier, created: false };
  const [running] = await sql<{ count: number }>(RUNNING, [projectId]);
  if ((running?.count ?? 0) >= input.limits.jobs) throw new TooManyBulkJobs(input.limits.jobs);
  const jobId = newId();
  if (!(await chooseRuns(sql, projectId, jobId, input))) return null;
  if (input.idempotency !== undefined) {
    const { key, bodyHash } = input.idempotency;
    await sql(CLAIM_KEY, [projectId, KEY_SCOPE, key, bodyHash, jobId]);
  }
  return { jobId, created: true };
}

async function earlierJob(sql: Sql, projectId: string, { idempotency }: NewBulkJob): Promise<string | null> {
  if (idempotency === undefined) return null;
  const { key, bodyHash } = idempotency;
  const [found] = await sql<{ bodyHash: string; jobId: string }>(FIND_KEY, [projectId, KEY_SCOPE, key]);
  if (found === undefined) return null;
  if (found.bodyHash !== bodyHash) throw new IdempotencyConflict(key);
  return found.jobId;
}

/** Makes the job with its runs by one statement, which sees the runs of one moment. False when they are too many. */
async function chooseRuns(sql: Sql, projectId: string, jobId: string, input: NewBulkJob): Promise<boolean> {
  const { where, values } = conditionOf(projectId, input.filter.runs);
  const at = (position: number) => `$${values.length + position}`;
  const made = await sql(
    `WITH chosen AS MATERIALIZED (
       SELECT r.id FROM runs r WHERE ${where} ORDER BY r.id DESC LIMIT ${at(7)}::int + 1
     ), counted AS (
       SELECT count(*)::int AS total FROM chosen
     ), job AS (
       INSERT INTO bulk_jobs (id, project_id, action, filter, input, user_id, total, status, dispatched_at, completed_at)
       SELECT ${at(1)}, ${at(2)}, ${at(3)}, ${at(4)}::jsonb, ${at(5)}::jsonb, ${at(6)}, total,
         CASE total WHEN 0 THEN 'completed' ELSE 'running' END,
         CASE total WHEN 0 THEN now() END, CASE total WHEN 0 THEN now() END
       FROM counted WHERE total <= ${at(7)}::int
       RETURNING id
     ), items AS (
       INSERT INTO bulk_job_items (job_id, run_id) SELECT job.id, chosen.id FROM job, chosen
     )
     SELECT id FROM job`,
    [
      ...values,
      ...[jobId, projectId, input.action, JSON.stringify(input.filter.asked), JSON.stringify(input.input)],
      ...[input.userId, input.limits.runs],
    ],
  );
  return made.length > 0;
}

async function itemsOf(
  sql: Sql,
  job: BulkJobRow,
  { limit, cursor, outcome }: PageRequest & { outcome?: BulkItemRow['outcome'] | undefined },
): Promise<Page<BulkItemRow>> {
  const rows = await sql<BulkItemRow & { id: string }>(
    `${SELECT_ITEMS} WHERE job_id = $1 ${outcome === undefined ? '' : OF_OUTCOME[outcome]} ${cursor ? 'AND run_id < $2' : ''}
     ORDER BY run_id DESC LIMIT ${Math.trunc(limit) + 1}`,
    cursor ? [job.id, cursor] : [job.id],
  );
  const { items, total, nextCursor } = toPage(rows, limit, numberOf(job, outcome));
  return { items: items.map(({ id: _, ...item }) => item), total, nextCursor };
}

function numberOf({ total, succeeded, failed }: BulkJobRow, outcome: BulkItemRow['outcome'] | undefined): number {
  if (outcome === undefined) return total;
  return { pending: total - succeeded - failed, succeeded, failed }[outcome];
}

const FIELDS = [
  'id',
  'projectId',
  'action',
  'filter',
  'input',
  'status',
  'userId',
  'total',
  'succeeded',
  'failed',
  'createdAt',
  'dispatchedAt',
  'completedAt',
] as const satisfies readonly Exclude<keyof BulkJobRow, 'by'>[];

const SELECT_JOBS = `
  SELECT ${columns(FIELDS, 'j')}, u.email AS "by" FROM bulk_jobs j LEFT JOIN users u ON u.id = j.user_id`;

const FIND_KEY = `
  SELECT body_hash AS "bodyHash", resource_id AS "jobId" FROM idempotency_keys
  WHERE project_id = $1 AND scope = $2 AND key = $3`;

const CLAIM_KEY = `
  INSERT INTO idempotency_keys (project_id, scope, key, body_hash, resource_id) VALUES ($1, $2, $3, $4, $5)`;

const RUNNING = `SELECT count(*)::int AS count FROM bulk_jobs WHERE project_id = $1 AND status = 'running'`;

const SELECT_ITEMS = `
  SELECT run_id AS id, run_id AS "runId", CASE outcome WHEN 'begun' THEN 'pending' ELSE outcome END AS outcome,
    code, message, new_run_id AS "newRunId"
  FROM bulk_job_items`;

const OF_OUTCOME: Record<BulkItemRow['outcome'], string> = {
  pending: "AND outcome IN ('pending', 'begun')",
  succeeded: "AND outcome = 'succeeded'",
  failed: "AND outcome = 'failed'",
};

const CANCEL = `
  UPDATE bulk_jobs SET status = 'cancelled', completed_at = now()
  WHERE id = $1 AND project_id = $2 AND status = 'running' RETURNING id`;

/** Written so that each part looks at as many items as it takes, however many the job has and whatever is known of them. */
const BEGIN = `
  WITH job AS (
    SELECT status FROM bulk_jobs WHERE id = $1 AND project_id = $2
  ), left_over AS (
    SELECT i.run_id FROM bulk_job_items i
    WHERE i.job_id = $1 AND i.outcome = 'begun' AND EXISTS (SELECT 1 FROM job)
    ORDER BY i.run_id LIMIT $3::int
  ), fresh AS (
    SELECT i.run_id FROM bulk_job_items i
    WHERE i.job_id = $1 AND i.outcome = 'pending' AND (SELECT status FROM job) = 'running'
    ORDER BY i.run_id LIMIT $3::int - (SELECT count(*) FROM left_over)
  ), marked AS (
    UPDATE bulk_job_items i SET outcome = 'begun'
    WHERE i.job_id = $1 AND i.run_id = ANY(ARRAY(SELECT run_id FROM fresh)) AND i.outcome = 'pending'
    RETURNING i.run_id
  )
  SELECT run_id AS "runId", true AS repeated FROM left_over
  UNION ALL SELECT run_id, false FROM marked`;

const SETTLE = `
  WITH told AS MATERIALIZED (
    SELECT * FROM jsonb_to_recordset($3::jsonb)
      AS told("runId" text, outcome text, code text, message text, "newRunId" text)
  ), settled AS (
    UPDATE bulk_job_items i
    SET outcome = told.outcome, code = told.code, message = told.message, new_run_id = told."newRunId"
    FROM told
    WHERE i.job_id = $1 AND i.run_id = ANY($4::text[]) AND i.run_id = told."runId"
      AND i.outcome NOT IN ('succeeded', 'failed')
      AND EXISTS (SELECT 1 FROM bulk_jobs j WHERE j.id = $1 AND j.project_id = $2)
    RETURNING i.outcome
  ), counted AS (
    SELECT count(*) FILTER (WHERE outcome = 'succeeded')::int AS succeeded,
      count(*) FILTER (WHERE outcome = 'failed')::int AS failed
    FROM settled
  )
  UPDATE bulk_jobs j SET succeeded = j.succeeded + counted.succeeded, failed = j.failed + counted.failed
  FROM counted WHERE j.id = $1 AND j.project_id = $2`;

const COMPLETE = `
  UPDATE bulk_jobs SET status = 'completed', completed_at = now()
  WHERE id = $1 AND project_id = $2 AND status = 'running' AND succeeded + failed = total
  RETURNING id`;

const UNDISPATCHED = `${SELECT_JOBS}
  WHERE j.dispatched_at IS NULL AND j.created_at <= now() - make_interval(secs => $1 / 1000.0)
  ORDER BY j.created_at LIMIT $2::int`;

const UNDERWAY = `${SELECT_JOBS}
  WHERE j.status = 'running' AND j.dispatched_at <= now() - make_interval(secs => $1 / 1000.0)
  ORDER BY j.id LIMIT $2::int`;

/** One at a time: each may hold very many runs. */
const PRUNE = `
  DELETE FROM bulk_jobs WHERE id IN (
    SELECT id FROM bulk_jobs WHERE status <> 'running' AND completed_at < $1 ORDER BY id LIMIT 1
  ) RETURNING id`;
