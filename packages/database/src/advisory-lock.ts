import { Client } from 'pg';
import { DatabaseUnavailable, isDatabaseUnavailable } from './errors.ts';

/** How often the holder makes sure that its connection, and so the lock, still is there. */
const HEARTBEAT_MS = 5_000;

/**
 * Runs `work` while holding PostgreSQL's session lock of this name, on a connection of its own; answers at once when
 * another session holds it. PostgreSQL frees the lock when the connection ends, however the holder dies.
 */
export async function withAdvisoryLock<Result>(
  url: string,
  name: string,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<{ acquired: true; result: Result } | { acquired: false }> {
  const client = lockClient(url);
  const lost = new AbortController();
  const onLost = () => lost.abort(new DatabaseUnavailable(`the connection that holds the lock "${name}" was lost`));
  client.on('error', onLost).on('end', onLost);
  try {
    if (!(await takeLock(client, name))) return { acquired: false };
    const heartbeat = setInterval(() => client.query('SELECT 1').catch(onLost), HEARTBEAT_MS);
    try {
      return { acquired: true, result: await work(lost.signal) };
    } finally {
      clearInterval(heartbeat);
    }
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** The server notices a vanished holder within about 30 s, not after the system's hours. */
function lockClient(url: string): Client {
  return new Client({
    connectionString: url,
    connectionTimeoutMillis: 4_000,
    query_timeout: 5_000,
    keepAlive: true,
    options: '-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3',
    application_name: 'perdura-lock',
  });
}

async function takeLock(client: Client, name: string): Promise<boolean> {
  try {
    await client.connect();
    const { rows } = await client.query<{ taken: boolean }>(
      'SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS taken',
      [name],
    );
    return rows[0]?.taken === true;
  } catch (error) {
    throw isDatabaseUnavailable(error) ? new DatabaseUnavailable(error) : error;
  }
}
