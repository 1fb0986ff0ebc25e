import { IdempotencyConflict, UnknownReference, UnstorableText, VersionConflict } from './errors.ts';
import { newId } from './ids.ts';
import { compiled, newProject, newWorkflow, useDatabase } from './testing/fixtures.ts';

const held = useDatabase();
const cron = { type: 'cron', schedule: '0 9 * * *' } as const;

async function setUp() {
  const { database } = held;
  return { database, workflows: held.database.workflows, ...(await newProject(database)) };
}

function input(userId: string, name = 'Inspection') {
  return { userId, name, description: '', enabled: true, compiled: compiled(), scheduleDesired: null };
}

describe('creating', () => {
  test('stores the workflow with version 1 as it was given', async () => {
    const { workflows, projectId, userId } = await setUp();
    const given = {
      ...input(userId),
      description: 'daily',
      tags: ['a', 'b'],
      compiled: compiled(cron),
      scheduleDesired: 'h',
    };
    const { workflow, version, created } = await workflows.create(projectId, { ...given, id: newId() });
    expect(created).toBe(true);
    expect(workflow).toMatchObject({
      ...{
        projectId,
        userId,
        name: 'Inspection',
        description: 'daily',
        enabled: true,
        tags: ['a', 'b'],
        source: 'api',
      },
      ...{ currentVersion: 1, trigger: cron, triggerType: 'cron', triggerEvent: null, scheduleDesired: 'h' },
      ...{ scheduleApplied: null, deletedAt: null, createdAt: expect.any(Date) },
    });
    expect(version).toMatchObject({
      workflowId: workflow.id,
      version: 1,
      name: 'Inspection',
      authorId: userId,
      ...given.compiled,
    });
    expect(version.createdAt).toBeInstanceOf(Date);
    expect(await workflows.getVersioned(projectId, workflow.id, 1)).toEqual({ workflow, version });
    expect(await workflows.getVersioned(projectId, workflow.id, 2)).toBeNull();
  });

  test('makes one workflow for 50 concurrent calls with one key, and refuses another body', async () => {
    const { workflows, projectId, userId } = await setUp();
    const idempotency = { key: 'once', bodyHash: 'body' };
    const made = await Promise.all(
      Array.from({ length: 50 }, () => workflows.create(projectId, { ...input(userId), idempotency })),
    );
    expect(new Set(made.map(({ workflow }) => workflow.id)).size).toBe(1);
    expect(made.filter(({ created }) => created)).toHaveLength(1);
    expect((await workflows.list(projectId, {}, { limit: 10 })).total).toBe(1);
    const other = { ...input(userId), idempotency: { ...idempotency, bodyHash: 'other' } };
    await expect(workflows.create(projectId, other)).rejects.toBeInstanceOf(IdempotencyConflict);
  });

  test('answers a repeat with the workflow, also when it was deleted since', async () => {
    const { workflows, projectId, userId } = await setUp();
    const keyed = { ...input(userId), idempotency: { key: 'k', bodyHash: 'b' } };
    const { workflow } = await workflows.create(projectId, keyed);
    await workflows.remove(projectId, workflow.id);
    const again = await workflows.create(projectId, keyed);
    expect(again).toMatchObject({ created: false, workflow: { id: workflow.id } });
  });

  test('refuses an unknown project, and text that cannot be stored', async () => {
    const { workflows, projectId, userId } = await setUp();
    await expect(workflows.create(newId(), input(userId))).rejects.toBeInstanceOf(UnknownReference);
    await expect(workflows.create(projectId, input(userId, 'nul \0'))).rejects.toBeInstanceOf(UnstorableText);
    const definition = {
      ...compiled().definition,
      nodes: [{ id: 'a', type: 'condition', config: { expression: '\ud800' } }],
    };
    const half = { ...input(userId), compiled: { ...compiled(), definition } as ReturnType<typeof compiled> };
    await expect(workflows.create(projectId, half)).rejects.toBeInstanceOf(UnstorableText);
  });
});

