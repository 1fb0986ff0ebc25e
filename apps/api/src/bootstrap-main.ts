import { createDatabase, isDatabaseUnavailable } from '@perdura/database';
import { createLogger, reportFailure, whenThere } from '@perdura/process';
import { ensureInstallation, issueDevelopmentKeys } from './bootstrap.ts';
import { readEnv } from './env.ts';
import { ensureExampleChannels } from './example-channels.ts';

/** How long to wait for the database, in milliseconds. */
const PATIENCE_MS = 60_000;

/**
 * Makes the first project, its examples and the administrator if they are missing, and issues a new write key and a new read-only key.
 * With `--json` it prints `{projectId, apiKey, readOnlyApiKey}` and nothing else.
 */
async function main(): Promise<void> {
  const env = readEnv(process.env);
  const database = createDatabase({ url: env.DATABASE_URL, poolSize: 2, encryptionKeys: env.ENCRYPTION_KEYS });
  try {
    const keys = await whenThere(
      async () => {
        const installation = await ensureInstallation(database, env.ADMIN_EMAIL);
        await ensureExampleChannels(database, installation.project, installation.admin.id);
        return await issueDevelopmentKeys(database, installation);
      },
      {
        what: 'the database',
        isAway: isDatabaseUnavailable,
        logger: createLogger('bootstrap', 'silent'),
        signal: AbortSignal.timeout(PATIENCE_MS),
      },
    );
    process.stdout.write(process.argv.includes('--json') ? `${JSON.stringify(keys)}\n` : forPeople(keys));
  } finally {
    await database.close();
  }
}

function forPeople(keys: { projectId: string; apiKey: string; readOnlyApiKey: string }): string {
  return `project        ${keys.projectId}\nkey            ${keys.apiKey}\nread-only key  ${keys.readOnlyApiKey}\n`;
}

main().catch((error: unknown) => reportFailure('bootstrap', error));
