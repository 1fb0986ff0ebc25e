import { spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { commandLineOf, isAlive, signalProcess } from './process-table.ts';
import { waitUntil } from './waiting.ts';

/**
 * Waits until the owner is gone or a file `over` appears in the folder, then ends whatever the folder's files name: first in good order, then by force. A
 * shell, since it must outlive the Node process that it watches and costs next to nothing. The files are read only at
 * the end, so that they may come and go.
 */
const GUARD = `
owner=$1; directory=$2
while kill -0 "$owner" 2>/dev/null && [ ! -e "$directory/over" ]; do sleep 1; done
for file in "$directory"/*.pid; do
  read -r pid signal < "$file" 2>/dev/null && kill -s "$signal" "$pid" 2>/dev/null
done
count=0
while [ "$count" -lt 10 ]; do
  count=$((count + 1)); alive=
  for file in "$directory"/*.pid; do
    read -r pid signal < "$file" 2>/dev/null && kill -0 "$pid" 2>/dev/null && alive=1
  done
  [ -z "$alive" ] && break
  sleep 1
done
for file in "$directory"/*.pid; do
  read -r pid signal < "$file" 2>/dev/null && kill -9 "$pid" 2>/dev/null
done
[ -n "$3" ] && rm -rf "$3"
exit 0
`;

export interface GuardOptions {
  /** Process that the children must not outlive. @default this process */
  ownerPid?: number;
  /** Folder to remove once everything has ended. */
  removeDirectory?: string;
}

/**
 * A folder of pid files: what stands in it never outlives its owner, even when the owner is killed, and what an earlier
 * owner left behind can be found and ended.
 */
export interface PidFolder {
  /** Notes a running process; `marker` is a part of its command line that tells it from a stranger with the same id. */
  add(name: string, pid: number, marker: string, stopSignal?: NodeJS.Signals): void;
  remove(name: string): void;
  /** Ends what is noted and still is what was noted; answers the names of those that were running. */
  endAll(graceMs?: number): Promise<string[]>;
}

/** Opens the folder and sets a guard that ends the noted processes when the owner is gone. */
export function guardedPidFolder(directory: string, options: GuardOptions = {}): PidFolder {
  mkdirSync(directory, { recursive: true });
  const owner = String(options.ownerPid ?? process.pid);
  const guard = spawn('/bin/sh', ['-c', GUARD, 'perdura-guard', owner, directory, options.removeDirectory ?? ''], {
    detached: true,
    stdio: 'ignore',
    cwd: '/',
  });
  guard.on('error', () => undefined);
  guard.unref();
  return pidFolder(directory);
}

/** Opens the folder without a guard. */
export function pidFolder(directory: string): PidFolder {
  mkdirSync(directory, { recursive: true });
  return {
    add(name, pid, marker, stopSignal = 'SIGTERM') {
      const path = join(directory, `${name}.pid`);
      writeFileSync(`${path}.new`, `${pid} ${stopSignal.slice(3)}\n${marker}\n`);
      chmodSync(`${path}.new`, 0o600);
      renameSync(`${path}.new`, path);
    },
    remove(name) {
      rmSync(join(directory, `${name}.pid`), { force: true });
    },
    endAll: (graceMs = 10_000) => endAll(directory, graceMs),
  };
}

/**
 * Ends what is noted in any folder directly below `base`, and removes these folders. One folder for each owner keeps the
 * guard of an owner that was killed from ending what the next owner starts.
 */
export async function endAllBelow(base: string, graceMs = 10_000): Promise<string[]> {
  if (!existsSync(base)) return [];
  const folders = readdirSync(base, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const ended = await Promise.all(
    folders.map(async ({ name }) => {
      const names = await endAll(join(base, name), graceMs);
      rmSync(join(base, name), { recursive: true, force: true });
      return names;
    }),
  );
  return ended.flat();
}

async function endAll(directory: string, graceMs: number): Promise<string[]> {
  const running = readNotes(directory).filter(
    (note) => isAlive(note.pid) && commandLineOf(note.pid).includes(note.marker),
  );
  for (const note of running) signalProcess(note.pid, note.signal);
  await Promise.all(running.map((note) => waitForEnd(note.pid, graceMs)));
  for (const name of noteNames(directory)) rmSync(join(directory, name), { force: true });
  return running.map((note) => note.name);
}

async function waitForEnd(pid: number, graceMs: number): Promise<void> {
  const gone = () => !isAlive(pid);
  try {
    await waitUntil(gone, { timeoutMs: graceMs, intervalMs: 50, what: `process ${pid} to end` });
  } catch {
    signalProcess(pid, 'SIGKILL');
    await waitUntil(gone, { timeoutMs: 5_000, intervalMs: 50, what: `process ${pid} to end after SIGKILL` });
  }
}

interface Note {
  name: string;
  pid: number;
  signal: NodeJS.Signals;
  marker: string;
}

function readNotes(directory: string): Note[] {
  return noteNames(directory).flatMap((name) => {
    const [first = '', marker = ''] = readFileSync(join(directory, name), 'utf8').split('\n');
    const match = /^(\d+) (INT|TERM|KILL|QUIT)$/.exec(first);
    if (match === null) return [];
    return [{ name: name.slice(0, -4), pid: Number(match[1]), signal: signalNamed(match[2]), marker }];
  });
}

function signalNamed(name: string | undefined): NodeJS.Signals {
  if (name === 'INT') return 'SIGINT';
  if (name === 'QUIT') return 'SIGQUIT';
  return name === 'KILL' ? 'SIGKILL' : 'SIGTERM';
}

function noteNames(directory: string): string[] {
  return readdirSync(directory).filter((name) => name.endsWith('.pid'));
}