describe('changing', () => {
  test('makes a new version and leaves the old ones as they were', async () => {
    const { database, workflows, projectId, userId } = await setUp();
    const first = await newWorkflow(database, { projectId, userId });
    const trigger = { type: 'event', event: 'alert.triggered' } as const;
    const changed = await workflows.update(projectId, first.workflow.id, {
      ...{ userId: 'editor', name: 'Patrol', compiled: compiled(trigger), note: 'on alerts' },
    });
    expect(changed?.workflow).toMatchObject({
      name: 'Patrol',
      currentVersion: 2,
      triggerType: 'event',
      triggerEvent: trigger.event,
    });
    expect(changed?.version).toMatchObject({ version: 2, name: 'Patrol', authorId: 'editor', note: 'on alerts' });
    const again = await workflows.update(projectId, first.workflow.id, { userId, enabled: false });
    expect(again?.workflow).toMatchObject({ enabled: false, currentVersion: 3, name: 'Patrol' });
    expect(again?.version.definition).toEqual(changed?.version.definition);
    const versions = await database.versions.list(projectId, first.workflow.id, { limit: 2 });
    expect(versions.items.map(({ version }) => version)).toEqual([3, 2]);
    expect(versions.total).toBe(3);
    const rest = await database.versions.list(projectId, first.workflow.id, { limit: 2, cursor: versions.nextCursor });
    expect(rest).toEqual({ items: [first.version], total: 3, nextCursor: null });
    expect(await database.versions.get(projectId, first.workflow.id, 1)).toEqual(first.version);
    expect(await database.versions.getById(projectId, first.version.id)).toEqual(first.version);
  });

  test('can leave the version as it is', async () => {
    const { database, workflows, projectId, userId } = await setUp();
    const { workflow } = await newWorkflow(database, { projectId, userId });
    const changed = await workflows.update(projectId, workflow.id, { userId, enabled: false, keepVersion: true });
    expect(changed?.workflow).toMatchObject({ enabled: false, currentVersion: 1 });
    expect((await database.versions.list(projectId, workflow.id, { limit: 9 })).total).toBe(1);
  });

  test('refuses a change against an old version: of 20 that start together one wins', async () => {
    const { database, workflows, projectId, userId } = await setUp();
    const { workflow } = await newWorkflow(database, { projectId, userId });
    const changes = await Promise.allSettled(
      Array.from({ length: 20 }, (_, index) =>
        workflows.update(projectId, workflow.id, { userId, name: `n${index}`, ifVersion: 1 }),
      ),
    );
    const refused = changes.flatMap((each) => (each.status === 'rejected' ? [each.reason] : []));
    expect(refused).toHaveLength(19);
    expect(refused.every((reason) => reason instanceof VersionConflict)).toBe(true);
    expect((await workflows.get(projectId, workflow.id))?.currentVersion).toBe(2);
  });

  test('takes all of 20 changes that name no version, one after the other', async () => {
    const { database, workflows, projectId, userId } = await setUp();
    const { workflow } = await newWorkflow(database, { projectId, userId });
    await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        workflows.update(projectId, workflow.id, { userId, tags: [`${index}`] }),
      ),
    );
    expect((await workflows.get(projectId, workflow.id))?.currentVersion).toBe(21);
    expect((await database.versions.list(projectId, workflow.id, { limit: 100 })).total).toBe(21);
  });
});

