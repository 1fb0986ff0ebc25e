import { ANY_EVENT } from '@perdura/definition';
import type { StepPlace } from '@perdura/definition/run';
import { UnknownReference } from './errors.ts';
import { EVENT_FIELDS, type EventRow } from './events.ts';
import { LIVE_RUN_STATUSES } from './run-state.ts';
import { columns, isUniqueViolation, type Sql, type Store } from './store.ts';

/** A step of a run that waits for an event. */
export interface WaitingStep extends StepPlace {
  runId: string;
}

/** What a step waits for. */
export interface AwaitedEvent {
  /** Type of the event. */
  event: string;
  /** What the event's own key must equal; null: any will do. */
  correlationKey: string | null;
}

/** A wait, whose run may be told of an event. */
export interface OpenWait extends WaitingStep {
  temporalWorkflowId: string;
}

/** A wait as it was registered. */
export interface RegisteredWait {
  /** The event that the step took before; null: it waits. */
  matchedEventId: string | null;
  /** When it was registered last. */
  openedAt: Date;
}

/** Steps that wait for events. An event is taken at most once by the iterations of one node of a run. */
export interface EventWaitRepository {
  /** Registers that a step waits, unless it took an event before. Registering an ended wait anew opens it again. */
  open(projectId: string, step: WaitingStep, awaited: AwaitedEvent): Promise<RegisteredWait>;
  /** What an open wait waits for, and what an ended one took; null when there is none, or it ended without an event. */
  get(projectId: string, step: WaitingStep): Promise<(AwaitedEvent & { matchedEventId: string | null }) | null>;
  /**
   * Events that the wait may take, oldest first: of its type and key, that came after its run began, other than the
   * one that started the run, and not taken by another iteration. `after`: the last event of the page before.
   */
  candidates(
    projectId: string,
    step: WaitingStep,
    page: { after: EventRow | null; limit: number },
  ): Promise<EventRow[]>;
  /** Whether the one event is among the candidates. */
  isCandidate(projectId: string, step: WaitingStep, eventId: string): Promise<boolean>;
  /**
   * Takes an event, and so ends the wait; false when the wait has ended, or another iteration took the event.
   *
   * @param openedAt takes it only for the wait that was registered then: an attempt that was given up must not take an
   *   event that nobody would hear of
   */
  take(projectId: string, step: WaitingStep, eventId: string, openedAt?: Date): Promise<boolean>;
  /** Nobody waits any more. */
  end(projectId: string, step: WaitingStep): Promise<void>;
  /** Open waits of live runs that an event may end, in pages; `after`: the last wait of the page before. */
  waitingFor(event: EventRow, page: { after: WaitingStep | null; limit: number }): Promise<OpenWait[]>;
  /** Whether a step of the project waits for events of the type, or a live run may come to a node that does. */
  isAwaited(projectId: string, eventType: string): Promise<boolean>;
  /** Housekeeping, any project: ends the open waits of runs that have ended; answers how many. */
  endOrphans(limit: number): Promise<number>;
}

export function eventWaitRepository({ sql }: Store): EventWaitRepository {
  return {
    async open(projectId, step, { event, correlationKey }) {
      const [wait] = await sql<RegisteredWait>(OPEN, [...placeOf(projectId, step), event, correlationKey]);
      if (wait !== undefined) return wait;
      const [taken] = await sql<RegisteredWait>(
        `SELECT ${REGISTERED} FROM event_waits w WHERE ${PLACE}`,
        placeOf(projectId, step),
      );
      if (taken === undefined) throw new UnknownReference(`project ${projectId} has no run ${step.runId}`);
      return taken;
    },
    async get(projectId, step) {
      const [wait] = await sql<AwaitedEvent & { matchedEventId: string | null }>(
        `SELECT w.event, w.correlation_key AS "correlationKey", w.matched_event_id AS "matchedEventId"
         FROM event_waits w
         WHERE ${PLACE} AND (w.ended_at IS NULL OR w.matched_event_id IS NOT NULL)`,
        placeOf(projectId, step),
      );
      return wait ?? null;
    },
    candidates: (projectId, step, { after, limit }) =>
      sql<EventRow>(
        `${CANDIDATES} AND ($5::timestamptz IS NULL OR (e.created_at, e.id) > ($5, $6))
         ORDER BY e.created_at, e.id LIMIT $7`,
        [...placeOf(projectId, step), after?.createdAt, after?.id, limit],
      ),
    isCandidate: async (projectId, step, eventId) =>
      (await sql(`${CANDIDATES} AND e.id = $5`, [...placeOf(projectId, step), eventId])).length > 0,
    take: (projectId, step, eventId, openedAt) => take(sql, projectId, step, eventId, openedAt),
    async end(projectId, step) {
      await sql(`UPDATE event_waits w SET ended_at = now() WHERE ${PLACE} AND w.ended_at IS NULL`, [
        ...placeOf(projectId, step),
      ]);
    },
    waitingFor: ({ projectId, id, type, correlationKey, createdAt }, { after, limit }) =>
      sql<OpenWait>(WAITING, [
        ...[projectId, type, correlationKey, createdAt, id],
        ...[after?.runId, after?.nodeId, after?.iteration, limit],
      ]),
    async isAwaited(projectId, eventType) {
      const [found] = await sql<{ awaited: boolean }>(`SELECT ${awaited('$1', '$2')} AS awaited`, [
        projectId,
        eventType,
      ]);
      return found?.awaited ?? false;
    },
    async endOrphans(limit) {
      return (await sql(END_ORPHANS, [limit])).length;
    },
  };
}

