import type { Sql } from './store.ts';

/** What this process may still give of a window. */
interface Share {
  left: number;
  /** When the window ends, by this process's clock. */
  until: number;
  /** Nothing more is to be had within the window. */
  spent: boolean;
  limit: number;
}

/**
 * Numbers within a minute, counted over all processes. Each draws a hundredth of the limit at a time from a row of
 * PostgreSQL, and gives it away without asking again. Windows are the minutes of PostgreSQL's clock.
 */
export class QuotaWindows {
  readonly #sql: Sql;
  readonly #shares = new Map<string, Share>();
  readonly #drawing = new Map<string, Promise<void>>();

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** Takes one; otherwise answers how long the window still lasts, in milliseconds. */
  async take(projectId: string, name: string, limit: number): Promise<number | null> {
    const key = `${projectId} ${name}`;
    for (;;) {
      const share = this.#current(key, limit);
      if (share !== null && share.left > 0) {
        share.left -= 1;
        return null;
      }
      if (share?.spent) return share.until - Date.now();
      await this.#draw(key, projectId, name, limit);
    }
  }

  #current(key: string, limit: number): Share | null {
    const share = this.#shares.get(key);
    if (share === undefined) return null;
    if (share.until > Date.now() && share.limit === limit) return share;
    this.#shares.delete(key);
    return null;
  }

  /** All who find the share used up wait for the same statement. */
  #draw(key: string, projectId: string, name: string, limit: number): Promise<void> {
    const underWay = this.#drawing.get(key);
    if (underWay !== undefined) return underWay;
    const drawing = this.#drawn(key, projectId, name, limit).finally(() => this.#drawing.delete(key));
    this.#drawing.set(key, drawing);
    return drawing;
  }

  async #drawn(key: string, projectId: string, name: string, limit: number): Promise<void> {
    const wanted = Math.max(1, Math.floor(limit / 100));
    const [row] = await this.#sql<{ granted: number; leftMs: number }>(
      DRAW,
      [projectId, name, Math.min(limit, MOST), Math.min(wanted, MOST)],
      'draw-quota',
    );
    if (row === undefined) return;
    const until = Date.now() + Math.max(1, row.leftMs);
    this.#shares.set(key, { left: row.granted, until, spent: row.granted === 0, limit });
    if (this.#shares.size > MOST_SHARES) this.#forgetEnded();
  }

  #forgetEnded(): void {
    const now = Date.now();
    for (const [key, { until }] of this.#shares) if (until <= now) this.#shares.delete(key);
  }
}

/** Largest number of the columns. */
const MOST = 2_000_000_000;
const MOST_SHARES = 10_000;

/** One row for all windows: a new one begins where the minute is another. */
const DRAW = `
INSERT INTO quota_windows AS w (project_id, name, started_at, used, granted)
VALUES ($1, $2, date_trunc('minute', statement_timestamp()), least($3::int, $4::int), least($3::int, $4::int))
ON CONFLICT (project_id, name) DO UPDATE SET
  started_at = excluded.started_at,
  granted = CASE WHEN w.started_at = excluded.started_at THEN greatest(0, least($4, $3 - w.used)) ELSE excluded.granted END,
  used = CASE WHEN w.started_at = excluded.started_at THEN w.used + greatest(0, least($4, $3 - w.used))
    ELSE excluded.used END
RETURNING granted, (extract(epoch FROM started_at + interval '1 minute' - statement_timestamp()) * 1000)::float8 AS "leftMs"`;
