import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Gives the whole jest run one folder. Nothing starts here: the first test that wants PostgreSQL or Temporal starts it
 * and notes it in this folder, so a run of pure tests pays nothing.
 */
export default function globalSetup(): void {
  const directory = mkdtempSync(join(tmpdir(), 'perdura-test-'));
  // PostgreSQL may run as another user, who must get through.
  chmodSync(directory, 0o755);
  process.env.PERDURA_TEST_RUN = directory;
  process.env.PERDURA_TEST_OWNER = String(process.pid);
  process.env.TZ = 'UTC';
}
