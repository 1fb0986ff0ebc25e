import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Tells the guard of the run's services that the run is over; it ends them and removes the folder. */
export default function globalTeardown(): void {
  const directory = process.env.PERDURA_TEST_RUN;
  if (directory === undefined || !existsSync(directory)) return;
  const processes = join(directory, 'processes');
  if (existsSync(processes)) writeFileSync(join(processes, 'over'), '');
  else rmSync(directory, { recursive: true, force: true });
}
