import { isDatabaseUnavailable } from './errors.ts';
import { migrate } from './migrate.ts';

/** `node dist/migrate-main.js`: brings the database of `DATABASE_URL` to the newest schema, waiting for it to start. */
const PATIENCE_MS = 120_000;
const PAUSE_MS = 1_000;

async function main(): Promise<void> {
  const url = process.env.DATABASE_URL ?? process.argv[2];
  if (url === undefined)
    throw new Error('DATABASE_URL is not set; expected postgresql://user:password@host:port/database');
  const applied = await migratePatiently(url, Date.now() + PATIENCE_MS);
  say(applied.length === 0 ? 'The schema is up to date.' : `Applied ${applied.length} migration(s).`);
}

async function migratePatiently(url: string, deadline: number): Promise<string[]> {
  for (;;) {
    try {
      return await migrate(url, { onProgress: ({ name, state }) => say(`${state} ${name}`) });
    } catch (error) {
      if (!isDatabaseUnavailable(error) || Date.now() > deadline) throw error;
      say('PostgreSQL does not answer yet, trying again.');
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
