import { type ChildProcess, fork } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { waitUntil } from '@perdura/embedded';
import type { ProbeAnswer, ProbeRequest } from './probe-messages.ts';

export interface ProbedSpec {
  name: string;
  /** The JavaScript file to run. */
  entry: string;
  args?: string[];
  environment: Record<string, string>;
  logFile: string;
  /** Address that answers 2xx once the process works. */
  healthUrl: string;
  /** Folder for a processor profile of each thread, written when it ends; none by default. */
  profileFolder?: string | undefined;
}

/** A child process that tells what it uses. */
export interface ProbedProcess {
  readonly pid: number;
  /** Processor time of all its threads so far, in milliseconds. */
  cpuMs(): Promise<number>;
  /** What it holds after a collection of all its heaps, in bytes. */
  memory(): Promise<{ rssBytes: number; heapBytes: number }>;
  stop(): Promise<void>;
}

const PROBE = new URL('./probe.js', import.meta.url).href;

/** @throws WaitTimeoutError when it does not answer within a minute; the message names its log */
export async function startProbed(spec: ProbedSpec): Promise<ProbedProcess> {
  const child = launch(spec);
  const ask = questions(child, spec);
  await waitUntil(() => isReady(child, spec), {
    timeoutMs: 60_000,
    what: `${spec.name} to answer at ${spec.healthUrl}; see ${spec.logFile}`,
  });
  return {
    pid: child.pid ?? 0,
    cpuMs: async () => (await ask(false)).cpuMs,
    async memory() {
      const { rssBytes, heapBytes } = await ask(true);
      return { rssBytes, heapBytes };
    },
    stop: () => stop(child),
  };
}

function launch({ entry, args = [], environment, logFile, profileFolder }: ProbedSpec): ChildProcess {
  const log = openSync(logFile, 'a');
  const profile = profileFolder === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profileFolder}`];
  const child = fork(entry, args, {
    execArgv: ['--expose-gc', '--import', PROBE, ...profile],
    env: { PATH: process.env.PATH ?? '', TZ: 'UTC', NODE_ENV: 'development', ...environment },
    stdio: ['ignore', log, log, 'ipc'],
  });
  closeSync(log);
  return child;
}

async function isReady(child: ChildProcess, { name, healthUrl, logFile }: ProbedSpec): Promise<boolean> {
  if (child.exitCode !== null) throw new Error(`${name} ended while starting; see ${logFile}`);
  const response = await fetch(healthUrl, { signal: AbortSignal.timeout(3_000) });
  await response.body?.cancel();
  return response.ok;
}

function questions(child: ChildProcess, { name, logFile }: ProbedSpec): (collect: boolean) => Promise<ProbeAnswer> {
  const open = new Map<number, PromiseWithResolvers>();
  let count = 0;
  child.on('message', (answer: ProbeAnswer) => {
    open.get(answer.id)?.resolve(answer);
    open.delete(answer.id);
  });
  child.once('exit', () => {
    for (const { reject } of open.values())
      reject(new Error(`${name} ended in the middle of the bench; see ${logFile}`));
  });
  return (collect) =>
    new Promise((resolve, reject) => {
      count += 1;
      open.set(count, { resolve, reject });
      const request: ProbeRequest = { id: count, collect };
      child.send(request);
    });
}

interface PromiseWithResolvers {
  resolve(answer: ProbeAnswer): void;
  reject(error: Error): void;
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const killer = setTimeout(() => child.kill('SIGKILL'), 15_000);
  await ended;
  clearTimeout(killer);
}

/** Path of a built file of the repository, as seen from its root. */
export function built(path: string): string {
  return fileURLToPath(new URL(`../../${path}`, import.meta.url));
}
