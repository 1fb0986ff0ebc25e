import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pidFolder } from './guard.ts';
import { startProcess } from './managed-process.ts';
import { isAlive } from './process-table.ts';
import { createSupervisor, type ServiceSpec, type ServiceState, type Supervisor } from './supervisor.ts';
import { waitUntil } from './waiting.ts';

let directory: string;
let supervisor: Supervisor;
let changes: ServiceState[];
let stopped: string[];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'perdura-supervisor-'));
  changes = [];
  stopped = [];
  supervisor = createSupervisor({ processes: pidFolder(directory), onChange: (state) => changes.push(state) });
});

afterEach(async () => {
  await supervisor.stopAll();
  await rm(directory, { recursive: true, force: true });
});

function sleeper(name: string, rest: Partial<ServiceSpec> = {}): ServiceSpec {
  return {
    name,
    marker: 'sleep',
    async start() {
      const child = await startProcess({ name, command: 'sleep', args: ['600'] });
      const stop = async () => {
        stopped.push(name);
        await child.stop();
      };
      return { pid: child.pid, exited: child.exited, stop };
    },
    ...rest,
  };
}

function pidOf(name: string): number {
  return supervisor.states().find((state) => state.name === name)?.pid ?? 0;
}

async function killed(name: string): Promise<number> {
  const before = pidOf(name);
  process.kill(before, 'SIGKILL');
  await waitUntil(() => pidOf(name) !== before, { timeoutMs: 60_000, what: `${name} to come back` });
  return pidOf(name);
}

test('whatever dies is started again, and each new process id is told', async () => {
  await supervisor.add(sleeper('worker'));
  const first = pidOf('worker');
  const second = await killed('worker');
  const third = await killed('worker');
  expect(new Set([first, second, third]).size).toBe(3);
  expect(isAlive(third)).toBe(true);
  expect(supervisor.states()).toEqual([{ name: 'worker', status: 'ready', pid: third, restarts: 2 }]);
  expect(changes.filter((state) => state.status === 'ready').map((state) => state.pid)).toEqual([first, second, third]);
});

test('a service waits with its restart until what it depends on is ready', async () => {
  let release = () => {};
  const gate = new Promise<void>((resolve) => {
    release = resolve;
  });
  let starts = 0;
  const slow = sleeper('store');
  await supervisor.add({
    ...slow,
    async start(onSpawn) {
      starts += 1;
      if (starts > 1) await gate;
      return slow.start(onSpawn);
    },
  });
  await supervisor.add(sleeper('app', { dependsOn: ['store'] }));
  const app = pidOf('app');
  process.kill(pidOf('store'), 'SIGKILL');
  await waitUntil(() => changes.some((state) => state.name === 'store' && state.status === 'restarting'), {
    timeoutMs: 60_000,
    what: 'the store to be restarting',
  });
  process.kill(app, 'SIGKILL');
  await waitUntil(() => changes.some((state) => state.name === 'app' && state.status === 'restarting'), {
    timeoutMs: 60_000,
    what: 'the app to be restarting',
  });
  expect(pidOf('app')).toBe(app);
  release();
  await waitUntil(() => pidOf('app') !== app, { timeoutMs: 60_000, what: 'the app to come back' });
});

test('a service that never becomes ready is given up with its own error', async () => {
  let attempts = 0;
  const adding = supervisor.add({
    name: 'broken',
    marker: 'none',
    async start() {
      attempts += 1;
      throw new Error('no such port');
    },
  });
  await expect(adding).rejects.toThrow('no such port');
  expect(attempts).toBe(3);
});

test('everything is stopped, last first, and nothing stays noted', async () => {
  for (const name of ['store', 'worker', 'api']) await supervisor.add(sleeper(name));
  const pids = ['store', 'worker', 'api'].map(pidOf);
  expect(await readdir(directory)).toHaveLength(3);
  await supervisor.stopAll();
  expect([...new Set(stopped)]).toEqual(['api', 'worker', 'store']);
  expect(pids.filter(isAlive)).toEqual([]);
  expect(await readdir(directory)).toEqual([]);
});
