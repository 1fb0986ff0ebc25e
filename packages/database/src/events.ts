import type { JsonValue } from '@perdura/definition';
import { newId } from './ids.ts';
import { columns, type Store } from './store.ts';

export interface EventRow {
  id: string;
  projectId: string;
  type: string;
  data: JsonValue;
  externalId: string | null;
  correlationKey: string | null;
  /** Depth of the runs that this event starts: one more than that of the run that it came from; 0 from outside. */
  depth: number;
  /** The user whose credential published it; null for the platform itself. */
  publishedBy: string | null;
  createdAt: Date;
  dispatchedAt: Date | null;
}

export interface NewEvent {
  type: string;
  data: JsonValue;
  /** The sender's id: makes publishing idempotent. */
  externalId?: string | null;
  correlationKey?: string | null;
  depth?: number;
  publishedBy?: string | null;
}

export interface EventRepository {
  /** Stores an event that is still to be dispatched; a repeat of `externalId` answers the first one. */
  publish(projectId: string, input: NewEvent): Promise<{ event: EventRow; duplicate: boolean }>;
  get(projectId: string, eventId: string): Promise<EventRow | null>;
  /** Event types that the project has seen, subscribed to or triggers on; sorted, at most 200. */
  types(projectId: string): Promise<string[]>;
  /** Housekeeping, any project: events whose runs and deliveries are still to be made, oldest first. */
  pending(olderThanMs: number, limit: number): Promise<EventRow[]>;
  /** Notes that all runs and deliveries of the event were made. */
  markDispatched(projectId: string, eventId: string): Promise<void>;
}

export function eventRepository({ sql }: Store): EventRepository {
  return {
    async publish(projectId, { type, data, externalId = null, correlationKey = null, depth = 0, publishedBy = null }) {
      const values = [newId(), projectId, type, JSON.stringify(data), externalId, correlationKey, depth, publishedBy];
      const [made] = await sql<EventRow>(PUBLISH, values);
      if (made !== undefined) return { event: made, duplicate: false };
      const [event] = await sql<EventRow>(
        `SELECT ${EVENT_COLUMNS} FROM events WHERE project_id = $1 AND external_id = $2`,
        [projectId, externalId],
      );
      if (event === undefined) throw new Error(`event ${externalId} was neither stored nor found`);
      return { event, duplicate: true };
    },
    async get(projectId, eventId) {
      const [event] = await sql<EventRow>(`SELECT ${EVENT_COLUMNS} FROM events WHERE id = $1 AND project_id = $2`, [
        eventId,
        projectId,
      ]);
      return event ?? null;
    },
    async types(projectId) {
      const rows = await sql<{ type: string }>(TYPES, [projectId]);
      return rows.map((row) => row.type);
    },
    pending: (olderThanMs, limit) => sql<EventRow>(PENDING, [olderThanMs, limit]),
    async markDispatched(projectId, eventId) {
      await sql('UPDATE events SET dispatched_at = now() WHERE id = $1 AND project_id = $2 AND dispatched_at IS NULL', [
        eventId,
        projectId,
      ]);
    },
  };
}

/** Columns of the table `events`, as the fields of an EventRow. */
export const EVENT_FIELDS = [
  'id',
  'projectId',
  'type',
  'data',
  'externalId',
  'correlationKey',
  'depth',
  'publishedBy',
  'createdAt',
  'dispatchedAt',
] as const satisfies readonly (keyof EventRow)[];

const EVENT_COLUMNS = columns(EVENT_FIELDS);

const PUBLISH = `
  INSERT INTO events (id, project_id, type, data, external_id, correlation_key, depth, published_by)
  VALUES ($1, $2, $3, $4::jsonb, $5, $6, $7, $8)
  ON CONFLICT (project_id, external_id) DO NOTHING
  RETURNING ${EVENT_COLUMNS}`;

const PENDING = `
  SELECT ${EVENT_COLUMNS} FROM events
  WHERE dispatched_at IS NULL AND created_at <= now() - make_interval(secs => $1 / 1000.0)
  ORDER BY created_at, id LIMIT $2`;

/** The newest events stand for all: a project's history may be long. Messages of channels are none that one could name. */
const TYPES = `
  SELECT DISTINCT type FROM (
    (SELECT type FROM events WHERE project_id = $1 ORDER BY id DESC LIMIT 5000)
    UNION SELECT event FROM subscriptions WHERE project_id = $1
    UNION SELECT trigger_event FROM workflows
          WHERE project_id = $1 AND trigger_event IS NOT NULL AND deleted_at IS NULL
  ) AS seen WHERE type NOT LIKE 'channel:%' ORDER BY type LIMIT 200`;
