import { setTimeout as pause } from 'node:timers/promises';
import type { RunRow } from '@perdura/database';
import type { RunSnapshot, StepSnapshot, StepStatus } from '@perdura/definition/run';
import { EventReader, eventually, testTemporal } from '@perdura/testkit';
import { type ApiProcess, startApi } from '../testing/api-process.ts';
import { openTestApi, type TestApi } from '../testing/test-api.ts';

const WATCHERS = 200;
const STEPS = 300;
/** A watcher is cut off after so many milliseconds, by chance, again and again. */
const STAYS_MS = 2_500;
/** The work takes some seconds, in which every watcher comes and goes. */
const PACE_MS = 50;
/** What a round may add to the memory of the API; what it tells its watchers is forty times as much. */
const ROUND_BYTES = 1024 * 1024;

jest.setTimeout(400_000);

let writer: TestApi;
let api: ApiProcess;

beforeAll(async () => {
  writer = await openTestApi();
  api = await startApi(writer.databaseUrl, (await testTemporal()).address);
});

afterAll(async () => {
  await api.kill();
  await writer.close();
});

/** A live run that nobody works on but the test. */
async function liveRun(): Promise<RunRow> {
  const { json } = await writer.call('POST', '/v1/workflows', { body: { name: 'watched' } });
  const workflowId = (json as { id: string }).id;
  const found = await writer.database.workflows.getVersioned(writer.projectId, workflowId);
  const versionId = String(found?.version.id);
  const made = await writer.database.runs.create(writer.projectId, {
    ...{ workflowId, versionId, triggeredBy: 'api', triggerData: { value: {} } },
  });
  return made.run;
}

function step(position: number, status: StepStatus): StepSnapshot {
  return {
    ...{ nodeId: `n${position}`, nodeType: 'transform', iteration: '0', position, status, attempts: 1 },
    ...{
      result: { value: status === 'success' ? 'x'.repeat(500) : null },
      error: null,
      warnings: [],
      childRunId: null,
    },
    ...{ startedAt: '2026-04-12T09:00:01.000Z', completedAt: null },
  };
}

/** Takes a run from step to step as a worker would write it, with ten steps under way at a time. */
async function work(run: RunRow): Promise<void> {
  const { id: runId, projectId, workflowId } = run;
  const told = { runId, projectId, startedAt: '2026-04-12T09:00:00.000Z', temporalRunId: 'x' };
  const all = new Map<number, StepSnapshot>();
  let sequence = 0;
  for (let from = 0; from < STEPS + 10; from += 5) {
    const changed = [
      ...[0, 1, 2, 3, 4].map((offset) => step(from + offset, 'running')),
      ...[0, 1, 2, 3, 4].map((offset) => step(from - 10 + offset, 'success')),
    ].filter(({ position }) => position >= 0 && position < STEPS);
    for (const each of changed) all.set(each.position, each);
    sequence += 10;
    await writer.database.runs.recordProgress([{ ...told, sequence, status: 'running', steps: changed }]);
    await pause(PACE_MS);
  }
  const last: RunSnapshot = {
    ...{ ...told, workflowId, sequence: sequence + 1, status: 'completed', steps: [...all.values()] },
    ...{ completedAt: '2026-04-12T09:00:09.000Z', error: null, result: null, response: null, paused: false },
  };
  await writer.database.runs.record(last);
}

/** Comes back as often as it is cut off, until there is nothing more to tell. */
async function watchToTheEnd(watcher: EventReader): Promise<void> {
  for (;;) {
    const status = await watcher.connect().catch(() => null);
    if (status === 204) return;
    if (status === null) {
      // The server is away: a browser waits as well.
      await pause(200 * Math.random());
      continue;
    }
    const cut = setTimeout(() => watcher.cut(), STAYS_MS * Math.random());
    await watcher.closed(120_000);
    clearTimeout(cut);
  }
}

async function watchers(run: RunRow): Promise<EventReader[]> {
  const path = `/v1/runs/${run.id}/events`;
  const all = Array.from({ length: WATCHERS }, () => new EventReader({ port: api.port, path, apiKey: writer.apiKey }));
  await Promise.all(all.map((watcher) => watcher.connect()));
  await Promise.all(all.map((watcher) => watcher.until(({ event }) => event === 'run')));
  return all;
}

async function watchAll(run: RunRow, meanwhile: (all: EventReader[]) => Promise<void> = async () => undefined) {
  const all = await watchers(run);
  for (const watcher of all) watcher.cut();
  await Promise.all([work(run), meanwhile(all), ...all.map(watchToTheEnd)]);
  return all;
}

/** What must hold of every watcher, however often it was cut off. */
function expectWhole({ events }: EventReader): void {
  const ids = events.map(({ id }) => Number(id));
  expect(ids.filter((id, index) => id <= (ids[index - 1] ?? -1))).toEqual([]);
  const states = new Map(events.map(({ data }) => [data.nodeId, data.status]));
  for (let position = 0; position < STEPS; position += 1) expect(states.get(`n${position}`)).toBe('success');
  expect(events.at(-1)).toMatchObject({ event: 'run', data: { status: 'completed' } });
}

/** Watches a run to its end; answers what the heap of the API holds once nobody watches any more. */
async function heapAfterRound(): Promise<number> {
  const all = await watchAll(await liveRun());
  const [first] = all;
  expectWhole(first as EventReader);
  expect(first?.events.length).toBeGreaterThan(STEPS);
  expect(new Set(all.map(({ events }) => JSON.stringify(events))).size).toBe(1);
  const isIdle = async () => {
    const state = await api.state();
    return state.watching === 0 && state.following === 0 ? state : null;
  };
  const { heapBytes } = await eventually(isIdle, { timeoutMs: 60_000, what: 'that nothing is followed any more' });
  return heapBytes;
}

test('200 watchers who come and go are told the same, and leave no memory behind', async () => {
  // The first rounds load, compile and fill caches; what a round left behind would be added by each.
  const heaps = [await heapAfterRound()];
  const added: number[] = [];
  while (added.length < 6 && added.every((bytes) => bytes >= ROUND_BYTES)) {
    heaps.push(await heapAfterRound());
    added.push((heaps.at(-1) ?? 0) - (heaps.at(-2) ?? 0));
  }
  expect(added.at(-1)).toBeLessThan(ROUND_BYTES);
});

test('watchers whose server is killed in the middle come back to another, and miss nothing', async () => {
  const all = await watchAll(await liveRun(), async ([one]) => {
    await one?.until(({ data }) => data.nodeId === 'n150', 60_000);
    await api.kill();
    await api.start();
  });
  const told = new Map<string, string>();
  for (const watcher of all) {
    expectWhole(watcher);
    for (const { id, event, data } of watcher.events) {
      const text = `${event} ${JSON.stringify(data)}`;
      if (told.get(id) !== undefined && told.get(id) !== text) throw new Error(`event ${id} was told in two ways`);
      told.set(id, text);
    }
  }
});
