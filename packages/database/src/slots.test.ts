import { ConcurrencySkipped, IdempotencyConflict } from './errors.ts';
import { newId } from './ids.ts';
import type { NewRun, RunSlot } from './run-creation.ts';
import type { RunRow } from './run-row.ts';
import { type SlotRepository, slotRepository } from './slots.ts';
import type { Store } from './store.ts';
import { type ExaminedRows, examinedRows } from './testing/examined-rows.ts';
import { compiled, newProject, newRun, newWorkflow, snapshot, useDatabase } from './testing/fixtures.ts';
import type { VersionedWorkflow } from './workflows.ts';

const held = useDatabase();

interface Scene {
  projectId: string;
  userId: string;
  versioned: VersionedWorkflow;
  workflowId: string;
  /** Makes a queued run of a slot of this workflow. */
  queue(slot?: Partial<RunSlot>, change?: Partial<NewRun>): Promise<RunRow>;
  admit(slotKey?: string | null): Promise<string[]>;
  end(run: RunRow, status?: 'completed' | 'failed' | 'cancelled'): Promise<void>;
}

async function scene(): Promise<Scene> {
  const { database } = held;
  const { projectId, userId } = await newProject(database);
  const versioned = await newWorkflow(database, { projectId, userId });
  const workflowId = versioned.workflow.id;
  return {
    ...{ projectId, userId, versioned, workflowId },
    queue: async (slot = {}, change = {}) =>
      (await database.runs.create(projectId, { ...newRun(versioned), slot: slotOf(workflowId, slot), ...change })).run,
    admit: async (slotKey = null) => (await database.slots.admit(workflowId, slotKey)).map((run) => run.id),
    end: async (run, status = 'completed') => {
      await database.runs.finish(projectId, run.id, { status, error: null });
    },
  };
}

function slotOf(workflowId: string, change: Partial<RunSlot> = {}): RunSlot {
  return { key: `${workflowId}:`, limit: 1, policy: 'queue', rate: null, ...change };
}

test('a run without a slot is admitted as it is made, one with a slot is queued', async () => {
  const { queue, projectId, versioned } = await scene();
  const { run } = await held.database.runs.create(projectId, newRun(versioned));
  expect(run).toMatchObject({ slotKey: null, admittedAt: expect.any(Date), priority: 3 });
  expect(await queue({}, { priority: 1 })).toMatchObject({ status: 'pending', admittedAt: null, priority: 1 });
});

test('admission keeps to the limit, by priority and then by age, and an end makes room', async () => {
  const { queue, admit, end } = await scene();
  const runs = [];
  for (const priority of [3, 3, 1, 5, 2]) runs.push(await queue({ limit: 2 }, { priority }));
  const [old, next, first, last, second] = runs;
  expect((await admit()).toSorted()).toEqual([first?.id, second?.id].toSorted());
  expect(await admit()).toEqual([]);
  await end(first!, 'failed');
  expect(await admit()).toEqual([old?.id]);
  await end(second!, 'cancelled');
  await end(old!);
  expect((await admit()).toSorted()).toEqual([next?.id, last?.id].toSorted());
});

test('each key has a queue of its own', async () => {
  const { queue, admit, workflowId } = await scene();
  const of = (key: string) => queue({ key: `${workflowId}:${key}` });
  const [a, , b, ,] = [await of('a'), await of('a'), await of('b'), await of('b')];
  const c = await of('c');
  expect(await admit(`${workflowId}:b`)).toEqual([b.id]);
  expect((await admit()).toSorted()).toEqual([a.id, c.id].toSorted());
});

test('forty admissions at once admit no more than the limit', async () => {
  const { queue, admit } = await scene();
  await Promise.all(Array.from({ length: 40 }, () => queue({ limit: 3 })));
  const admitted = await Promise.all(Array.from({ length: 40 }, () => admit()));
  expect(admitted.flat()).toHaveLength(3);
});

test('each run is held to the limit of its own version, and nobody overtakes', async () => {
  const { queue, admit } = await scene();
  const narrow = await queue({ limit: 1 });
  const wide = [await queue({ limit: 3 }), await queue({ limit: 3 })];
  expect(await admit()).toEqual([narrow.id]);
  expect((await admit()).toSorted()).toEqual(wide.map((run) => run.id).toSorted());
  const blocked = await queue({ limit: 1 });
  await queue({ limit: 9 });
  expect(await admit()).toEqual([]);
  expect((await held.database.runs.get(blocked.projectId, blocked.id))?.admittedAt).toBeNull();
});

