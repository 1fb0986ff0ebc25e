import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BinarySource } from './binary-sources.ts';
import { BinaryUnavailableError, findTemporalBinary } from './temporal-binary.ts';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'perdura-binary-'));
});

afterEach(() => rm(directory, { recursive: true, force: true }));

/** A source that gives a small script, and counts how often it was asked. */
function scriptSource(name: string, pinned: boolean): BinarySource & { fetched: number } {
  const source = {
    name,
    pinned,
    fetched: 0,
    async fetch(scratch: string) {
      source.fetched += 1;
      const path = join(scratch, 'temporal');
      await writeFile(path, `#!/bin/sh\necho ${name}\n`);
      return path;
    },
  };
  return source;
}

async function installed(version: string): Promise<string> {
  const folder = join(directory, `bin-${version}`);
  await mkdir(folder);
  await writeFile(join(folder, 'temporal'), `#!/bin/sh\necho 'temporal version ${version} (Server 1.0.0)'\n`);
  await chmod(join(folder, 'temporal'), 0o755);
  return folder;
}

test('the real program has the pinned bytes and the wanted version', async () => {
  const path = await findTemporalBinary({ path: '' });
  expect(execFileSync(path, ['--version'], { encoding: 'utf8' })).toMatch(/^temporal version 1\.9\.1 /);
});

test('bytes that do not match the pin are never installed, and the next source is asked', async () => {
  const forged = scriptSource('forged', true);
  const built = scriptSource('built', false);
  const path = await findTemporalBinary({ path: '', cacheDirectory: directory, sources: [forged, built] });
  expect(execFileSync(path, { encoding: 'utf8' })).toBe('built\n');
  expect(forged.fetched).toBe(1);
});

test('when no source works the error names each and what to do', async () => {
  const sources = [scriptSource('forged', true)];
  const asked = findTemporalBinary({ path: '', cacheDirectory: directory, sources });
  await expect(asked).rejects.toThrow(BinaryUnavailableError);
  await expect(asked).rejects.toThrow(/forged: its SHA-256 is .* expected .*TEMPORAL_ADDRESS/);
  const left = await readdir(directory, { recursive: true });
  expect(left.filter((name) => name.endsWith('/temporal'))).toEqual([]);
});

test('many callers at once fetch once', async () => {
  const source = scriptSource('built', false);
  const options = { path: '', cacheDirectory: directory, sources: [source] };
  const paths = await Promise.all(Array.from({ length: 8 }, () => findTemporalBinary(options)));
  expect(new Set(paths).size).toBe(1);
  expect(source.fetched).toBe(1);
});

test('a damaged program in the cache is fetched again', async () => {
  const source = scriptSource('built', false);
  const options = { path: '', cacheDirectory: directory, sources: [source] };
  const path = await findTemporalBinary(options);
  await writeFile(path, '#!/bin/sh\necho damaged\n');
  await findTemporalBinary(options);
  expect(source.fetched).toBe(2);
  expect(await readFile(path, 'utf8')).toContain('echo built');
});

test('an installed program is used when its version is known to work, and passed over otherwise', async () => {
  const good = await installed('1.9.1');
  const old = await installed('0.13.0');
  const messages: string[] = [];
  const found = await findTemporalBinary({ path: `${old}:${good}`, onProgress: (text) => messages.push(text) });
  expect(found).toBe(join(good, 'temporal'));
  expect(messages.join()).toContain('0.13.0');
});
