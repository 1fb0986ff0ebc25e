import type { QuotaName } from '@perdura/contracts';
import type { RunOrigin } from '@perdura/definition/run';
import { DatabaseError } from './errors.ts';
import type { ProjectSettingsCache } from './project-settings.ts';
import { QuotaWindows } from './quota-windows.ts';
import { LIVE_RUN_STATUSES } from './run-state.ts';
import type { Sql, Store } from './store.ts';

/** Quotas of a number within a minute. */
export type WindowQuota = 'requestsPerMinute' | 'startsPerMinute' | 'webhookCallsPerMinute';
/** Quotas of what there may be at all. */
export type StockQuota = Exclude<QuotaName, WindowQuota | 'watchers'>;

/** A project has used up what it may use. */
export class QuotaExceeded extends DatabaseError {
  readonly quota: QuotaName;
  readonly limit: number;
  /** When to try again, where that is known. */
  readonly retryAfterSeconds: number | null;

  constructor(quota: QuotaName, limit: number, retryAfterSeconds: number | null = null) {
    super('QUOTA_EXCEEDED', `the project may use ${limit} of its quota "${quota}", and does`);
    this.quota = quota;
    this.limit = limit;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** Use of a quota: `used` null for what is counted only where it is limited, `limit` null for no limit. */
export interface QuotaUse {
  used: number | null;
  limit: number | null;
}

/** What projects may use. Limits are read anew after two seconds, and at once in the process that changed them. */
export interface QuotaRepository {
  /** The limit of a quota; null: none. */
  limitOf(projectId: string, quota: QuotaName): Promise<number | null>;
  /**
   * Takes one of what a minute allows. Processes draw small shares of the window from PostgreSQL, so that most calls
   * cost nothing: never more than the limit are given, and up to a hundredth of it for each process may stay ungiven.
   *
   * @param purpose counts apart within the quota: the path of a webhook
   * @throws QuotaExceeded
   */
  take(projectId: string, quota: WindowQuota, purpose?: string): Promise<void>;
  /** @throws QuotaExceeded when as much is there as may be; calls at the same moment may each find the last place */
  requireRoom(projectId: string, quota: StockQuota): Promise<void>;
  usage(projectId: string): Promise<Record<QuotaName, QuotaUse>>;
}

/** What the making of runs asks. */
export interface StartQuotas {
  /**
   * Whether one more run may start: takes it from the starts of the minute. Runs that runs start are not refused, since
   * those that wait for them would fail.
   *
   * @returns the most live runs that may be, where that is limited: counted where the run is made
   * @throws QuotaExceeded
   */
  beforeStart(projectId: string, origin: RunOrigin): Promise<number | null>;
}

export function quotaRepository(
  { sql }: Pick<Store, 'sql'>,
  settings: ProjectSettingsCache,
): QuotaRepository & StartQuotas {
  const windows = new QuotaWindows(sql);
  const stored = new Map<string, { bytes: number; readAt: number }>();

  const limitOf: QuotaRepository['limitOf'] = async (projectId, quota) =>
    (await settings.of(projectId)).quotas?.[quota] ?? null;

  const take: QuotaRepository['take'] = async (projectId, quota, purpose) => {
    const limit = await limitOf(projectId, quota);
    if (limit === null) return;
    const name = purpose === undefined ? quota : `${quota}:${purpose}`;
    const waitMs = await windows.take(projectId, name, limit);
    if (waitMs !== null) throw new QuotaExceeded(quota, limit, Math.max(1, Math.ceil(waitMs / 1_000)));
  };

  const requireRoom: QuotaRepository['requireRoom'] = async (projectId, quota) => {
    const limit = await limitOf(projectId, quota);
    if (limit === null) return;
    const used = quota === 'storedBytes' ? await storedBytes(projectId) : await count(sql, projectId, quota, limit);
    if (used >= limit) throw new QuotaExceeded(quota, limit);
  };

  /** Summing up all values of a project takes a while: it is done once a minute. */
  async function storedBytes(projectId: string): Promise<number> {
    const known = stored.get(projectId);
    if (known !== undefined && Date.now() - known.readAt < STORED_FOR_MS) return known.bytes;
    const bytes = await readStoredBytes(sql, projectId);
    stored.set(projectId, { bytes, readAt: Date.now() });
    return bytes;
  }

  return {
    limitOf,
    take,
    requireRoom,
    async beforeStart(projectId, origin) {
      if (origin === 'workflow') return null;
      const { quotas } = await settings.of(projectId);
      if (quotas === undefined) return null;
      if (quotas.storedBytes !== undefined) await requireRoom(projectId, 'storedBytes');
      await take(projectId, 'startsPerMinute');
      return quotas.liveRuns ?? null;
    },
    usage: (projectId) => usage(sql, projectId, settings),
  };
}

const STORED_FOR_MS = 60_000;
/** More than this are not counted: where there is no limit, the figure is for orientation. */
const COUNTED = 1_000_000;

/** Whether the project has fewer live runs than this. */
export async function hasFewerLiveRuns(sql: Sql, projectId: string, than: number): Promise<boolean> {
  return (await count(sql, projectId, 'liveRuns', than)) < than;
}

async function usage(
  sql: Sql,
  projectId: string,
  settings: ProjectSettingsCache,
): Promise<Record<QuotaName, QuotaUse>> {
  const { quotas = {} } = await settings.of(projectId);
  const limit = (quota: QuotaName) => quotas[quota] ?? null;
  const window = async (quota: WindowQuota) => ({
    used: limit(quota) === null ? null : await usedInWindow(sql, projectId, quota),
    limit: limit(quota),
  });
  const stock = async (quota: Exclude<StockQuota, 'storedBytes'>) => ({
    used: await count(sql, projectId, quota, COUNTED),
    limit: limit(quota),
  });
  return {
    requestsPerMinute: await window('requestsPerMinute'),
    startsPerMinute: await window('startsPerMinute'),
    liveRuns: await stock('liveRuns'),
    workflows: await stock('workflows'),
    schedules: await stock('schedules'),
    storedBytes: { used: await readStoredBytes(sql, projectId), limit: limit('storedBytes') },
    watchers: { used: null, limit: limit('watchers') },
    webhookCallsPerMinute: { used: null, limit: limit('webhookCallsPerMinute') },
  };
}

async function usedInWindow(sql: Sql, projectId: string, name: string): Promise<number> {
  const [row] = await sql<{ used: number }>(
    `SELECT used FROM quota_windows
     WHERE project_id = $1 AND name = $2 AND started_at = date_trunc('minute', statement_timestamp())`,
    [projectId, name],
  );
  return row?.used ?? 0;
}

async function count(
  sql: Sql,
  projectId: string,
  quota: Exclude<StockQuota, 'storedBytes'>,
  most: number,
): Promise<number> {
  const [row] = await sql<{ count: number }>(COUNTS[quota], [projectId, most], `count-${quota}`);
  return row?.count ?? 0;
}

async function readStoredBytes(sql: Sql, projectId: string): Promise<number> {
  const [row] = await sql<{ bytes: number }>(
    'SELECT coalesce(sum(bytes), 0)::float8 AS bytes FROM blobs WHERE project_id = $1',
    [projectId],
  );
  return row?.bytes ?? 0;
}

const LIVE = LIVE_RUN_STATUSES.map((status) => `'${status}'`).join(', ');

const counted = (rows: string) => `SELECT count(*)::int AS count FROM (${rows} LIMIT $2) AS counted`;

const COUNTS: Record<Exclude<StockQuota, 'storedBytes'>, string> = {
  liveRuns: counted(`SELECT 1 FROM runs WHERE project_id = $1 AND status IN (${LIVE})`),
  workflows: counted(`SELECT 1 FROM workflows WHERE project_id = $1 AND form <> 'tool' AND deleted_at IS NULL`),
  schedules: counted(
    `SELECT 1 FROM workflows WHERE project_id = $1 AND deleted_at IS NULL AND enabled AND trigger_type = 'cron'`,
  ),
};
