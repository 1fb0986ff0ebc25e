import { eventually, queryDatabase } from '@perdura/testkit';
import { createDatabase, type Database } from './database.ts';
import { newId } from './ids.ts';
import { QuotaExceeded } from './quotas.ts';
import type { NewRun } from './run-creation.ts';
import { DEVELOPMENT_ENCRYPTION_KEYS } from './secrets.ts';
import { newProject, newRun, newWorkflow, useDatabase } from './testing/fixtures.ts';

const held = useDatabase();
/** As another process has it: with a pool and a memory of its own. */
let other: Database;

beforeAll(() => {
  other = createDatabase({ url: held.url, encryptionKeys: DEVELOPMENT_ENCRYPTION_KEYS });
});
afterAll(async () => {
  await other.close();
});

async function limited(quotas: Record<string, number>) {
  const { database } = held;
  const project = await newProject(database);
  const versioned = await newWorkflow(database, project);
  await database.projects.update(project.projectId, { settings: { quotas } });
  const start = (through: Database, change: Partial<NewRun> = {}) =>
    through.runs.create(project.projectId, { ...newRun(versioned), ...change });
  return { ...project, ...versioned, start };
}

/** How many of some attempts came through; the others must have met the quota. */
async function admitted(attempts: Promise<unknown>[]): Promise<number> {
  const settled = await Promise.allSettled(attempts);
  const refused = settled.filter((each) => each.status === 'rejected');
  for (const { reason } of refused) expect(reason).toMatchObject({ name: 'QuotaExceeded', code: 'QUOTA_EXCEEDED' });
  return settled.length - refused.length;
}

test('of forty starts at once in two processes, as many are admitted as may live', async () => {
  const { projectId, start } = await limited({ liveRuns: 7 });
  await start(held.database);
  const attempts = Array.from({ length: 40 }, (_, index) => start(index % 2 === 0 ? held.database : other));
  expect(await admitted(attempts)).toBe(6);
  const { items, total } = await held.database.runs.search(projectId, {}, { limit: 200 });
  expect(total).toBe(7);
  for (const { id } of items.slice(0, 2)) {
    await held.database.runs.finish(projectId, id, { status: 'completed', error: null });
  }
  expect(await admitted(Array.from({ length: 5 }, () => start(other)))).toBe(2);
});

test('the limit is met exactly also where starts went beside each other before', async () => {
  const { projectId, start } = await limited({ liveRuns: 1_040 });
  let [left, made] = [1_100, 0];
  const lane = async (database: Database) => {
    while (left-- > 0) {
      const taken = await admitted([start(database)]);
      made += taken;
    }
  };
  await Promise.all(Array.from({ length: 20 }, (_, index) => lane(index % 2 === 0 ? held.database : other)));
  expect(made).toBe(1_040);
  expect((await held.database.quotas.usage(projectId)).liveRuns).toEqual({ used: 1_040, limit: 1_040 });
});

test('the limit holds beside that of a slot, and what a slot displaces still counts until it has ended', async () => {
  const { workflow, start } = await limited({ liveRuns: 3 });
  const slot = { key: `${workflow.id}:`, limit: 1, policy: 'cancel-oldest', rate: null } as const;
  expect(await admitted(Array.from({ length: 9 }, () => start(held.database, { slot })))).toBe(3);
});

test('a repeat is answered with its run although the quota is used up', async () => {
  const { start } = await limited({ liveRuns: 1, startsPerMinute: 1 });
  const idempotency = { key: newId(), bodyHash: 'h' };
  const { run } = await start(held.database, { idempotency });
  expect(await start(other, { idempotency })).toMatchObject({ run: { id: run.id }, created: false });
  await expect(start(held.database)).rejects.toThrow(QuotaExceeded);
});

