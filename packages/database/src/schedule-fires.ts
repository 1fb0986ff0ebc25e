import { type Page, type PageRequest, toPage } from './paging.ts';
import { columns, type Store } from './store.ts';

export const FIRE_OUTCOMES = ['started', 'skipped', 'missed'] as const;
/** What came of a time that a schedule meant. */
export type FireOutcome = (typeof FIRE_OUTCOMES)[number];

/** One time that a schedule meant. */
export interface FireRow {
  workflowId: string;
  at: Date;
  outcome: FireOutcome;
  /** Why nothing was started; empty where something was. */
  reason: string;
  runId: string | null;
  /** Whether somebody had it made up for afterwards. */
  backfill: boolean;
}

export interface FireFilter {
  outcome?: FireOutcome;
  /** Inclusive. */
  after?: Date;
  /** Exclusive. */
  before?: Date;
}

/** A time that nothing was started for. */
export interface UnstartedFire {
  at: Date;
  outcome: Exclude<FireOutcome, 'started'>;
  reason: string;
}

/** When the run of a fire lived; `until` null: it still does. */
export interface FireSpan {
  runId: string;
  from: Date;
  until: Date | null;
}

/** What came of the times that schedules meant; those that a run was started for are written with the run. */
export interface ScheduleFireRepository {
  /** Newest first. The cursor is that of the page before. */
  list(projectId: string, workflowId: string, filter: FireFilter, page: PageRequest): Promise<Page<FireRow>>;
  /** Notes that nothing was started for a fire that Temporal took; one that was started stays so. */
  skip(projectId: string, workflowId: string, at: Date, reason: string): Promise<void>;
  /** Housekeeping: those of the times, in milliseconds since 1970, that have a row. */
  known(workflowId: string, times: Date[]): Promise<Set<number>>;
  /** Housekeeping: notes these, those left alone that have a row; answers how many it noted. */
  note(workflowId: string, fires: UnstartedFire[]): Promise<number>;
  /** Housekeeping: when the runs of fires lived that may have been live between these moments, newest first. */
  spans(workflowId: string, from: Date, until: Date): Promise<FireSpan[]>;
  /** Housekeeping: forgets fires before `before`, and of each workflow all but the newest `keep`; answers how many. */
  prune(before: Date, keep: number): Promise<number>;
}

const COLUMNS = columns(['workflowId', 'at', 'outcome', 'reason', 'runId', 'backfill'], 'f');

export function scheduleFireRepository({ sql }: Pick<Store, 'sql'>): ScheduleFireRepository {
  return {
    async list(projectId, workflowId, { outcome, after, before }, { limit, cursor }) {
      const filter = [projectId, workflowId, outcome ?? null, after ?? null, before ?? null];
      const from = cursor ? placeOf(cursor) : null;
      const [rows, counted] = await Promise.all([
        sql<FireRow>(LIST, [...filter, from?.at ?? null, from?.backfill ?? null, limit + 1], 'list-fires'),
        sql<{ total: number }>(COUNT, filter, 'count-fires'),
      ]);
      const page = toPage(
        rows.map((row) => ({ ...row, id: cursorOf(row) })),
        limit,
        counted[0]?.total ?? 0,
      );
      return { ...page, items: page.items.map(({ id: _id, ...row }) => row) };
    },
    async skip(projectId, workflowId, at, reason) {
      await sql(SKIP, [workflowId, projectId, at, reason], 'skip-fire');
    },
    async known(workflowId, times) {
      const rows = await sql<{ at: Date }>(
        `SELECT f.at FROM schedule_fires f
         WHERE f.workflow_id = $1 AND NOT f.backfill AND f.at = ANY($2::timestamptz[])`,
        [workflowId, times],
        'known-fires',
      );
      return new Set(rows.map(({ at }) => at.getTime()));
    },
    async note(workflowId, fires) {
      const rows = await sql(NOTE, [workflowId, JSON.stringify(fires)], 'note-fires');
      return rows.length;
    },
    spans: (workflowId, from, until) => sql<FireSpan>(SPANS, [workflowId, from, until], 'fire-spans'),
    async prune(before, keep) {
      const [row] = await sql<{ count: number }>(PRUNE, [before, keep]);
      return row?.count ?? 0;
    },
  };
}

const LISTED = `
  FROM schedule_fires f JOIN workflows w ON w.id = f.workflow_id
  WHERE w.project_id = $1 AND f.workflow_id = $2 AND ($3::text IS NULL OR f.outcome = $3)
    AND ($4::timestamptz IS NULL OR f.at >= $4) AND ($5::timestamptz IS NULL OR f.at < $5)`;

const LIST = `
  SELECT ${COLUMNS} ${LISTED} AND ($6::timestamptz IS NULL OR (f.at, f.backfill) < ($6, $7::boolean))
  ORDER BY f.at DESC, f.backfill DESC LIMIT $8`;

const COUNT = `SELECT count(*)::int AS total ${LISTED}`;

const SKIP = `
  INSERT INTO schedule_fires AS f (workflow_id, at, outcome, reason)
  SELECT w.id, $3::timestamptz, 'skipped', $4 FROM workflows w WHERE w.id = $1 AND w.project_id = $2
  ON CONFLICT (workflow_id, at, backfill) DO UPDATE SET outcome = excluded.outcome, reason = excluded.reason
  WHERE f.outcome = 'missed'`;

const NOTE = `
  INSERT INTO schedule_fires (workflow_id, at, outcome, reason)
  SELECT $1, fire.at, fire.outcome, fire.reason
  FROM jsonb_to_recordset($2::jsonb) AS fire(at timestamptz, outcome text, reason text)
  WHERE EXISTS (SELECT 1 FROM workflows w WHERE w.id = $1)
  ON CONFLICT (workflow_id, at, backfill) DO NOTHING
  RETURNING at`;

/** A fire's run counts as made at the time that the schedule meant; it may have started later. */
const SPANS = `
  SELECT r.id AS "runId", f.at AS "from", r.completed_at AS until
  FROM schedule_fires f JOIN runs r ON r.id = f.run_id
  WHERE f.workflow_id = $1 AND NOT f.backfill AND f.outcome = 'started' AND f.at < $3
    AND (r.completed_at IS NULL OR r.completed_at > $2)
  ORDER BY f.at DESC LIMIT 2000`;

const PRUNE = `
WITH gone AS (
  DELETE FROM schedule_fires f USING (
    SELECT workflow_id, at, backfill, row_number() OVER (PARTITION BY workflow_id ORDER BY at DESC, backfill DESC) AS place
    FROM schedule_fires) placed
  WHERE f.workflow_id = placed.workflow_id AND f.at = placed.at AND f.backfill = placed.backfill
    AND (placed.place > $2 OR f.at < $1)
  RETURNING 1)
SELECT count(*)::int AS count FROM gone`;

/** A cursor has the form of an id, as those of all lists do: the time in milliseconds, and which of its two rows. */
function cursorOf({ at, backfill }: FireRow): string {
  return at.getTime().toString(16).padStart(16, '0') + (backfill ? '1' : '0').padStart(8, '0');
}

function placeOf(cursor: string): { at: Date; backfill: boolean } {
  const ms = Number.parseInt(cursor.slice(0, 16), 16);
  const at = new Date(ms);
  // A cursor that this list never gave is behind its end.
  return Number.isNaN(at.getTime()) ? { at: new Date(0), backfill: false } : { at, backfill: cursor.endsWith('1') };
}
