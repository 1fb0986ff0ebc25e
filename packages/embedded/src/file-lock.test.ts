import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withFileLock } from './file-lock.ts';

let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'perdura-lock-'));
});

afterAll(() => rm(directory, { recursive: true, force: true }));

test('one holder at a time, and the lock is gone afterwards', async () => {
  const path = join(directory, 'one');
  let inside = 0;
  let most = 0;
  const hold = () =>
    withFileLock(path, async () => {
      inside += 1;
      most = Math.max(most, inside);
      await new Promise((resolve) => setImmediate(resolve));
      inside -= 1;
    });
  await Promise.all([hold(), hold(), hold(), hold()]);
  expect(most).toBe(1);
  await expect(readFile(path)).rejects.toThrow(/ENOENT/);
});

test('a lock whose holder has died is taken over', async () => {
  const path = join(directory, 'dead');
  const dead = spawnSync('true').pid;
  await writeFile(path, String(dead));
  expect(await withFileLock(path, async () => 'mine', { timeoutMs: 60_000 })).toBe('mine');
});

test('a lock of a living process is waited for, and its holder is named', async () => {
  const path = join(directory, 'alive');
  await writeFile(path, String(process.ppid));
  const holders: number[] = [];
  const waiting = withFileLock(path, async () => 'never', { timeoutMs: 300, onWait: (pid) => holders.push(pid) });
  await expect(waiting).rejects.toMatchObject({ code: 'WAIT_TIMEOUT' });
  expect(holders).toEqual([process.ppid]);
});
