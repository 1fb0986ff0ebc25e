import { setTimeout as pause } from 'node:timers/promises';
import { PrismaPg } from '@prisma/adapter-pg';
import { Pool, type PoolClient } from 'pg';
import { DatabaseError, DatabaseUnavailable, isDatabaseUnavailable, UnstorableText } from './errors.ts';
import { Prisma, PrismaClient } from './generated/client.ts';
import { InTurn } from './in-turn.ts';
import { PreparedStatement } from './prepared-statement.ts';
import type { ProjectSettingsCache } from './project-settings.ts';
import type { QuotaRepository, StartQuotas } from './quotas.ts';
import type { EncryptionKeys } from './secrets.ts';

/** Runs one parametrised statement and answers its rows; a name keeps the statement prepared on each connection. */
export type Sql = <Row>(text: string, values?: unknown[], name?: string) => Promise<Row[]>;

/** What the repositories work with. Errors that leave it are named ones wherever they mean something to callers. */
export interface Store {
  prisma: StorePrisma;
  sql: Sql;
  /** As `sql`; what a statement does when the signal aborts ends, in PostgreSQL too, and it rejects. */
  abortable(signal: AbortSignal): Sql;
  /**
   * Runs statements in one transaction, of those under the same lock one after the other: each sees what the one before
   * has done, and all or none of its own are kept. `work` is repeated when PostgreSQL ended the transaction because it
   * and another waited for each other.
   */
  underLock<Result>(lock: string, work: (sql: Sql) => Promise<Result>): Promise<Result>;
  /** Runs statements in one transaction, beside others; repeated as `underLock` repeats. */
  inTransaction<Result>(work: (sql: Sql) => Promise<Result>): Promise<Result>;
  keys: EncryptionKeys;
  projectSettings: ProjectSettingsCache;
  quotas: QuotaRepository & StartQuotas;
}

type StorePrisma = ReturnType<typeof openPrisma>;

export interface PoolOptions {
  url: string;
  poolSize: number;
  connectTimeoutMs: number;
  statementTimeoutMs: number;
  onIdleError: (error: Error) => void;
}

/**
 * Connections that stay open while nothing is asked: what comes after a quiet half minute would otherwise wait for new
 * ones, which have neither caches nor plans yet. A page and its total are asked for on two.
 */
const WARM_CONNECTIONS = 2;

/**
 * A pool that outlives restarts of PostgreSQL: connections that break while idle are dropped, new ones are made on
 * demand, nothing waits for ever.
 */
export function openPool(options: PoolOptions): Pool {
  const pool = new Pool({
    connectionString: options.url,
    min: Math.min(WARM_CONNECTIONS, options.poolSize),
    max: options.poolSize,
    connectionTimeoutMillis: options.connectTimeoutMs,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    statement_timeout: options.statementTimeoutMs,
    // The server's own limit is the rule; this one ends what waits on a connection that is silently dead.
    query_timeout: options.statementTimeoutMs + 2_000,
    application_name: 'perdura',
  });
  pool.on('error', options.onIdleError);
  return pool;
}

/** Prisma over the same pool, so that both keep to one number of connections. */
export function openPrisma(pool: Pool) {
  const client = new PrismaClient({
    adapter: new PrismaPg(pool),
    errorFormat: 'minimal',
    transactionOptions: { maxWait: 5_000, timeout: 15_000 },
  });
  return client.$extends({
    query: { $allOperations: ({ args, query }) => query(args).catch(rethrowNamed) },
  });
}

export function openSql(pool: Pool): Sql {
  return sqlOn(pool);
}

export function openAbortable(pool: Pool): Store['abortable'] {
  return (signal) =>
    async <Row>(text: string, values: unknown[] = [], name?: string) => {
      signal.throwIfAborted();
      const client = await pool.connect().catch(rethrowNamed);
      const cancel = (): void => {
        // What runs on a connection goes on in PostgreSQL when nobody listens any more.
        pool.query('SELECT pg_cancel_backend($1)', [processOf(client)]).catch(() => undefined);
      };
      signal.addEventListener('abort', cancel, { once: true });
      try {
        return await sqlOn(client)<Row>(text, values, name);
      } finally {
        signal.removeEventListener('abort', cancel);
        // A cancellation may come late: it must not meet somebody else's statement.
        client.release(signal.aborted);
      }
    };
}

/** The number of the server's process behind a connection, which the types do not name. */
function processOf(client: PoolClient): number | null {
  return (client as PoolClient & { processID?: number | null }).processID ?? null;
}

export function openLocks(pool: Pool): Store['underLock'] {
  // Who waits in this process waits without a connection.
  const turns = new InTurn();
  return (lock, work) => turns.run(lock, () => pastDeadlocks(() => transact(pool, lock, work)));
}

