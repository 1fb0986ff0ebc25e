import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { type RunningService, startProcess, waitUntil } from '@perdura/embedded';

export interface NodeServiceSpec {
  name: string;
  /** Built entry point. */
  entry: string;
  env: NodeJS.ProcessEnv;
  logFile: string;
  /** Answers 200 once the process serves. */
  healthUrl: string;
  /** How long it may take to serve, in milliseconds. @default 60000 */
  timeoutMs?: number;
}

const STOP_GRACE_MS = 20_000;

/**
 * Starts one of the platform's own processes and waits until it serves.
 * @throws with the end of its log when it ends before, or takes too long
 */
export async function startNodeService(spec: NodeServiceSpec, onSpawn: (pid: number) => void): Promise<RunningService> {
  const child = await startProcess({
    name: spec.name,
    command: process.execPath,
    args: ['--enable-source-maps', spec.entry],
    env: spec.env,
    logFile: spec.logFile,
  });
  onSpawn(child.pid);
  try {
    await waitUntil(() => child.exit !== null || answersOk(spec.healthUrl), {
      timeoutMs: spec.timeoutMs ?? 60_000,
      intervalMs: 50,
      what: `${spec.name} to answer at ${spec.healthUrl}`,
    });
  } catch (error) {
    await child.stop(0);
    throw error;
  }
  if (child.exit !== null) {
    const how = child.exit.signal ?? `code ${child.exit.code}`;
    throw new Error(`${spec.name} ended with ${how}. The end of ${spec.logFile}:\n${tail(spec.logFile, 2_000)}`);
  }
  return { pid: child.pid, exited: child.exited, stop: () => child.stop(STOP_GRACE_MS) };
}

/** Whether a GET answers 200. */
export async function answersOk(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(3_000) });
    await response.body?.cancel();
    return response.status === 200;
  } catch {
    return false;
  }
}

/** The last bytes of a text file, cut at a line. */
function tail(path: string, bytes: number): string {
  try {
    const size = statSync(path).size;
    const length = Math.min(size, bytes);
    const buffer = Buffer.alloc(length);
    const file = openSync(path, 'r');
    readSync(file, buffer, 0, length, size - length);
    closeSync(file);
    const text = buffer.toString('utf8');
    return (length < size ? text.slice(text.indexOf('\n') + 1) : text).trimEnd();
  } catch {
    return '';
  }
}
