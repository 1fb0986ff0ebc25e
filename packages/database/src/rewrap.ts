import { decryptSecret, encryptSecret, SecretUnreadable } from './secrets.ts';
import type { Store } from './store.ts';

/** What became of the secrets that were encrypted with another key than the current one. */
export interface Rewrapped {
  /** How many are now encrypted with the current key. */
  renewed: number;
  /** Ids of the rows whose secret does not open; they are left as they are. */
  unreadable: string[];
}

const PAGE = 200;

const TABLES = {
  connections: {
    stale: `SELECT id, project_id AS "projectId", secret FROM connections
            WHERE NOT starts_with(secret, $1) AND id > $2 ORDER BY id LIMIT ${PAGE}`,
    write: 'UPDATE connections SET secret = $3 WHERE id = $1 AND secret = $2 RETURNING id',
  },
  subscriptions: {
    stale: `SELECT id, project_id AS "projectId", secret FROM subscriptions
            WHERE NOT starts_with(secret, $1) AND id > $2 ORDER BY id LIMIT ${PAGE}`,
    write: 'UPDATE subscriptions SET secret = $3 WHERE id = $1 AND secret = $2 RETURNING id',
  },
  channels: {
    stale: `SELECT id, project_id AS "projectId", secret FROM channels
            WHERE NOT starts_with(secret, $1) AND id > $2 ORDER BY id LIMIT ${PAGE}`,
    write: 'UPDATE channels SET secret = $3 WHERE id = $1 AND secret = $2 RETURNING id',
  },
  workflows: {
    stale: `SELECT id, project_id AS "projectId", trigger_secret AS "secret" FROM workflows
            WHERE NOT starts_with(trigger_secret, $1) AND id > $2 ORDER BY id LIMIT ${PAGE}`,
    write: 'UPDATE workflows SET trigger_secret = $3 WHERE id = $1 AND trigger_secret = $2 RETURNING id',
  },
  drafts: {
    stale: `SELECT d.workflow_id AS id, w.project_id AS "projectId", d.trigger_secret AS "secret"
            FROM workflow_drafts d JOIN workflows w ON w.id = d.workflow_id
            WHERE NOT starts_with(d.trigger_secret, $1) AND d.workflow_id > $2 ORDER BY d.workflow_id LIMIT ${PAGE}`,
    write: `UPDATE workflow_drafts SET trigger_secret = $3
            WHERE workflow_id = $1 AND trigger_secret = $2 RETURNING workflow_id`,
  },
  mcpServers: {
    stale: `SELECT id, project_id AS "projectId", token AS "secret" FROM mcp_servers
            WHERE NOT starts_with(token, $1) AND id > $2 ORDER BY id LIMIT ${PAGE}`,
    write: 'UPDATE mcp_servers SET token = $3 WHERE id = $1 AND token = $2 RETURNING id',
  },
};

type ContextOf = (projectId: string, id: string) => string;

interface Sealed {
  id: string;
  projectId: string;
  secret: string;
}

/** Encrypts with the current key whatever was encrypted with another, page by page. */
export async function rewrapSecrets(
  store: Store,
  table: keyof typeof TABLES,
  contextOf: ContextOf,
): Promise<Rewrapped> {
  const done: Rewrapped = { renewed: 0, unreadable: [] };
  for (let after = ''; ; ) {
    const page = await store.sql<Sealed>(TABLES[table].stale, [`v1.${store.keys.current}.`, after]);
    for (const sealed of page) {
      const renewed = renew(store, sealed, contextOf);
      if (renewed === null) done.unreadable.push(sealed.id);
      // Written only over the very envelope that was read, so that a change in between is kept.
      else done.renewed += (await store.sql(TABLES[table].write, [sealed.id, sealed.secret, renewed])).length;
    }
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return done;
    after = last.id;
  }
}

function renew({ keys }: Store, { id, projectId, secret }: Sealed, contextOf: ContextOf): string | null {
  const context = contextOf(projectId, id);
  try {
    return encryptSecret(keys, decryptSecret(keys, secret, context), context);
  } catch (error) {
    if (error instanceof SecretUnreadable) return null;
    throw error;
  }
}
