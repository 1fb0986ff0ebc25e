import type { JsonValue } from '@perdura/definition';
import type { StepError, StepPlace } from '@perdura/definition/run';
import { UnstorableText } from './errors.ts';
import { storable } from './storable.ts';
import { isForeignKeyViolation, pastDeadlocks, type Store } from './store.ts';

/** One attempt of a step, as the worker that made it tells. Times are ISO 8601. */
export interface NewStepAttempt extends StepPlace {
  projectId: string;
  runId: string;
  /** From 1; counted anew when somebody has a parked step retried. */
  attempt: number;
  queuedAt: string | null;
  startedAt: string;
  endedAt: string | null;
  error: StepError | null;
  worker: string;
  /** The rendered config; null when it was not rendered. Holds no secret. */
  input: JsonValue | null;
  log: AttemptLogLine[];
}

export interface AttemptLogLine {
  /** ISO 8601. */
  at: string;
  level: string;
  message: string;
}

export interface StepAttemptRow {
  iteration: string;
  attempt: number;
  queuedAt: Date | null;
  startedAt: Date;
  endedAt: Date | null;
  errorCode: string | null;
  errorMessage: string | null;
  worker: string;
  /** Of the newest attempt of a step alone; null for all others. */
  input: JsonValue | null;
  /** Of the newest attempts of a step alone; null for all others, and where nothing was logged. */
  log: AttemptLogLine[] | null;
}

/** Attempts of steps: those that a worker told of. */
export interface StepAttemptRepository {
  /**
   * Writes attempts of many runs in one statement; those of runs that are gone are left out.
   *
   * @returns how many were written
   */
  record(attempts: NewStepAttempt[]): Promise<number>;
  /** The newest attempts of these iterations of a node, in the order in which they started. */
  ofIterations(projectId: string, runId: string, nodeId: string, iterations: string[]): Promise<StepAttemptRow[]>;
}

export function stepAttemptRepository({ sql }: Store): StepAttemptRepository {
  return {
    async record(attempts) {
      if (attempts.length === 0) return 0;
      const entries = distinct(attempts).map(entryOf);
      const runIds = attempts.map(({ runId }) => runId);
      const write = (written: object[]) =>
        pastDeadlocks(() => sql(RECORD, [JSON.stringify(written), runIds], 'record-attempts'));
      try {
        return (await write(entries)).length;
      } catch (error) {
        if (error instanceof UnstorableText) return (await write(storable(entries) as unknown as object[])).length;
        // A run was deleted between the look at it and the write; the repeat leaves it out.
        if (isForeignKeyViolation(error)) return (await write(entries)).length;
        throw error;
      }
    },
    async ofIterations(projectId, runId, nodeId, iterations) {
      if (iterations.length === 0) return [];
      const values = [projectId, runId, nodeId, iterations, MOST_ATTEMPTS, MOST_LOGS];
      return await sql<StepAttemptRow>(OF_ITERATIONS, values, 'attempts-of-iterations');
    },
  };
}

/** Attempts of one step that are read: what one retry policy allows, and somebody's retries of it. */
const MOST_ATTEMPTS = 200;
/** Attempts of one step whose log is read. */
const MOST_LOGS = 5;

/** A row can be written once by one statement. */
function distinct(attempts: NewStepAttempt[]): NewStepAttempt[] {
  const byKey = new Map<string, NewStepAttempt>();
  for (const each of attempts) {
    byKey.set(`${each.runId}/${each.nodeId}/${each.iteration}/${each.startedAt}/${each.attempt}`, each);
  }
  return [...byKey.values()];
}

function entryOf({ error, log, ...attempt }: NewStepAttempt): object {
  return {
    ...attempt,
    ...{ errorCode: error?.code, errorMessage: error?.message },
    log: log.length === 0 ? null : log,
  };
}

const RECORD = `
  INSERT INTO step_attempts (run_id, node_id, iteration, attempt, queued_at, started_at, ended_at, error_code,
                             error_message, worker, input, log)
  SELECT n."runId", n."nodeId", n.iteration, n.attempt, n."queuedAt", n."startedAt", n."endedAt", n."errorCode",
    n."errorMessage", n.worker, n.input, n.log
  FROM jsonb_to_recordset($1::jsonb) AS n(
    "runId" text, "projectId" text, "nodeId" text, iteration text, attempt int, "queuedAt" timestamptz,
    "startedAt" timestamptz, "endedAt" timestamptz, "errorCode" text, "errorMessage" text, worker text, input jsonb,
    log jsonb)
  JOIN runs r ON r.id = n."runId" AND r.project_id = n."projectId" AND r.id = ANY($2::text[])
  ON CONFLICT (run_id, node_id, iteration, started_at, attempt) DO UPDATE SET
    ended_at = excluded.ended_at, error_code = excluded.error_code, error_message = excluded.error_message,
    worker = excluded.worker, input = excluded.input, log = excluded.log
  RETURNING run_id`;

const OF_ITERATIONS = `
  SELECT each.iteration, each.attempt, each.queued_at AS "queuedAt", each.started_at AS "startedAt",
    each.ended_at AS "endedAt", each.error_code AS "errorCode", each.error_message AS "errorMessage", each.worker,
    CASE WHEN each.age = 1 THEN each.input END AS input, CASE WHEN each.age <= $6 THEN each.log END AS log
  FROM runs r
  CROSS JOIN unnest($4::text[]) AS place(iteration)
  CROSS JOIN LATERAL (
    SELECT a.*, row_number() OVER (ORDER BY a.started_at DESC, a.attempt DESC) AS age FROM step_attempts a
    WHERE a.run_id = r.id AND a.node_id = $3 AND a.iteration = place.iteration
    ORDER BY a.started_at DESC, a.attempt DESC LIMIT $5
  ) each
  WHERE r.project_id = $1 AND r.id = $2
  ORDER BY each.iteration, each.started_at, each.attempt`;
