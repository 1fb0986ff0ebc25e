import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { canEnter, type ServiceUser } from './service-user.ts';

const ELSEWHERE = '/var/lib/perdura';

/**
 * Where the data of a server really goes: the wanted folder, or one below /var/lib/perdura when the user that runs the
 * server may not enter it (a checkout below /root). A file beside the wanted folder then tells where it went.
 */
export function placeDataDirectory(
  wanted: string,
  user: ServiceUser | null,
  onProgress?: (message: string) => void,
): string {
  const path = resolve(wanted);
  const pointer = `${path}.location`;
  if (existsSync(pointer)) return readFileSync(pointer, 'utf8').trim();
  mkdirSync(dirname(path), { recursive: true });
  if (user !== null) openScratchFolder(dirname(path));
  if (canEnter(dirname(path), user)) return path;
  const name = createHash('sha256').update(path).digest('hex').slice(0, 16);
  const moved = join(ELSEWHERE, name, 'postgres');
  mkdirSync(dirname(moved), { recursive: true, mode: 0o755 });
  writeFileSync(pointer, `${moved}\n`);
  onProgress?.(`PostgreSQL: its data goes to ${moved}, since its user may not enter ${dirname(path)}`);
  return moved;
}

/** A folder of `mkdtemp` is closed to everybody else; to let the server's user pass through it shows him nothing of it. */
function openScratchFolder(folder: string): void {
  if (dirname(folder) !== resolve(tmpdir())) return;
  const { mode } = statSync(folder);
  chmodSync(folder, (mode & 0o777) | 0o011);
}
