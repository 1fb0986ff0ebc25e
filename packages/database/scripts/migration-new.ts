import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { migrate } from '../src/migrate.ts';
import { MIGRATIONS_FOLDER, SCHEMA_FILE } from './paths.ts';
import { missingSql } from './schema-engine.ts';
import { withEmptyDatabase } from './throwaway-postgres.ts';

/** `pnpm --filter @perdura/database migration:new <name>`: writes what schema.prisma has beyond the migrations. */
const name = process.argv[2] ?? '';
if (!/^[a-z][a-z0-9_]{2,60}$/.test(name)) {
  throw new Error(`the name of a migration is lower_case_words, found "${name}"`);
}
const sql = await withEmptyDatabase(async (url) => {
  await migrate(url);
  return missingSql(url, SCHEMA_FILE);
});
if (sql === '') {
  process.stdout.write('schema.prisma and the migrations agree; nothing was written.\n');
} else {
  const stamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14);
  const folder = join(MIGRATIONS_FOLDER, `${stamp}_${name}`);
  await mkdir(folder);
  await writeFile(join(folder, 'migration.sql'), sql);
  process.stdout.write(`Wrote ${join(folder, 'migration.sql')}; read it before it is committed.\n`);
}
