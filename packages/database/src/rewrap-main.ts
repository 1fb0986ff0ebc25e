import { createDatabase } from './database.ts';
import { encryptionFaults } from './encryption-settings.ts';

/**
 * `node dist/rewrap-main.js`: encrypts every stored secret with the first key of `ENCRYPTION_KEYS`, so that the others
 * can be given up. It can be repeated, and runs beside everything else. Ends with 1 when a secret could not be opened.
 */
async function main(): Promise<void> {
  const url = required('DATABASE_URL');
  const encryptionKeys = required('ENCRYPTION_KEYS');
  const faults = encryptionFaults({ NODE_ENV: process.env.NODE_ENV ?? 'production', ENCRYPTION_KEYS: encryptionKeys });
  if (faults.length > 0) throw new Error(faults.join('\n'));
  const { connections, subscriptions, webhookTriggers, drafts, channels, mcpServers, close } = createDatabase({
    ...{ url, poolSize: 2, encryptionKeys },
  });
  const holders = { connections, subscriptions, webhookTriggers, drafts, channels, mcpServers };
  try {
    for (const [name, holder] of Object.entries(holders)) {
      const { renewed, unreadable } = await holder.rewrap();
      process.stdout.write(`${name}: ${renewed} renewed, ${unreadable.length} unreadable\n`);
      for (const id of unreadable) process.stdout.write(`  unreadable: ${id}\n`);
      if (unreadable.length > 0) process.exitCode = 1;
    }
  } finally {
    await close();
  }
}

function required(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`${name} is not set`);
  return value;
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
