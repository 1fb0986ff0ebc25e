import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { oncePerRun, sharedPostgres } from './shared-services.ts';

const TEMPLATE = 'perdura_template';

/** A database of the test's own on the run's shared PostgreSQL. */
export interface TestDatabase {
  name: string;
  /** Connection string of its owner. */
  url: string;
  /** Removes it and cuts the connections that are still open. */
  drop(): Promise<void>;
}

/** A fresh database with all migrations, cloned from a template that is migrated once per jest run. */
export async function createTestDatabase(): Promise<TestDatabase> {
  await oncePerRun('template-database', makeTemplate);
  return createFrom(TEMPLATE);
}

/** A fresh database with nothing in it. */
export async function createEmptyDatabase(): Promise<TestDatabase> {
  return createFrom('template0');
}

async function createFrom(template: string): Promise<TestDatabase> {
  const { adminUrl } = await sharedPostgres();
  const name = `test_${randomBytes(8).toString('hex')}`;
  await execute(adminUrl, `CREATE DATABASE ${name} TEMPLATE ${template}`);
  return {
    name,
    url: urlOf(adminUrl, name),
    drop: () => execute(adminUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  };
}

/** The database package is loaded here only, so that tests without a database do not pay for it. */
async function makeTemplate(): Promise<object> {
  const { migrate } = await import('@perdura/database');
  const { adminUrl } = await sharedPostgres();
  await execute(adminUrl, `DROP DATABASE IF EXISTS ${TEMPLATE} WITH (FORCE)`);
  await execute(adminUrl, `CREATE DATABASE ${TEMPLATE} TEMPLATE template0`);
  await migrate(urlOf(adminUrl, TEMPLATE));
  return {};
}

/** Rows of a statement, on a connection of its own: what a test looks at behind the application's back. */
export async function queryDatabase<Row extends object>(
  url: string,
  statement: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Row>(statement, values)).rows;
  } finally {
    await client.end();
  }
}

async function execute(url: string, statement: string): Promise<void> {
  await queryDatabase(url, statement);
}

function urlOf(adminUrl: string, database: string): string {
  const url = new URL(adminUrl);
  url.pathname = `/${database}`;
  return url.href;
}
