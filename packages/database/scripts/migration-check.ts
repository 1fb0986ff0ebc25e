import { migrate } from '../src/migrate.ts';
import { SCHEMA_FILE } from './paths.ts';
import { missingSql } from './schema-engine.ts';
import { withEmptyDatabase } from './throwaway-postgres.ts';

/**
 * `pnpm --filter @perdura/database migration:check`: fails when the migrations, applied to an empty database, do not
 * give the schema of schema.prisma. Uses PostgreSQL at `MIGRATION_CHECK_URL` (an empty database), or one of its own.
 */
const given = process.env.MIGRATION_CHECK_URL;
const sql = await (given === undefined ? withEmptyDatabase(difference) : difference(given));
if (sql !== '') {
  process.stderr.write(`prisma/migrations lack what prisma/schema.prisma says; run migration:new. Missing:\n${sql}\n`);
  process.exitCode = 1;
} else {
  process.stdout.write('prisma/schema.prisma and prisma/migrations agree.\n');
}

async function difference(url: string): Promise<string> {
  await migrate(url);
  return missingSql(url, SCHEMA_FILE);
}