describe('a rate limit', () => {
  const rate = { limit: 2, perMs: 600_000 };

  test('holds over all slots of the workflow, by priority', async () => {
    const { queue, admit, workflowId } = await scene();
    const of = (key: string, priority: number) => queue({ key: `${workflowId}:${key}`, rate }, { priority });
    await of('a', 4);
    const [first, second] = [await of('b', 2), await of('c', 1)];
    expect((await admit()).toSorted()).toEqual([first.id, second.id].toSorted());
    expect(await admit()).toEqual([]);
  });

  test('counts admissions, whether the runs live or not, and lets go when the time is over', async () => {
    const { queue, admit, end } = await scene();
    const runs = await Promise.all([1, 2, 3].map(() => queue({ limit: null, rate })));
    const admitted = await admit();
    expect(admitted).toHaveLength(2);
    for (const run of runs) if (admitted.includes(run.id)) await end(run);
    expect(await admit()).toEqual([]);
    const short = await queue({ limit: null, rate: { limit: 2, perMs: 1 } }, { priority: 1 });
    expect(await admit()).toEqual([short.id]);
  });
});

describe('policy skip', () => {
  const skip = { limit: 2, policy: 'skip' } as const;

  test('refuses what finds no place, and leaves nothing behind', async () => {
    const { queue, workflowId, end } = await scene();
    const idempotency = { key: 'k', bodyHash: 'h' };
    const taken = await Promise.allSettled(Array.from({ length: 20 }, () => queue(skip)));
    const made = taken.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
    const refused = taken.flatMap((each) => (each.status === 'rejected' ? [each.reason as unknown] : []));
    expect(made).toHaveLength(2);
    for (const reason of refused) expect(reason).toBeInstanceOf(ConcurrencySkipped);
    await expect(queue(skip, { idempotency })).rejects.toThrow(ConcurrencySkipped);
    await end(made[0]!);
    const later = await queue(skip, { idempotency });
    expect((await queue(skip, { idempotency })).id).toBe(later.id);
    const other = { ...idempotency, bodyHash: 'other' };
    await expect(queue(skip, { idempotency: other })).rejects.toThrow(IdempotencyConflict);
    const { database } = held;
    expect((await database.runs.search(later.projectId, { workflowId }, { limit: 100 })).items).toHaveLength(3);
  });

  test('says of an unknown version that it is unknown', async () => {
    const { queue } = await scene();
    await queue(skip);
    await expect(queue(skip, { versionId: newId() })).rejects.toMatchObject({ code: 'UNKNOWN_REFERENCE' });
  });
});

test('policy cancel-oldest asks all but the newest to end, queued or not, however many come at once', async () => {
  const { workflowId, projectId, versioned, admit, end } = await scene();
  const { database } = held;
  const slot = slotOf(workflowId, { limit: 2, policy: 'cancel-oldest' });
  const start = () => database.runs.create(projectId, { ...newRun(versioned), slot });
  const [first, second] = [await start(), await start()];
  await admit();
  const third = await start();
  expect(third.displaced.map((run) => run.id)).toEqual([first.run.id]);
  expect(second.displaced).toEqual([]);
  const many = await Promise.all(Array.from({ length: 20 }, start));
  const live = await database.runs.liveOfWorkflow(projectId, workflowId, 100);
  const staying = live.filter((run) => run.cancelRequestedAt === null);
  expect(staying).toHaveLength(2);
  expect(many.flatMap((each) => each.displaced)).toHaveLength(20);
  expect(await admit()).toEqual([]);
  await end(first.run);
  await end(second.run);
  expect((await admit()).toSorted()).toEqual(staying.map((run) => run.id).toSorted());
});

