import { createHash, randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import { DatabaseError, DatabaseUnavailable, isDatabaseUnavailable } from './errors.ts';

export interface MigrationProgress {
  name: string;
  state: 'applying' | 'applied';
}

export interface MigrateOptions {
  onProgress?: (progress: MigrationProgress) => void;
  /** Folder with the migrations. @default the repository's `prisma/migrations` */
  folder?: string;
}

/**
 * The migrations on disk do not go with those that the database had, or one of them failed.
 * Codes: MIGRATION_CHANGED, MIGRATION_MISSING, MIGRATION_FAILED.
 */
export class MigrationError extends DatabaseError {}

/**
 * Brings a database to the newest schema: applies what is missing, in order, each in one transaction, one process at a
 * time. Answers the names applied. It keeps its record as `prisma migrate deploy` does, which stays usable.
 * @throws MigrationError @throws DatabaseUnavailable
 */
export async function migrate(url: string, options: MigrateOptions = {}): Promise<string[]> {
  const migrations = await readMigrations(options.folder ?? MIGRATIONS_FOLDER);
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000, keepAlive: true });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('SELECT pg_advisory_lock($1)', [PRISMA_LOCK]);
    return await applyMissing(client, migrations, options.onProgress);
  } catch (error) {
    throw isDatabaseUnavailable(error) ? new DatabaseUnavailable(error) : error;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** The repository's migrations; sources and build lie equally deep. */
const MIGRATIONS_FOLDER = fileURLToPath(new URL('../../../prisma/migrations', import.meta.url));

/** The advisory lock of `prisma migrate`, so that the two exclude each other. */
const PRISMA_LOCK = 72707369;

const RECORD_TABLE = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
  id VARCHAR(36) PRIMARY KEY NOT NULL,
  checksum VARCHAR(64) NOT NULL,
  finished_at TIMESTAMPTZ,
  migration_name VARCHAR(255) NOT NULL,
  logs TEXT,
  rolled_back_at TIMESTAMPTZ,
  started_at TIMESTAMPTZ NOT NULL DEFAULT now(),
  applied_steps_count INTEGER NOT NULL DEFAULT 0
)`;

interface Migration {
  name: string;
  script: string;
  /** SHA-256 of the script, hex. */
  checksum: string;
}

interface Recorded {
  name: string;
  checksum: string;
  finished: boolean;
}

async function readMigrations(folder: string): Promise<Migration[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return Promise.all(
    names.sort().map(async (name) => {
      const script = await readFile(join(folder, name, 'migration.sql'), 'utf8');
      return { name, script, checksum: createHash('sha256').update(script).digest('hex') };
    }),
  );
}

async function applyMissing(
  client: Client,
  migrations: Migration[],
  onProgress: MigrateOptions['onProgress'],
): Promise<string[]> {
  await client.query(RECORD_TABLE);
  const recorded = await readRecord(client);
  checkRecord(recorded, migrations);
  const done = new Set(recorded.map((each) => each.name));
  const missing = migrations.filter((migration) => !done.has(migration.name));
  for (const migration of missing) {
    onProgress?.({ name: migration.name, state: 'applying' });
    await apply(client, migration);
    onProgress?.({ name: migration.name, state: 'applied' });
  }
  return missing.map((migration) => migration.name);
}

async function readRecord(client: Client): Promise<Recorded[]> {
  const { rows } = await client.query<Recorded>(
    `SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS finished
     FROM _prisma_migrations WHERE rolled_back_at IS NULL ORDER BY migration_name`,
  );
  return rows;
}

function checkRecord(recorded: Recorded[], migrations: Migration[]): void {
  const onDisk = new Map(migrations.map((migration) => [migration.name, migration.checksum]));
  for (const { name, checksum, finished } of recorded) {
    const expected = onDisk.get(name);
    if (!finished) {
      throw new MigrationError('MIGRATION_FAILED', `migration ${name} was begun and not finished; resolve it first`);
    }
    if (expected === undefined) {
      throw new MigrationError(
        'MIGRATION_MISSING',
        `the database has migration ${name}, which this build does not have: it was migrated by a newer build`,
      );
    }
    if (expected !== checksum) {
      throw new MigrationError(
        'MIGRATION_CHANGED',
        `migration ${name} was changed after it was applied: the database has checksum ${checksum}, the file ${expected}`,
      );
    }
  }
}

/** The script goes as one simple query: split on semicolons it would break within function bodies. */
async function apply(client: Client, migration: Migration): Promise<void> {
  try {
    await client.query('BEGIN');
    await client.query(migration.script);
    await client.query(
      `INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name, started_at, applied_steps_count)
       VALUES ($1, $2, clock_timestamp(), $3, now(), 1)`,
      [randomUUID(), migration.checksum, migration.name],
    );
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    if (isDatabaseUnavailable(error)) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new MigrationError('MIGRATION_FAILED', `migration ${migration.name} failed and was undone: ${reason}`, error);
  }
}
