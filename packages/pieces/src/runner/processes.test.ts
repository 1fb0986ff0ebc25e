import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { JsonObject } from '@perdura/definition';
import { eventually } from '@perdura/testkit';
import { createPieceRunner } from './create-piece-runner.ts';
import { codeCall, errorOf, memoryHost, outputOf } from './fixtures/stage.ts';
import type { PieceRunnerOptions } from './piece-runner.ts';

const PID = 'export const code = () => process.pid';
const LOOP = 'export const code = () => { console.log(String(process.pid)); for (;;); }';
/** Longer than any call here takes, also where a machine is slow. */
const PATIENT_MS = 60_000;
const outbound = { refusal: () => 'Nothing is called here.' };

const running: { close(): Promise<void> }[] = [];

afterEach(() => Promise.all(running.splice(0).map((runner) => runner.close())));

test('processes are shared by nothing but calls of one project and one source, and the longest unused ends first', async () => {
  const runner = start({ maxProcesses: 2 });
  const pid = async (projectId: string, source = PID) =>
    outputOf(await runner.call({ ...codeCall(source), projectId }, memoryHost()));
  const one = await pid('one');
  const two = await pid('two');
  expect(two).not.toBe(one);
  expect(await pid('one')).toBe(one);
  expect(await pid('one', `${PID};`)).not.toBe(one);
  // Room was made by ending the process of `two`.
  expect(await pid('one')).toBe(one);
  expect(await pid('two')).not.toBe(two);
  expect(runner.stats()).toMatchObject({ processes: 2, busy: 0, queued: 0, calls: 6, started: 4 });
});

test('calls beyond the processes wait, and those beyond the queue are refused as a fault of the machine', async () => {
  const runner = start({ maxProcesses: 1, maxQueued: 1 });
  const source = 'export const code = async ({ ms }) => new Promise((done) => setTimeout(done, ms, ms))';
  const call = (ms: number) => runner.call(codeCall(source, { ms }), memoryHost());
  const [first, second, third] = await Promise.all([call(100), call(1), call(2)]);
  expect([first, second].map(outputOf)).toEqual([100, 1]);
  expect(third).toMatchObject({ kind: 'failed', error: { code: 'PIECE_UNAVAILABLE', retryable: true } });
});

test('what waits for a process that lives already goes before what needs another, but not for ever', async () => {
  const runner = start({ maxProcesses: 1, patienceMs: PATIENT_MS });
  const order: string[] = [];
  const call = async (projectId: string) => {
    outputOf(await runner.call({ ...codeCall(PID), projectId }, memoryHost()));
    order.push(projectId);
  };
  await Promise.all(['one', 'two', ...Array.from({ length: 20 }, () => 'one')].map(call));
  expect(runner.stats().started).toBe(3);
  expect(order.indexOf('two')).toBeGreaterThan(5);
  expect(order.indexOf('two')).toBeLessThan(15);
});

test('short calls take turns in one process, and long ones get more of them', async () => {
  const source = 'export const code = async ({ ms }) => new Promise((done) => setTimeout(done, ms, process.pid))';
  const pids = async (ms: number, patienceMs: number) => {
    const runner = start({ maxProcesses: 8, patienceMs });
    const calls = Array.from({ length: 8 }, () => runner.call(codeCall(source, { ms }), memoryHost()));
    return new Set((await Promise.all(calls)).map(outputOf)).size;
  };
  expect(await pids(0, PATIENT_MS)).toBe(1);
  expect(await pids(500, 20)).toBeGreaterThan(1);
});

test('a process that may be wanted again is not ended for a call that soon gets another', async () => {
  const runner = start({ maxProcesses: 2, patienceMs: PATIENT_MS });
  const call = async (source: string) => outputOf(await runner.call(codeCall(source), memoryHost()));
  const sources = [PID, `${PID};`];
  const pids = await Promise.all(sources.map(call));
  for (let round = 0; round < 20; round++) {
    const again = await Promise.all([...sources, ...sources, ...sources].map(call));
    expect(new Set(again)).toEqual(new Set(pids));
  }
  expect(runner.stats()).toMatchObject({ processes: 2, started: 2 });
});

test('a process without calls ends', async () => {
  const runner = start({ idleMs: 1 });
  const pid = Number(outputOf(await runner.call(codeCall(PID), memoryHost())));
  await eventually(() => !isAlive(pid));
  expect(runner.stats().processes).toBe(0);
});

test('an aborted call ends its process, and is told by the reason of its signal', async () => {
  const runner = start({});
  const aborting = new AbortController();
  const host = memoryHost();
  const call = runner.call(codeCall(LOOP), host, { signal: aborting.signal });
  await eventually(() => host.lines.length === 1);
  aborting.abort(new Error('the run was cancelled'));
  await expect(call).rejects.toThrow('the run was cancelled');
  await eventually(() => !isAlive(pidIn(host.lines)));
  await expect(runner.call(codeCall(PID), host, { signal: aborting.signal })).rejects.toThrow('the run was cancelled');
});

test('a call that is not JSON is a fault of its caller, and holds no process', async () => {
  const runner = start({ maxProcesses: 1 });
  const circular: JsonObject = {};
  circular.self = circular;
  await expect(runner.call(codeCall(PID, circular), memoryHost())).rejects.toThrow('circular');
  expect(outputOf(await runner.call(codeCall(PID), memoryHost()))).toEqual(expect.any(Number));
});

test('closing ends calls that are under way, and takes no more', async () => {
  const runner = start({});
  const host = memoryHost();
  const call = runner.call(codeCall(LOOP), host);
  await eventually(() => host.lines.length === 1);
  await runner.close();
  expect(errorOf(await call)).toContain('PIECE_CRASHED');
  await expect(runner.call(codeCall(PID), host)).rejects.toThrow('closed');
});

test('a process in an endless loop does not outlive its worker', async () => {
  const worker = spawn(
    process.execPath,
    ['--import', 'tsx', '--conditions=source', `${import.meta.dirname}/fixtures/doomed-worker.ts`],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const pid = Number(await firstLine(worker));
  expect(isAlive(pid)).toBe(true);
  worker.kill('SIGKILL');
  await once(worker, 'exit');
  await eventually(() => !isAlive(pid));
});

function start(options: Partial<PieceRunnerOptions>) {
  const runner = createPieceRunner({ outbound, maxProcesses: 2, ...options });
  running.push(runner);
  return runner;
}

async function firstLine(worker: ChildProcess): Promise<string> {
  const [chunk] = await once(worker.stdout ?? worker, 'data');
  return String(chunk);
}

function pidIn(lines: string[]): number {
  return Number(lines[0]?.split(' ')[1]);
}

/** A process that has ended and waits to be collected counts as alive for signals: its parent here collects it. */
function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
