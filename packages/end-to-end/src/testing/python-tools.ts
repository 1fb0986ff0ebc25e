import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { oncePerRun } from '@perdura/testkit';

const REQUIREMENTS = join(__dirname, '../fixtures/openapi/requirements.txt');

const execute = promisify(execFile);

/** How a program in Python ended. */
export interface PythonResult {
  code: number;
  /** What it printed, errors included. */
  output: string;
}

export interface PythonOptions {
  /** Folder that it works in. */
  cwd: string;
  timeoutMs: number;
}

/** Runs Python with the tools of `fixtures/openapi/requirements.txt`, which the first call fetches from PyPI. */
export async function runPython(args: string[], { cwd, timeoutMs }: PythonOptions): Promise<PythonResult> {
  const { folder } = await oncePerRun('python-tools', async () => ({ folder: await installed() }));
  const path = `${join(folder, 'bin')}:${process.env.PATH ?? ''}`;
  const env = { PATH: path, HOME: homedir(), PYTHONPATH: folder, PYTHONDONTWRITEBYTECODE: '1', PYTHONUTF8: '1' };
  const options = { cwd, env, timeout: timeoutMs, maxBuffer: 64 * 1024 * 1024 };
  try {
    const { stdout, stderr } = await execute('python3', args, options);
    return { code: 0, output: stdout + stderr };
  } catch (error) {
    const { code, stdout = '', stderr = '' } = error as { code?: unknown; stdout?: string; stderr?: string };
    if (typeof code !== 'number') throw error;
    return { code, output: stdout + stderr };
  }
}

/** The folder of the tools in the user's cache: kept from run to run, one for each list of versions. */
async function installed(): Promise<string> {
  const digest = createHash('sha256')
    .update(await readFile(REQUIREMENTS))
    .digest('hex')
    .slice(0, 16);
  const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'perdura');
  const folder = join(cache, `python-${digest}`);
  if (existsSync(folder)) return folder;
  await mkdir(cache, { recursive: true });
  const draft = `${folder}.${process.pid}`;
  const quiet = ['--quiet', '--disable-pip-version-check', '--no-warn-script-location'];
  try {
    await execute('python3', ['-m', 'pip', 'install', ...quiet, '--target', draft, '--requirement', REQUIREMENTS]);
    await rename(draft, folder);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
  return folder;
}
