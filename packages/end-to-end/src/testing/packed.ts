import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, realpath, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from './handbook.ts';

const run = promisify(execFile);

/**
 * Packs the built command line and its client as they are published, with what they depend on, and installs them as
 * `npm install --global` does, below a folder and without any registry.
 *
 * @returns the program
 */
export async function installPacked(folder: string): Promise<string> {
  const cli = join(ROOT, 'packages/cli');
  const { version, dependencies } = await packageOf(cli);
  const others = Object.keys(dependencies).filter((name) => !name.startsWith('@perdura/'));
  const sources = [
    ...(await Promise.all(['sdk', 'cli'].map((name) => publishable(folder, name, version)))),
    ...(await Promise.all(others.map((name) => realpath(join(cli, 'node_modules', name))))),
  ];
  const { stdout } = await run('npm', ['pack', '--json', '--ignore-scripts', ...sources], { cwd: folder });
  const tarballs = (JSON.parse(stdout) as { filename: string }[]).map(({ filename }) =>
    join(folder, filename.replace('@', '').replace('/', '-')),
  );
  const prefix = join(folder, 'global');
  await run('npm', ['install', '--global', '--prefix', prefix, '--offline', '--no-audit', '--no-fund', ...tarballs]);
  return join(prefix, 'bin/perdura');
}

interface Package {
  version: string;
  dependencies: Record<string, string>;
}

async function packageOf(path: string): Promise<Package> {
  return JSON.parse(await readFile(join(path, 'package.json'), 'utf8')) as Package;
}

/** A copy whose dependencies in the repository are named by their version, as publishing names them. */
async function publishable(folder: string, name: string, version: string): Promise<string> {
  const from = join(ROOT, 'packages', name);
  const to = join(folder, name);
  await mkdir(to);
  for (const entry of ['dist', 'README.md', 'LICENSE'])
    await cp(join(from, entry), join(to, entry), { recursive: true });
  const text = await readFile(join(from, 'package.json'), 'utf8');
  await writeFile(join(to, 'package.json'), text.replaceAll('workspace:*', version));
  return to;
}