test('runs that runs start are not refused, but counted', async () => {
  const { start } = await limited({ liveRuns: 2 });
  const parent = await start(held.database);
  for (let child = 0; child < 3; child += 1) {
    await start(held.database, { triggeredBy: 'workflow', parentRunId: parent.run.id });
  }
  await expect(start(held.database)).rejects.toMatchObject({ quota: 'liveRuns', limit: 2, retryAfterSeconds: null });
});

test('a fire of a schedule beyond the quota is skipped, and says so', async () => {
  const { database } = held;
  const project = await newProject(database);
  const trigger = { type: 'cron', schedule: '0 9 * * *' } as const;
  const { workflow, version } = await newWorkflow(database, project, { trigger });
  await database.projects.update(project.projectId, { settings: { quotas: { liveRuns: 1 } } });
  await database.runs.create(project.projectId, { ...newRun({ workflow, version }) });
  const temporalWorkflowId = `schedule-${newId()}`;
  const fire = { projectId: project.projectId, workflowId: workflow.id, temporalWorkflowId, temporalRunId: newId() };
  const opened = await database.runs.openScheduled({ ...fire, nominalTime: new Date() });
  expect(opened).toEqual({ skipped: expect.stringContaining('"liveRuns"') });
});

test('no more than a minute allows is given away by any number of processes', async () => {
  const { projectId } = await limited({ startsPerMinute: 25, webhookCallsPerMinute: 1_000 });
  const take = (database: Database) => database.quotas.take(projectId, 'startsPerMinute');
  await untilNextMinuteIsFar();
  const attempts = Array.from({ length: 60 }, (_, index) => take(index % 2 === 0 ? held.database : other));
  expect(await admitted(attempts)).toBe(25);
  await expect(take(other)).rejects.toMatchObject({ limit: 25, retryAfterSeconds: expect.any(Number) });
  expect((await other.quotas.usage(projectId)).startsPerMinute).toEqual({ used: 25, limit: 25 });
  // Paths are counted apart.
  for (const path of ['one', 'two']) {
    const calls = Array.from({ length: 1_200 }, () =>
      held.database.quotas.take(projectId, 'webhookCallsPerMinute', path),
    );
    expect(await admitted(calls)).toBe(1_000);
  }
});

/** A window must not end amid the test. */
async function untilNextMinuteIsFar(): Promise<void> {
  await eventually(async () => Date.now() % 60_000 < 40_000);
}

test('a limit of a minute begins anew with the next', async () => {
  const { projectId } = await limited({ startsPerMinute: 1 });
  const { database } = held;
  await database.quotas.take(projectId, 'startsPerMinute');
  await queryDatabase(
    held.url,
    `UPDATE quota_windows SET started_at = started_at - interval '1 minute' WHERE project_id = $1`,
    [projectId],
  );
  await other.quotas.take(projectId, 'startsPerMinute');
  await expect(other.quotas.take(projectId, 'startsPerMinute')).rejects.toThrow(QuotaExceeded);
});

test('workflows, schedules and stored bytes have room until their limit, and nothing is limited unless it is said', async () => {
  const { database } = held;
  const { projectId, start } = await limited({ workflows: 1, schedules: 0, storedBytes: 10 });
  for (const quota of ['workflows', 'schedules'] as const) {
    await expect(database.quotas.requireRoom(projectId, quota)).rejects.toMatchObject({ quota });
  }
  await start(database);
  await database.blobs.put(projectId, Buffer.from('more than ten bytes'));
  await expect(start(other)).rejects.toMatchObject({ quota: 'storedBytes' });
  expect(await database.quotas.usage(projectId)).toMatchObject({
    liveRuns: { used: 1, limit: null },
    workflows: { used: 1, limit: 1 },
    storedBytes: { used: 19, limit: 10 },
  });
  await database.projects.update(projectId, { settings: { quotas: { workflows: null } } });
  await database.quotas.requireRoom(projectId, 'workflows');
  expect((await database.projects.get(projectId))?.settings).toEqual({ quotas: { schedules: 0, storedBytes: 10 } });
});
