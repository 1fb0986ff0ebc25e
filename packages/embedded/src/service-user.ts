import { execFileSync, spawnSync } from 'node:child_process';

/** Operating system user for a server that refuses to run as root. */
export interface ServiceUser {
  uid: number;
  gid: number;
}

/** The accounts that may lend their name, best first; `nobody` exists everywhere. */
const CANDIDATES = ['postgres', 'nobody'];

/**
 * PostgreSQL refuses to run as root. Answers the user to run it as when this process is root, and null when it is not.
 * @throws when this process is root and the machine has none of the usual accounts.
 */
export function unprivilegedUser(): ServiceUser | null {
  if (process.getuid?.() !== 0) return null;
  for (const name of CANDIDATES) {
    const user = lookUp(name);
    if (user !== null) return user;
  }
  throw new Error(`PostgreSQL refuses to run as root, and none of the users ${CANDIDATES.join(', ')} exists here.`);
}

/** Whether that user may enter a folder: every folder above it must let it pass. */
export function canEnter(directory: string, user: ServiceUser | null): boolean {
  const result = spawnSync('/bin/sh', ['-c', 'cd "$1"', 'sh', directory], { cwd: '/', stdio: 'ignore', ...user });
  return result.status === 0;
}

function lookUp(name: string): ServiceUser | null {
  try {
    const uid = Number(identity('-u', name));
    const gid = Number(identity('-g', name));
    return Number.isInteger(uid) && Number.isInteger(gid) && uid > 0 ? { uid, gid } : null;
  } catch {
    return null;
  }
}

function identity(option: string, name: string): string {
  return execFileSync('id', [option, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
}
