import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

const LOG_LIMIT_BYTES = 20 * 1024 * 1024;

export interface ProcessSpec {
  /** Name for messages. */
  name: string;
  command: string;
  args: string[];
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  /** Operating system user to run as; the caller's own when absent. */
  uid?: number | undefined;
  gid?: number | undefined;
  /** File that takes its output; the output is dropped when absent. */
  logFile?: string | undefined;
  /** Signal that asks it to end in good order. @default SIGTERM */
  stopSignal?: NodeJS.Signals;
}

export interface ProcessExit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** A child process that runs in a session of its own, so that Ctrl-C reaches only who started it. */
export interface ManagedProcess {
  readonly pid: number;
  /** Resolves once it has ended, however it did. */
  readonly exited: Promise<ProcessExit>;
  /** Set once it has ended. */
  readonly exit: ProcessExit | null;
  /** Asks it to end, kills it after `graceMs`, and resolves when it is gone. */
  stop(graceMs?: number): Promise<ProcessExit>;
  /** Lets this process end although the child still runs. */
  unref(): void;
}

/** @throws when the command cannot be started at all. */
export async function startProcess(spec: ProcessSpec): Promise<ManagedProcess> {
  const log = spec.logFile === undefined ? null : openLog(spec.logFile);
  const child = spawn(spec.command, spec.args, {
    detached: true,
    stdio: ['ignore', log ?? 'ignore', log ?? 'ignore'],
    ...(spec.env === undefined ? {} : { env: spec.env }),
    ...(spec.cwd === undefined ? {} : { cwd: spec.cwd }),
    ...(spec.uid === undefined ? {} : { uid: spec.uid }),
    ...(spec.gid === undefined ? {} : { gid: spec.gid }),
  });
  if (log !== null) closeSync(log);
  const pid = await spawned(child, spec);
  return manage(child, pid, spec.stopSignal ?? 'SIGTERM');
}

function manage(child: ChildProcess, pid: number, stopSignal: NodeJS.Signals): ManagedProcess {
  const state: { exit: ProcessExit | null } = { exit: null };
  const exited = new Promise<ProcessExit>((resolve) => {
    child.once('exit', (code, signal) => {
      state.exit = { code, signal };
      resolve(state.exit);
    });
  });
  return {
    pid,
    exited,
    get exit() {
      return state.exit;
    },
    async stop(graceMs = 10_000) {
      if (state.exit !== null) return state.exit;
      child.ref();
      child.kill(stopSignal);
      const killer = setTimeout(() => child.kill('SIGKILL'), graceMs);
      const exit = await exited;
      clearTimeout(killer);
      return exit;
    },
    unref: () => child.unref(),
  };
}

function spawned(child: ChildProcess, spec: ProcessSpec): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', (error) => {
      reject(new Error(`Could not start ${spec.name} (${spec.command}): ${error.message}`, { cause: error }));
    });
    child.once('spawn', () => resolve(child.pid ?? 0));
  });
}

/** Appends; a log that has grown too large is put aside once, so that it never fills the disk. */
function openLog(path: string): number {
  mkdirSync(dirname(path), { recursive: true });
  if (existsSync(path) && statSync(path).size > LOG_LIMIT_BYTES) renameSync(path, `${path}.1`);
  return openSync(path, 'a', 0o600);
}
