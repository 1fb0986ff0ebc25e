import type { FlowTrigger } from '@perdura/definition';
import { Client } from 'pg';
import type { Database } from './database.ts';
import { NameTaken } from './errors.ts';
import { compiled, newProject, useDatabase } from './testing/fixtures.ts';

const held = useDatabase();

const TRIGGER: FlowTrigger = { name: 'trigger', type: 'EMPTY', displayName: 'Trigger', valid: false, settings: {} };

function content(displayName = 'Flow') {
  const rest = { valid: false, schemaVersion: null, connectionIds: [], notes: [], updatedBy: null };
  return { displayName, trigger: TRIGGER, ...rest };
}

async function newFlow(database: Database, more: { id?: string; externalId?: string } = {}) {
  const { projectId, userId } = await newProject(database);
  const made = await database.flows.create(projectId, {
    ...{ userId, folderId: null, metadata: null, version: content(), ...more },
  });
  return { ...made, projectId, userId };
}

test('of two changes of a draft at once one is written, and of two of a locked version one makes a draft', async () => {
  const { database } = held;
  const { projectId, flow, version } = await newFlow(database);
  const twice = async (base: typeof version) =>
    await Promise.all(['a', 'b'].map((name) => database.flowVersions.save(projectId, base, content(name))));
  const [written, ...others] = (await twice(version)).filter((row) => row !== null);
  expect([written?.revision, written?.id, others]).toEqual([1, version.id, []]);

  expect(await database.flowVersions.lock(projectId, version)).toBe(false);
  const newest = await database.flows.getVersioned(projectId, flow.id);
  if (newest === null) throw new Error('the flow is gone');
  expect(await database.flowVersions.lock(projectId, newest.version)).toBe(true);
  const locked = { ...newest.version, state: 'LOCKED' as const };
  expect(await database.flowVersions.save(projectId, newest.version, content('late'))).toBeNull();
  expect((await twice(locked)).filter((row) => row !== null)).toHaveLength(1);
  const page = await database.flowVersions.list(projectId, flow.id, { limit: 10, cursor: null });
  expect(page.items.map(({ state }) => state)).toEqual(['DRAFT', 'LOCKED']);
});

test('a draft is newer than the version that it follows, whatever the clock says', async () => {
  const { database } = held;
  const { projectId, flow, version } = await newFlow(database);
  const ahead = 'ff'.repeat(6) + version.id.slice(12);
  await execute("UPDATE flow_versions SET id = $1, state = 'LOCKED' WHERE id = $2", [ahead, version.id]);
  const base = { ...version, id: ahead, state: 'LOCKED' as const };
  const draft = await database.flowVersions.save(projectId, base, content('next'));
  expect(draft !== null && draft.id > ahead).toBe(true);
  expect((await database.flows.getVersioned(projectId, flow.id))?.version.id).toBe(draft?.id);
});

test('a lock is taken back, unless the version was published or another follows it', async () => {
  const { database } = held;
  const { projectId, flow, version } = await newFlow(database);
  const unlocked = async () => {
    await database.flowVersions.lock(projectId, version);
    await database.flowVersions.unlock(projectId, version.id);
    return (await database.flowVersions.get(projectId, version.id))?.state === 'DRAFT';
  };
  expect(await unlocked()).toBe(true);
  await database.flows.update(projectId, flow.id, { publishedVersionId: version.id });
  expect(await unlocked()).toBe(false);
  await database.flows.update(projectId, flow.id, { publishedVersionId: null });
  await database.flowVersions.save(projectId, { ...version, state: 'LOCKED' }, content('next'));
  expect(await unlocked()).toBe(false);
});

