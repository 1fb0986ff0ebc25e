import { decryptSecret, encryptSecret } from './secrets.ts';
import type { Store } from './store.ts';

const TABLES = {
  connections: {
    stale: 'SELECT id, project_id AS "projectId", secret FROM connections WHERE NOT starts_with(secret, $1) LIMIT $2',
    write: 'UPDATE connections SET secret = $3 WHERE id = $1 AND secret = $2 RETURNING id',
  },
  subscriptions: {
    stale: 'SELECT id, project_id AS "projectId", secret FROM subscriptions WHERE NOT starts_with(secret, $1) LIMIT $2',
    write: 'UPDATE subscriptions SET secret = $3 WHERE id = $1 AND secret = $2 RETURNING id',
  },
};

interface Sealed {
  id: string;
  projectId: string;
  secret: string;
}

/**
 * Encrypts secrets with the current key that were encrypted with another; answers how many. It writes only over the
 * very envelope that it read, so that a change in between is kept.
 * @throws SecretUnreadable
 */
export async function rewrapSecrets(
  { sql, keys }: Store,
  table: keyof typeof TABLES,
  contextOf: (projectId: string, id: string) => string,
  limit: number,
): Promise<number> {
  const { stale, write } = TABLES[table];
  let rewrapped = 0;
  for (const { id, projectId, secret } of await sql<Sealed>(stale, [`v1.${keys.current}.`, limit])) {
    const context = contextOf(projectId, id);
    const renewed = encryptSecret(keys, decryptSecret(keys, secret, context), context);
    rewrapped += (await sql(write, [id, secret, renewed])).length;
  }
  return rewrapped;
}
