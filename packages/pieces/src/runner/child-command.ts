import { realpath } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type PackageHome, packageHome } from '../catalogue/package-home.ts';

/** How a child is started. */
export interface ChildCommand {
  file: string;
  args: string[];
}

export interface ChildLimits {
  /** Absolute paths of folders that it may read, beside its own entry. */
  readable: readonly string[];
  /** The one folder that it may write. */
  scratch: string;
  memoryMb: number;
}

/** A file that a child writes may not be larger, in blocks of 512 bytes (64 MB); nor may it leave an image of its memory. */
const SHELL_LIMITS = 'ulimit -c 0; ulimit -f 131072; ulimit -n 512';
/** Where the kernel runs out of memory, a child goes first. */
const FIRST_TO_GO = '{ echo 1000 > /proc/self/oom_score_adj; } 2>/dev/null';

const ENTRY = fileURLToPath(new URL('../child/main.js', import.meta.url));

/**
 * Node with its permissions on: it may read what it runs and write its scratch folder, and that is all. A shell sets
 * the limits that the system keeps, and becomes Node.
 */
export async function childCommand({ readable, scratch, memoryMb }: ChildLimits): Promise<ChildCommand> {
  const entry = await realpath(ENTRY);
  // The package.json beside the sources says that they are modules.
  const own = [join(dirname(entry), '*'), join(dirname(entry), '..', '..', 'package.json')];
  const reads = [...own, ...readable.map((folder) => join(folder, '*')), join(scratch, '*')];
  const args = [
    '--no-warnings',
    permissionFlag(),
    ...reads.map((path) => `--allow-fs-read=${path}`),
    `--allow-fs-write=${join(scratch, '*')}`,
    ...(process.allowedNodeEnvironmentFlags.has('--allow-net') ? ['--allow-net'] : []),
    `--max-old-space-size=${memoryMb}`,
    entry,
  ];
  if (process.platform === 'win32') return { file: process.execPath, args };
  return {
    file: '/bin/sh',
    args: ['-c', `${SHELL_LIMITS}; ${FIRST_TO_GO}; exec "$0" "$@"`, process.execPath, ...args],
  };
}

let compiler: Promise<PackageHome> | undefined;

/** Where the compiler of code steps is. */
export function compilerHome(): Promise<PackageHome> {
  compiler ??= packageHome(dirname(createRequire(import.meta.url).resolve('sucrase/package.json')));
  return compiler;
}

/** Of Node 20, and of what came after it. */
function permissionFlag(): string {
  return process.allowedNodeEnvironmentFlags.has('--permission') ? '--permission' : '--experimental-permission';
}
