import { chmodSync, mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The folder that all test files of one jest run share, and the process whose end is the end of the run. */
export interface TestRun {
  directory: string;
  ownerPid: number;
}

/** The jest run that this process belongs to; a run of its own for a test that was started without the jest settings. */
export function currentTestRun(): TestRun {
  const directory = process.env.PERDURA_TEST_RUN ?? ownDirectory();
  mkdirSync(directory, { recursive: true, mode: 0o755 });
  return { directory, ownerPid: Number(process.env.PERDURA_TEST_OWNER ?? process.pid) };
}

function ownDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'perdura-test-'));
  chmodSync(directory, 0o755);
  process.env.PERDURA_TEST_RUN = directory;
  return directory;
}