test('displacing, admitting and recording the same runs at once hinder each other at no time', async () => {
  const { workflowId, projectId, versioned, admit } = await scene();
  const { database } = held;
  const slot = slotOf(workflowId, { limit: 5, policy: 'cancel-oldest' });
  const made: RunRow[] = [];
  const round = async () => {
    made.push((await database.runs.create(projectId, { ...newRun(versioned), slot })).run);
    const sequence = made.length;
    await Promise.all([
      admit(),
      database.runs.recordProgress(made.toReversed().map((run) => snapshot(run, { sequence }))),
      database.runs.recordProgress(made.map((run) => snapshot(run, { sequence }))),
    ]);
  };
  await Promise.all(Array.from({ length: 25 }, round));
  const live = await database.runs.liveOfWorkflow(projectId, workflowId, 100);
  expect(live.filter((run) => run.cancelRequestedAt === null)).toHaveLength(5);
});

test('a queued run is not handed over, and ends by its row alone as long as it was not admitted', async () => {
  const { queue, admit, projectId } = await scene();
  const { database } = held;
  const [first, second] = [await queue(), await queue()];
  expect(await database.runs.undispatched(0, 1_000)).not.toContainEqual(expect.objectContaining({ id: first.id }));
  await admit();
  expect(await database.runs.undispatched(0, 1_000)).toContainEqual(expect.objectContaining({ id: first.id }));
  const end = { status: 'cancelled', error: null } as const;
  expect(await database.slots.endQueued(projectId, first.id, end)).toBe(false);
  expect(await database.slots.endQueued(projectId, second.id, end)).toBe(true);
  expect(await database.runs.get(projectId, second.id)).toMatchObject({ status: 'cancelled' });
  await database.runs.finish(projectId, first.id, end);
  expect(await admit()).toEqual([]);
});

test('workflows with queued runs are named once each', async () => {
  const scenes = await Promise.all([scene(), scene()]);
  for (const { queue } of scenes) await Promise.all([queue(), queue(), queue()]);
  const found = await held.database.slots.queuedWorkflows(1_000);
  expect(found.filter((id) => scenes.some(({ workflowId }) => workflowId === id))).toHaveLength(2);
  expect(new Set(found).size).toBe(found.length);
});

test('the end of a run tells which place it gave up', async () => {
  const { queue, admit, workflowId, projectId, versioned } = await scene();
  const { database } = held;
  const run = await queue();
  await admit();
  expect(await database.runs.record(snapshot(run, { status: 'running' }))).toMatchObject({ freed: null });
  const ended = await database.runs.record(snapshot(run, { status: 'completed', sequence: 2 }));
  expect(ended.freed).toEqual({ workflowId, slotKey: `${workflowId}:` });
  const rated = await queue({ rate: { limit: 1, perMs: 1 } });
  const finished = await database.runs.finish(projectId, rated.id, { status: 'failed', error: null });
  expect(finished.freed).toEqual({ workflowId, slotKey: null });
  const { run: free } = await database.runs.create(projectId, newRun(versioned));
  expect(await database.runs.finish(projectId, free.id, { status: 'failed', error: null })).toMatchObject({
    freed: null,
  });
});

describe('a scheduled run', () => {
  async function opened(slot: Partial<RunSlot>) {
    const { database } = held;
    const project = await newProject(database);
    const trigger = { type: 'cron', schedule: '0 9 * * *' } as const;
    const { workflow } = await newWorkflow(database, project, { trigger });
    const { projectId } = project;
    const open = (hour: number) =>
      database.runs.openScheduled(
        {
          ...{ projectId, workflowId: workflow.id, temporalRunId: 'r' },
          temporalWorkflowId: `cron-${workflow.id}-${hour}`,
          nominalTime: new Date(Date.UTC(2026, 3, 12, hour)),
        },
        async ({ data }) => ({
          ...{ tags: [data.scheduledAt], businessKey: 'nightly', priority: 2 },
          slot: slotOf(workflow.id, slot),
        }),
      );
    return { open, workflowId: workflow.id, projectId };
  }

  const runOf = (answer: Awaited<ReturnType<Awaited<ReturnType<typeof opened>>['open']>>) => {
    if ('skipped' in answer) throw new Error(answer.skipped);
    return answer.run;
  };

  test('is queued like any other, and is to be told when it is admitted', async () => {
    const { open, workflowId, projectId } = await opened({});
    const { database } = held;
    const [first, second] = [runOf(await open(8)), runOf(await open(9))];
    expect(first).toMatchObject({ tags: ['2026-04-12T08:00:00.000Z'], businessKey: 'nightly', priority: 2 });
    expect(first.admittedAt).toBeNull();
    expect((await database.slots.admit(workflowId, null, first.id)).map((run) => run.id)).toEqual([first.id]);
    expect(runOf(await open(8)).admittedAt).not.toBeNull();
    await database.runs.finish(projectId, first.id, { status: 'completed', error: null });
    const told = async () => (await database.slots.untold(0, 100)).map((run) => run.id);
    expect(await told()).not.toContain(first.id);
    await database.slots.admit(workflowId, null);
    expect(await told()).toContain(second.id);
    await database.slots.markTold(projectId, second.id);
    expect(await told()).not.toContain(second.id);
  });

  test('is skipped where no place is free, and found again where it had one', async () => {
    const { open } = await opened({ policy: 'skip' });
    const first = runOf(await open(8));
    expect(await open(9)).toEqual({ skipped: 'as many runs as the workflow allows at once are live' });
    expect(runOf(await open(8)).id).toBe(first.id);
  });
});