describe('listing and deleting', () => {
  test('filters, newest first, page by page', async () => {
    const { database, workflows, projectId, userId } = await setUp();
    const project = { projectId, userId };
    const plain = await newWorkflow(database, project, { name: '每日设备巡检', tags: ['ward'] });
    const timed = await newWorkflow(database, project, { name: '100% Patrol', trigger: cron, enabled: false });
    const heard = await newWorkflow(database, project, {
      name: 'a_b',
      trigger: { type: 'event', event: 'x.y' },
      tags: ['ward', 'night'],
    });
    const ids = async (filter: Parameters<typeof workflows.list>[1]) =>
      (await workflows.list(projectId, filter, { limit: 10 })).items.map(({ id }) => id);
    const [first, second, third] = [plain, timed, heard].map(({ workflow }) => workflow.id);
    expect(await ids({})).toEqual([third, second, first]);
    expect(await ids({ enabled: false })).toEqual([second]);
    expect(await ids({ trigger: 'event' })).toEqual([third]);
    expect(await ids({ tag: 'ward' })).toEqual([third, first]);
    expect(await ids({ tag: 'ward', enabled: true, q: '巡检' })).toEqual([first]);
    expect(await ids({ q: 'PATROL' })).toEqual([second]);
    expect(await ids({ q: '%' })).toEqual([second]);
    expect(await ids({ q: '_' })).toEqual([third]);
    expect(await ids({ q: "' OR 1=1 --" })).toEqual([]);
    const page = await workflows.list(projectId, {}, { limit: 2 });
    expect(page).toMatchObject({ total: 3, nextCursor: second });
    const rest = await workflows.list(projectId, {}, { limit: 2, cursor: page.nextCursor });
    expect(rest).toMatchObject({ items: [{ id: first }], total: 3, nextCursor: null });
    expect((await workflows.listeningTo(projectId, 'x.y')).map(({ id }) => id)).toEqual([third]);
    await workflows.update(projectId, third ?? '', { userId, enabled: false });
    expect(await workflows.listeningTo(projectId, 'x.y')).toEqual([]);
  });

  test('a deleted workflow is gone, its versions are not', async () => {
    const { database, workflows, projectId, userId } = await setUp();
    const { workflow, version } = await newWorkflow(database, { projectId, userId }, { trigger: cron });
    expect(await workflows.remove(projectId, workflow.id)).toBe(true);
    expect(await workflows.remove(projectId, workflow.id)).toBe(false);
    expect(await workflows.get(projectId, workflow.id)).toBeNull();
    expect(await workflows.getVersioned(projectId, workflow.id)).toBeNull();
    expect(await workflows.update(projectId, workflow.id, { userId, name: 'x' })).toBeNull();
    expect((await workflows.list(projectId, {}, { limit: 10 })).total).toBe(0);
    expect(await workflows.get(projectId, workflow.id, { deleted: true })).toMatchObject({ scheduleDesired: null });
    expect(await database.versions.getById(projectId, version.id)).toEqual(version);
  });
});

test('schedules: what is desired, what Temporal was brought to, and what has drifted', async () => {
  const { database, workflows, projectId, userId } = await setUp();
  const { workflow } = await newWorkflow(database, { projectId, userId }, { trigger: cron });
  const toSync = async () => (await workflows.schedulesToSync(1000)).some(({ id }) => id === workflow.id);
  const desired = 'hash-of-schedule';
  expect(await toSync()).toBe(true);
  expect(await workflows.markScheduleApplied(projectId, workflow.id, 'older')).toBe(false);
  expect(await workflows.markScheduleApplied(projectId, workflow.id, desired)).toBe(true);
  expect(await toSync()).toBe(false);
  await workflows.markScheduleDrifted(projectId, workflow.id);
  expect(await toSync()).toBe(true);
  await workflows.markScheduleApplied(projectId, workflow.id, desired);
  expect((await workflows.scheduled(null, 1000)).map(({ id }) => id)).toContain(workflow.id);
  expect((await workflows.scheduled(workflow.id, 1000)).map(({ id }) => id)).not.toContain(workflow.id);
  await workflows.remove(projectId, workflow.id);
  expect(await toSync()).toBe(true);
  expect(await workflows.markScheduleApplied(projectId, workflow.id, null)).toBe(true);
  expect(await toSync()).toBe(false);
});
