import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endAllBelow, guardedPidFolder, pidFolder } from './guard.ts';
import { type ManagedProcess, startProcess } from './managed-process.ts';
import { isAlive } from './process-table.ts';
import { waitUntil } from './waiting.ts';

let directory: string;
const started: ManagedProcess[] = [];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'perdura-guard-'));
});

afterEach(async () => {
  await Promise.all(started.splice(0).map((child) => child.stop(0)));
  await rm(directory, { recursive: true, force: true });
});

async function run(command: string, ...args: string[]): Promise<ManagedProcess> {
  const child = await startProcess({ name: command, command, args });
  started.push(child);
  return child;
}

test('what is noted ends when its owner is killed, also when it ignores the polite signal', async () => {
  const owner = await run('sleep', '600');
  const polite = await run('sleep', '601');
  const stubborn = await run('sh', '-c', 'trap "" TERM; while :; do sleep 1; done');
  const folder = guardedPidFolder(join(directory, 'pids'), { ownerPid: owner.pid, removeDirectory: directory });
  folder.add('polite', polite.pid, 'sleep');
  folder.add('stubborn', stubborn.pid, 'sh');
  process.kill(owner.pid, 'SIGKILL');
  expect((await polite.exited).signal).toBe('SIGTERM');
  expect((await stubborn.exited).signal).toBe('SIGKILL');
  await waitUntil(() => !existsSync(directory), { timeoutMs: 60_000, what: 'the folder to be removed' });
});

test('what an earlier owner left is ended, but never a stranger with the same process id', async () => {
  const ours = await run('sleep', '600');
  const stranger = await run('sleep', '601');
  const folder = pidFolder(directory);
  folder.add('ours', ours.pid, 'sleep 600');
  folder.add('stranger', stranger.pid, 'postgres -D /somewhere');
  expect(await pidFolder(directory).endAll()).toEqual(['ours']);
  expect(isAlive(ours.pid)).toBe(false);
  expect(isAlive(stranger.pid)).toBe(true);
  expect(await readdir(directory)).toEqual([]);
});

test('the folders of all earlier owners are emptied and removed', async () => {
  const [one, other] = [await run('sleep', '600'), await run('sleep', '600')];
  pidFolder(join(directory, 'first')).add('one', one.pid, 'sleep');
  pidFolder(join(directory, 'second')).add('other', other.pid, 'sleep');
  expect((await endAllBelow(directory)).sort()).toEqual(['one', 'other']);
  expect([one.pid, other.pid].filter(isAlive)).toEqual([]);
  expect(await readdir(directory)).toEqual([]);
  expect(await endAllBelow(join(directory, 'none'))).toEqual([]);
});