test('a failed run of a version with onFailure emits its event, though nobody listens', async () => {
  const { database } = held;
  const { projectId, userId } = await newProject(database);
  const definition = { ...compiled().definition, onFailure: { workflowId: newId() } };
  const versioned = await database.workflows.create(projectId, {
    ...{ userId, name: 'w', description: '', enabled: true, scheduleDesired: null },
    compiled: { ...compiled(), definition },
  });
  const start = async () => (await database.runs.create(projectId, newRun(versioned))).run;
  const [failed, cancelled, finished] = [await start(), await start(), await start()];
  expect(await database.runs.record(snapshot(failed, { status: 'failed' }))).toMatchObject({ event: true });
  expect(await database.runs.record(snapshot(cancelled, { status: 'cancelled' }))).toMatchObject({ event: false });
  const end = { status: 'failed', error: { code: 'START_REFUSED', message: 'm', nodeId: null } } as const;
  expect(await database.runs.finish(projectId, finished.id, end)).toMatchObject({ event: true });
});

describe('with long queues and a long history', () => {
  const QUEUED = 20_000;
  let examined: ExaminedRows;
  let workflowId: string;
  let repository: Pick<SlotRepository, 'admit' | 'queuedWorkflows'>;

  beforeAll(async () => {
    examined = examinedRows(held.url);
    const store: Pick<Store, 'sql' | 'underLock'> = { sql: examined.sql, underLock: (_, work) => work(examined.sql) };
    repository = slotRepository(store as Store);
    const { versioned, projectId } = await scene();
    workflowId = versioned.workflow.id;
    await examined.fill(FILL, [workflowId, projectId, versioned.version.id, QUEUED]);
  });

  afterAll(() => examined.close());
  beforeEach(() => examined.reset());

  test('an admission looks at no more of one queue than it may admit', async () => {
    expect(await repository.admit(workflowId, `${workflowId}:one`)).toHaveLength(0);
    expect(examined.ofTable('runs') + examined.ofIndexesAlone('runs')).toBeLessThan(60);
  });

  test('one over all slots looks at each of them, and not at their queues', async () => {
    await repository.admit(workflowId, null);
    const slots = 11;
    expect(examined.ofTable('runs') + examined.ofIndexesAlone('runs')).toBeLessThan(slots * 60);
  });

  test('the workflows that have queues are found without a look at the queues', async () => {
    const found = await repository.queuedWorkflows(100);
    expect(found).toContain(workflowId);
    expect(examined.ofTable('runs') + examined.ofIndexesAlone('runs')).toBeLessThan(60 * found.length);
  });
});

/** A slot with three holders and half of the queue, ten others with the rest, and as many runs that have ended. */
const FILL = `
INSERT INTO runs (id, project_id, workflow_id, version_id, version, status, triggered_by, trigger_data, slot_key,
                  slot_limit, admitted_at, temporal_workflow_id)
SELECT 'fill-' || n, $2, $1, $3, 1, CASE WHEN n > $4::int + 3 THEN 'completed' ELSE 'pending' END, 'api', '{}'::jsonb,
  $1 || CASE WHEN n % 2 = 0 OR n > $4::int THEN ':one' ELSE ':' || n % 10 END, 3,
  CASE WHEN n > $4::int THEN now() END, 'fill-' || n
FROM generate_series(1, 2 * $4::int) AS n`;