export function openTransactions(pool: Pool): Store['inTransaction'] {
  return (work) => pastDeadlocks(() => transact(pool, null, work));
}

const DEADLOCK_TRIES = 6;

/**
 * Repeats what PostgreSQL ended because it and another waited for each other, a few times and at random distances, so
 * that the two do not meet again.
 */
export async function pastDeadlocks<Result>(work: () => Promise<Result>): Promise<Result> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if (!isDeadlock(error) || tries >= DEADLOCK_TRIES) throw error;
      await pause(Math.random() * 50 * tries);
    }
  }
}

async function transact<Result>(pool: Pool, lock: string | null, work: (sql: Sql) => Promise<Result>): Promise<Result> {
  const client = await pool.connect().catch(rethrowNamed);
  const sql = sqlOn(client);
  let broken = false;
  try {
    await sql('BEGIN');
    // A statement of its own: one does not see what was committed while it waited for a lock.
    if (lock !== null) await takeLock(sql, lock);
    const result = await work(sql);
    await sql('COMMIT');
    return result;
  } catch (error) {
    // A connection that cannot even take this back is none to go on with.
    await client.query('ROLLBACK').catch(() => {
      broken = true;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}

/** Holds a lock of this name until the transaction ends. */
export async function takeLock(sql: Sql, lock: string): Promise<void> {
  await sql('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [lock], 'lock');
}

/** Holds a lock together with others who share it, until the transaction ends; false when one has or awaits it alone. */
export async function tryShareLock(sql: Sql, lock: string): Promise<boolean> {
  const text = 'SELECT pg_try_advisory_xact_lock_shared(hashtextextended($1, 0)) AS shared';
  const [row] = await sql<{ shared: boolean }>(text, [lock], 'share-lock');
  return row?.shared ?? false;
}

type Connected = Pick<Pool, 'query'> | Pick<PoolClient, 'query'>;

function sqlOn(connection: Connected): Sql {
  return async <Row>(text: string, values: unknown[] = [], name?: string) => {
    try {
      if (name !== undefined) return await prepared<Row>(connection, new PreparedStatement(name, text, values));
      const { rows } = await connection.query({ text, values });
      return rows as Row[];
    } catch (error) {
      return rethrowNamed(error);
    }
  };
}

function prepared<Row>(connection: Connected, statement: PreparedStatement): Promise<Row[]> {
  return new Promise((resolve, reject) => {
    connection.query(statement, (error: Error | null, result) => {
      if (error === null || error === undefined) resolve(result.rows as Row[]);
      else reject(error);
    });
  });
}

/** Whether an error is the refusal of a second row with the same unique value. */
export function isUniqueViolation(error: unknown): boolean {
  return codeOf(error) === 'P2002' || codeOf(error) === '23505';
}

/** Whether an error is the refusal of a row that points at nothing. */
export function isForeignKeyViolation(error: unknown): boolean {
  return codeOf(error) === 'P2003' || codeOf(error) === '23503';
}

/** Whether PostgreSQL ended a statement because it and another waited for each other. */
function isDeadlock(error: unknown): boolean {
  return codeOf(error) === '40P01';
}

/** Columns of a raw query, named as the fields of their row: `id, project_id AS "projectId"`. */
export function columns(fields: readonly string[], table?: string): string {
  const prefix = table === undefined ? '' : `${table}.`;
  return fields.map((field) => `${prefix}${columnOf(field)} AS "${field}"`).join(', ');
}

/** A value for a `Json` field. Interfaces lack the index signature that Prisma's type asks for. */
export function json(value: object | string | number | boolean | null): Prisma.InputJsonValue {
  return value === null ? (Prisma.JsonNull as unknown as Prisma.InputJsonValue) : (value as Prisma.InputJsonValue);
}

function columnOf(field: string): string {
  return field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function rethrowNamed(error: unknown): never {
  if (error instanceof DatabaseError) throw error;
  if (isDatabaseUnavailable(error)) throw new DatabaseUnavailable(error);
  if (isUnstorable(error)) throw new UnstorableText('a value');
  throw error;
}

/** SQLSTATE 22P05 and 22021 are NUL characters, in jsonb and in text; half a surrogate pair is an invalid jsonb text. */
function isUnstorable(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const code = codeOf(error);
  if (code === '22P05' || code === '22021') return true;
  const { message = '', detail = '', meta = {} } = error as { message?: string; detail?: string; meta?: object };
  return UNSTORABLE.test(`${message} ${detail} ${JSON.stringify(meta)}`);
}

const UNSTORABLE = /invalid input syntax for type json|\\u0000 cannot|invalid byte sequence for encoding/;

function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
}
