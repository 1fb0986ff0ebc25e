import { hasFewerLiveRuns, QuotaExceeded } from './quotas.ts';
import { type Sql, type Store, tryShareLock } from './store.ts';

/** More than can start at the same moment, each of them on a connection to PostgreSQL of its own. */
const MARGIN = 1_000;

/**
 * Makes a run of a project whose live runs are limited, so that there are never more than that. Far from the limit starts
 * go beside each other: those that are under way, at most one a connection, cannot reach it. Near to it, they go one
 * after the other, once all that go beside each other have ended, and each sees what the ones before have made.
 *
 * @throws QuotaExceeded
 */
export async function startWithin<Result>(
  { inTransaction, underLock }: Pick<Store, 'inTransaction' | 'underLock'>,
  projectId: string,
  limit: number,
  start: (sql: Sql) => Promise<Result>,
): Promise<Result> {
  const lock = `live runs ${projectId}`;
  if (limit > MARGIN) {
    const made = await inTransaction(async (sql) => {
      const isFar = (await tryShareLock(sql, lock)) && (await hasFewerLiveRuns(sql, projectId, limit - MARGIN));
      return isFar ? { result: await start(sql) } : null;
    });
    if (made !== null) return made.result;
  }
  return underLock(lock, async (sql) => {
    if (!(await hasFewerLiveRuns(sql, projectId, limit))) throw new QuotaExceeded('liveRuns', limit);
    return await start(sql);
  });
}