/**
 * Whether a step waits for events of a project and type, or a live run may come to a node that does, in SQL.
 *
 * @param projectId an SQL expression, as the others are
 * @param exceptRun id of a run that is just ending: it comes to no node any more
 */
export function awaited(projectId: string, eventType: string, exceptRun?: string): string {
  return `(EXISTS (SELECT 1 FROM event_waits w
    WHERE w.project_id = ${projectId} AND w.event = ${eventType} AND w.ended_at IS NULL)
    OR EXISTS (SELECT 1 FROM awaited_events a
      WHERE a.project_id = ${projectId} AND a.event IN (${eventType}, '${ANY_EVENT}') AND EXISTS (
        SELECT 1 FROM runs waiter
        WHERE waiter.version_id = a.version_id AND waiter.status IN (${LIVE})
          ${exceptRun === undefined ? '' : `AND waiter.id <> ${exceptRun}`})))`;
}

async function take(
  sql: Sql,
  projectId: string,
  step: WaitingStep,
  eventId: string,
  openedAt: Date | undefined,
): Promise<boolean> {
  try {
    const taken = await sql(
      `UPDATE event_waits w SET matched_event_id = $5, ended_at = now()
       WHERE ${PLACE} AND w.ended_at IS NULL AND w.matched_event_id IS NULL
         AND ($6::timestamptz IS NULL OR w.created_at = $6)
         AND NOT EXISTS (SELECT 1 FROM event_waits other
           WHERE other.run_id = $2 AND other.node_id = $3 AND other.matched_event_id = $5)
       RETURNING w.run_id`,
      [...placeOf(projectId, step), eventId, openedAt],
    );
    return taken.length > 0;
  } catch (error) {
    // Another iteration took the event at the same time: that is what the unique index is for.
    if (isUniqueViolation(error)) return false;
    throw error;
  }
}

function placeOf(projectId: string, { runId, nodeId, iteration }: WaitingStep): string[] {
  return [projectId, runId, nodeId, iteration];
}

const PLACE = 'w.project_id = $1 AND w.run_id = $2 AND w.node_id = $3 AND w.iteration = $4';

const REGISTERED = 'w.matched_event_id AS "matchedEventId", w.created_at AS "openedAt"';

/** The run must be the project's: the row would otherwise wait for another one's events. */
const OPEN = `
  INSERT INTO event_waits AS w (run_id, node_id, iteration, project_id, event, correlation_key)
  SELECT r.id, $3, $4, r.project_id, $5, $6 FROM runs r WHERE r.id = $2 AND r.project_id = $1
  ON CONFLICT (run_id, node_id, iteration) DO UPDATE
    SET event = excluded.event, correlation_key = excluded.correlation_key, ended_at = NULL, created_at = now()
    WHERE w.matched_event_id IS NULL
  RETURNING ${REGISTERED}`;

/** When a run begins: one that was asked for a later time takes nothing that came before it. */
const BEGUN = 'coalesce(r.start_at, r.created_at)';

/** An event of the very millisecond in which the run was made may be a later one; the one that started it is not. */
const CANDIDATES = `
  SELECT ${columns(EVENT_FIELDS, 'e')}
  FROM event_waits w JOIN runs r ON r.id = w.run_id
    JOIN events e ON e.project_id = w.project_id AND e.type = w.event AND e.created_at >= ${BEGUN}
  WHERE ${PLACE} AND w.ended_at IS NULL
    AND (w.correlation_key IS NULL OR e.correlation_key = w.correlation_key)
    AND e.id IS DISTINCT FROM r.event_id
    AND NOT EXISTS (SELECT 1 FROM event_waits other
      WHERE other.run_id = w.run_id AND other.node_id = w.node_id AND other.matched_event_id = e.id)`;

/** Said as the partial index on the versions of live runs says it. */
const LIVE = LIVE_RUN_STATUSES.map((status) => `'${status}'`).join(', ');

const ENDED = (table: string) => `${table}.status IN ('completed', 'failed', 'cancelled')`;

const WAITING = `
  SELECT w.run_id AS "runId", w.node_id AS "nodeId", w.iteration, r.temporal_workflow_id AS "temporalWorkflowId"
  FROM event_waits w JOIN runs r ON r.id = w.run_id
  WHERE w.project_id = $1 AND w.event = $2 AND w.ended_at IS NULL
    AND (w.correlation_key IS NULL OR w.correlation_key = $3)
    AND ${BEGUN} <= $4 AND r.event_id IS DISTINCT FROM $5 AND NOT ${ENDED('r')}
    AND ($6::text IS NULL OR (w.run_id, w.node_id, w.iteration) > ($6, $7, $8))
  ORDER BY w.run_id, w.node_id, w.iteration LIMIT $9`;

const END_ORPHANS = `
  UPDATE event_waits w SET ended_at = now()
  WHERE (w.run_id, w.node_id, w.iteration) IN (
    SELECT o.run_id, o.node_id, o.iteration FROM event_waits o JOIN runs r ON r.id = o.run_id
    WHERE o.ended_at IS NULL AND ${ENDED('r')} LIMIT $1)
  RETURNING w.run_id`;