test('a compiled content has one version in the history, which runs are pinned to', async () => {
  const { database } = held;
  const { projectId, flow, version, userId } = await newFlow(database);
  const { plan } = compiled();
  const ensure = (hash: string) =>
    database.flowVersions.ensureRunVersion(projectId, version, { name: 'Flow', plan, hash, authorId: userId });
  const made = await Promise.all([ensure('a'), ensure('a'), ensure('a')]);
  expect(new Set(made.map(({ id }) => id)).size).toBe(1);
  expect(await ensure('b')).toMatchObject({ version: 2, name: 'Flow', plan });
  expect(await ensure('a')).toMatchObject({ version: 1 });
  expect(await database.flowVersions.get(projectId, version.id)).toMatchObject({ runVersion: 1, runHash: 'a' });
  expect(await database.workflows.get(projectId, flow.id)).toBeNull();
});

test('changes of all kinds at once do not wait for each other without end', async () => {
  const { database } = held;
  const { projectId, flow, userId } = await newFlow(database);
  const { plan } = compiled();
  const newest = async () => {
    const found = await database.flows.getVersioned(projectId, flow.id);
    if (found === null) throw new Error('the flow is gone');
    return found.version;
  };
  for (let round = 0; round < 10; round += 1) {
    const version = await newest();
    const made = { name: 'Flow', plan, hash: `hash ${round}`, authorId: userId };
    await Promise.all([
      database.flowVersions.save(projectId, version, content('a')),
      database.flowVersions.ensureRunVersion(projectId, version, made),
      database.flows.update(projectId, flow.id, { status: round % 2 === 0 ? 'ENABLED' : 'DISABLED' }),
      database.flowVersions.save(projectId, version, content('b')),
      database.flowVersions.lock(projectId, version),
    ]);
  }
  expect(await database.flows.remove(projectId, flow.id)).toBe(true);
});

test('with a flow goes what its trigger was sent, and what its pieces kept of it alone', async () => {
  const { database } = held;
  const { projectId, userId, flow, version } = await newFlow(database);
  const other = { userId, folderId: null, metadata: null, version: content() };
  const kept = await database.flows.create(projectId, other);
  const places = [flow.id, kept.flow.id, 'project'].map((scope) => ({ scope, key: 'seen' }));
  for (const place of places) await database.storeEntries.put(projectId, place, 1);
  for (const flowId of [flow.id, kept.flow.id]) {
    await database.triggerEvents.record(projectId, { flowId, sourceName: 's', payload: { private: true } });
  }
  const sample = { flowId: flow.id, versionId: version.id, stepName: 'trigger', type: 'OUTPUT' as const, payload: 1 };
  const sampleId = (await database.flowSamples.put(projectId, sample)) ?? '';
  expect(await database.flowSamples.get(projectId, sampleId)).not.toBeNull();
  expect(await database.flows.remove(projectId, flow.id)).toBe(true);
  expect(await database.flowSamples.get(projectId, sampleId)).toBeNull();
  const events = (flowId: string) =>
    database.triggerEvents.list(projectId, { flowId, sourceName: 's' }, { limit: 10, cursor: null });
  expect((await events(flow.id)).items).toEqual([]);
  expect((await events(kept.flow.id)).items).toHaveLength(1);
  const values = await Promise.all(places.map((place) => database.storeEntries.get(projectId, place)));
  expect(values).toEqual([null, { value: 1 }, { value: 1 }]);
});

test('an external id is given once; a deleted flow gives it back, but not its own id', async () => {
  const { database } = held;
  const { projectId, flow, userId } = await newFlow(database, { externalId: 'mine' });
  const again = (more: object) =>
    database.flows.create(projectId, { userId, folderId: null, metadata: null, version: content(), ...more });
  await expect(again({ externalId: 'mine' })).rejects.toThrow(NameTaken);
  expect(await database.flows.remove(projectId, flow.id)).toBe(true);
  expect(await database.flows.remove(projectId, flow.id)).toBe(false);
  await expect(again({ id: flow.id })).rejects.toThrow(NameTaken);
  expect((await again({ externalId: 'mine' })).flow.externalId).toBe('mine');
});

async function execute(statement: string, values: unknown[]): Promise<void> {
  const client = new Client({ connectionString: held.url });
  await client.connect();
  try {
    await client.query(statement, values);
  } finally {
    await client.end();
  }
}
