import { rmSync } from 'node:fs';
import type { ServiceState } from '@perdura/embedded';
import { writeJsonFile } from './json-file.ts';

/** What `.perdura/dev.json` tells other programs, beside the process ids. */
interface DevFacts {
  apiUrl: string;
  consoleUrl: string | null;
  apiKey: string;
  readOnlyApiKey: string;
  adminEmail: string;
  adminPassword: string;
  projectId: string;
  temporalAddress: string;
  temporalUiUrl: string | null;
  databaseUrl: string;
  mailboxUrl: string | null;
  supervisorPid: number;
}

/** Keeps `dev.json` in step: each change of a process id rewrites it in one step, once the facts are known. */
export interface DevState {
  setFacts(facts: DevFacts): void;
  serviceChanged(state: ServiceState): void;
  remove(): void;
}

export function createDevState(path: string): DevState {
  const pids = new Map<string, number>();
  let facts: DevFacts | null = null;
  const write = () => {
    if (facts !== null) writeJsonFile(path, { ...facts, pids: Object.fromEntries(pids) });
  };
  rmSync(path, { force: true });
  return {
    setFacts(known) {
      facts = known;
      write();
    },
    serviceChanged({ name, pid, status }) {
      // While a service restarts its old id stays: a reader gets a number at any time.
      if (status !== 'ready' || pid === null || pids.get(name) === pid) return;
      pids.set(name, pid);
      write();
    },
    remove() {
      facts = null;
      rmSync(path, { force: true });
    },
  };
}
