import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * How much memory a process holds, in bytes, seen from outside.
 *
 * @returns null when the process is gone, or this cannot be seen
 */
export async function residentBytes(pid: number): Promise<number | null> {
  if (process.platform === 'linux') return fromProc(pid);
  if (process.platform === 'win32') return null;
  try {
    const { stdout } = await run('ps', ['-o', 'rss=', '-p', String(pid)]);
    return Number(stdout) * 1024 || null;
  } catch {
    return null;
  }
}

function fromProc(pid: number): number | null {
  try {
    const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kilobytes === undefined ? null : Number(kilobytes) * 1024;
  } catch {
    return null;
  }
}
