import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where everything of one checkout's development stack lies. */
export interface DevPaths {
  root: string;
  /** `.perdura`: everything that the stack writes. */
  home: string;
  /** What other programs read: addresses, keys, process ids. */
  state: string;
  /** Ports, passwords and keys that survive restarts. */
  settings: string;
  /** Process id of the running stack. */
  lock: string;
  logs: string;
  processes: string;
  postgresData: string;
  temporalDatabase: string;
}

/** Paths for the checkout that this program belongs to. */
export function devPaths(root = fileURLToPath(new URL('../../..', import.meta.url))): DevPaths {
  const home = join(root, '.perdura');
  return {
    root,
    home,
    state: join(home, 'dev.json'),
    settings: join(home, 'settings.json'),
    lock: join(home, 'dev.pid'),
    logs: join(home, 'logs'),
    processes: join(home, 'processes'),
    postgresData: join(home, 'postgres'),
    temporalDatabase: join(home, 'temporal', 'temporal.db'),
  };
}
