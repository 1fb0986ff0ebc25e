import { readdirSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder for each child, the only place where it may write. */
export interface ScratchFolders {
  make(): Promise<string>;
  empty(folder: string): Promise<void>;
  remove(folder: string): Promise<void>;
  close(): Promise<void>;
}

const PREFIX = 'perdura-pieces-';

export function scratchFolders(): ScratchFolders {
  let root: Promise<string> | undefined;
  let made = 0;
  return {
    async make() {
      root ??= makeRoot();
      const folder = join(await root, String(++made));
      // Systems clear old folders away; this one may be needed again.
      await mkdir(folder, { mode: 0o700, recursive: true });
      return folder;
    },
    async empty(folder) {
      // Most are empty: to ask for that at once costs less than the turn of a thread.
      const names = readdirSync(folder);
      if (names.length === 0) return;
      await Promise.all(names.map((name) => rm(join(folder, name), { recursive: true, force: true })));
    },
    async remove(folder) {
      if (folder !== '') await rm(folder, { recursive: true, force: true });
    },
    async close() {
      if (root !== undefined) await rm(await root, { recursive: true, force: true });
    },
  };
}

/** Named by this process, so that a later one can clear away what a killed one left. */
async function makeRoot(): Promise<string> {
  const base = await realpath(tmpdir());
  const left = (await readdir(base)).filter((name) => name.startsWith(PREFIX) && !isAlive(ownerOf(name)));
  await Promise.all(left.map((name) => rm(join(base, name), { recursive: true, force: true }).catch(() => {})));
  return mkdtemp(join(base, `${PREFIX}${process.pid}-`));
}

function ownerOf(name: string): number {
  return Number.parseInt(name.slice(PREFIX.length), 10);
}

function isAlive(pid: number): boolean {
  if (Number.isNaN(pid)) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return Object(error).code === 'EPERM';
  }
}
