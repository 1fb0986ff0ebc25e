import { newId, storeStream } from '@perdura/database';
import { eventually } from '@perdura/testkit';
import { type Bench, openBench } from './fixtures/control-plane-bench.ts';
import { retentionKeeper } from './retention.ts';

const SIGNAL = new AbortController().signal;
const DAY = 86_400_000;

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(async () => {
  await bench.close();
});

function* chunks(seed: string): Generator<Uint8Array> {
  for (let piece = 0; piece < 3; piece += 1) yield Buffer.alloc(1024 * 1024, `${seed} ${piece}`);
}

/** A run that ended so many days ago, or lives, with a large value of its own. */
async function runWithBlob(days: number | null): Promise<{ runId: string; hash: string }> {
  const { projectId, database } = bench;
  const { workflow, version } = await bench.workflow();
  const runId = newId();
  await database.runs.create(projectId, {
    ...{ id: runId, workflowId: workflow.id, versionId: version.id, triggeredBy: 'api', triggerData: { value: {} } },
  });
  if (days !== null) {
    const completedAt = new Date(Date.now() - days * DAY);
    await database.runs.finish(projectId, runId, { status: 'completed', error: null, completedAt });
  }
  const { hash } = await storeStream(database.blobs, projectId, chunks(runId), { runId });
  return { runId, hash };
}

async function isThere({ runId, hash }: { runId: string; hash: string }): Promise<[run: boolean, blob: boolean]> {
  const { projectId, database } = bench;
  return [
    (await database.runs.get(projectId, runId)) !== null,
    (await database.blobs.getMany(projectId, [hash])).size === 1,
  ];
}

test('ended runs go with their blobs after the setting, and nothing of a live one does', async () => {
  const old = await runWithBlob(31);
  const young = await runWithBlob(29);
  const live = await runWithBlob(null);
  const untouched = retentionKeeper({ ...bench.deps, settings: { ...bench.deps.settings, blobGraceMs: 0 } });
  await untouched(SIGNAL);
  for (const run of [old, young, live]) expect(await isThere(run)).toEqual([true, true]);

  const settings = { ...bench.deps.settings, retentionDays: 30 };
  const careful = retentionKeeper({ ...bench.deps, settings });
  expect(await careful(SIGNAL)).toEqual({ done: 1, more: false });
  // Its blob was touched a moment ago.
  expect(await isThere(old)).toEqual([false, true]);

  const thorough = retentionKeeper({ ...bench.deps, settings: { ...settings, blobGraceMs: 0 } });
  await eventually(async () => {
    await thorough(SIGNAL);
    return (await isThere(old)).every((there) => !there);
  });
  for (const run of [young, live]) expect(await isThere(run)).toEqual([true, true]);
  expect(await thorough(SIGNAL)).toEqual({ done: 0, more: false });
});

test('what was deleted stands in the log of its project, in sums', async () => {
  const own = await openBench();
  const { workflow, version } = await own.workflow();
  for (let count = 0; count < 45; count += 1) {
    const { run } = await own.database.runs.create(own.projectId, {
      ...{ workflowId: workflow.id, versionId: version.id, triggeredBy: 'api', triggerData: { value: {} } },
    });
    const completedAt = new Date(Date.now() - 40 * DAY);
    await own.database.runs.finish(own.projectId, run.id, { status: 'completed', error: null, completedAt });
  }
  await own.database.projects.update(own.projectId, { settings: { retentionDays: 30 } });
  const keeper = retentionKeeper({ ...own.deps, settings: { ...own.deps.settings, retentionDays: null } });
  for (let more = true; more; ) ({ more = false } = await keeper(SIGNAL));
  const { items } = await own.database.audit.list(own.projectId, { action: 'retention.delete' }, { limit: 5 });
  expect(items).toMatchObject([{ actorType: 'system', target: own.projectId, before: { runs: 45 }, after: null }]);
  await own.close();
});

test('housekeeping does it by itself', async () => {
  const own = await openBench({ settings: { retentionDays: 30, blobGraceMs: 0 } });
  const keeper = own.housekeeping({ retention: 50 });
  const { workflow, version } = await own.workflow();
  const { run } = await own.database.runs.create(own.projectId, {
    ...{ workflowId: workflow.id, versionId: version.id, triggeredBy: 'api', triggerData: { value: {} } },
  });
  const completedAt = new Date(Date.now() - 40 * DAY);
  await own.database.runs.finish(own.projectId, run.id, { status: 'completed', error: null, completedAt });
  await eventually(async () => (await own.database.runs.get(own.projectId, run.id)) === null);
  await keeper.stop();
  await own.close();
});
