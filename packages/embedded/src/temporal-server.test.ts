import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { servesNamespace } from './grpc-probe.ts';
import { freePort } from './ports.ts';
import { findTemporalBinary } from './temporal-binary.ts';
import { startTemporal } from './temporal-server.ts';

test('a killed server goes on with its runs on the same port and store', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'perdura-temporal-'));
  const binary = await findTemporalBinary();
  const options = { binary, port: await freePort(), databaseFile: join(directory, 'temporal.db'), retention: '720h' };
  const first = await startTemporal(options);
  const temporal = (...args: string[]) =>
    execFileSync(binary, [...args, '--address', first.address, '-o', 'json'], { encoding: 'utf8' });
  temporal('workflow', 'start', '--type', 'sleep', '--task-queue', 'nobody', '--workflow-id', 'kept');
  expect(temporal('operator', 'namespace', 'describe', '-n', 'default')).toContain('2592000s');

  process.kill(first.pid, 'SIGKILL');
  await first.process.exited;
  expect(await servesNamespace(first.address, 'default')).toBe(false);

  const second = await startTemporal(options);
  expect(second.pid).not.toBe(first.pid);
  expect(temporal('workflow', 'describe', '--workflow-id', 'kept')).toContain('RUNNING');
  expect(await servesNamespace(second.address, 'no-such-namespace')).toBe(false);
  await second.stop();
  await rm(directory, { recursive: true, force: true });
});

test('a server that cannot start says so, with its log', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'perdura-temporal-'));
  const logFile = join(directory, 'temporal.log');
  const starting = startTemporal({
    binary: await findTemporalBinary(),
    port: await freePort(),
    logFile,
    dynamicConfig: { 'not a key': 'not json' },
  });
  await expect(starting).rejects.toThrow(logFile);
  await rm(directory, { recursive: true, force: true });
});
