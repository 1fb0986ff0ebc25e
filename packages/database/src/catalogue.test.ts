import { createHash } from 'node:crypto';
import { IdempotencyConflict, NameTaken, UnknownReference } from './errors.ts';
import { newId } from './ids.ts';
import { newProject, useDatabase } from './testing/fixtures.ts';

const held = useDatabase();

async function setUp() {
  return { database: held.database, ...(await newProject(held.database)) };
}

describe('tools', () => {
  const tool = {
    name: 'lookup',
    description: 'finds',
    appId: 'crm',
    inputSchema: { type: 'object' },
    execution: { type: 'http' },
  };

  test('are made, then replaced, by name', async () => {
    const { database, projectId } = await setUp();
    const made = await database.tools.upsert(projectId, tool);
    expect(made).toMatchObject({ updated: false, tool: { ...tool, projectId } });
    const replaced = await database.tools.upsert(projectId, { ...tool, description: 'finds more', appId: null });
    expect(replaced).toMatchObject({
      updated: true,
      tool: { id: made.tool.id, description: 'finds more', appId: null },
    });
    expect(await database.tools.get(projectId, 'lookup')).toEqual(replaced.tool);
  });

  test('are made once by 20 concurrent calls', async () => {
    const { database, projectId } = await setUp();
    const made = await Promise.all(Array.from({ length: 20 }, () => database.tools.upsert(projectId, tool)));
    expect(new Set(made.map((each) => each.tool.id)).size).toBe(1);
    expect(made.filter(({ updated }) => !updated)).toHaveLength(1);
  });

  test('are listed by application, and installed where their names are free', async () => {
    const { database, projectId } = await setUp();
    await database.tools.upsert(projectId, tool);
    await database.tools.installMissing(projectId, [
      { ...tool, description: 'built in' },
      { ...tool, name: 'iot_get_all_devices', appId: 'iot' },
    ]);
    expect((await database.tools.get(projectId, 'lookup'))?.description).toBe('finds');
    const iot = await database.tools.list(projectId, { appId: 'iot' }, { limit: 10 });
    expect(iot).toMatchObject({ total: 1, items: [{ name: 'iot_get_all_devices' }] });
    expect((await database.tools.list(projectId, {}, { limit: 1 })).total).toBe(2);
    expect(await database.tools.names(projectId)).toEqual(new Set(['lookup', 'iot_get_all_devices']));
    expect(await database.tools.remove(projectId, 'lookup')).toBe(true);
    expect(await database.tools.remove(projectId, 'lookup')).toBe(false);
  });
});

describe('blobs', () => {
  test('are stored once per project and content, whatever the bytes', async () => {
    const { database, projectId } = await setUp();
    const data = Buffer.from([0, 255, 0, 128, 10]);
    const hash = createHash('sha256').update(data).digest('hex');
    const puts = await Promise.all(
      Array.from({ length: 20 }, () => database.blobs.put(projectId, data, { contentType: 'image/png' })),
    );
    expect(puts).toEqual(Array.from({ length: 20 }, () => ({ hash, bytes: 5 })));
    expect(await database.blobs.get(projectId, hash)).toMatchObject({ hash, bytes: 5, contentType: 'image/png', data });
    const part = Buffer.from('xx[1]yy').subarray(2, 5);
    const second = await database.blobs.put(projectId, part);
    const found = await database.blobs.getMany(projectId, [hash, second.hash, 'none']);
    expect([...found.keys()].toSorted()).toEqual([hash, second.hash].toSorted());
    expect(Buffer.from(found.get(second.hash)?.data ?? []).toString()).toBe('[1]');
  });
});

describe('idempotency keys', () => {
  test('are claimed once, and refused with another body', async () => {
    const { database, projectId } = await setUp();
    const claims = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        database.idempotencyKeys.claim(projectId, { scope: 's', key: 'k', bodyHash: 'b', resourceId: `r${index}` }),
      ),
    );
    expect(new Set(claims.map(({ resourceId }) => resourceId)).size).toBe(1);
    expect(claims.filter(({ created }) => created)).toHaveLength(1);
    const other = { scope: 's', key: 'k', bodyHash: 'other' };
    await expect(database.idempotencyKeys.find(projectId, other)).rejects.toBeInstanceOf(IdempotencyConflict);
    expect(await database.idempotencyKeys.find(projectId, { ...other, scope: 't' })).toBeNull();
  });

  test('are forgotten when they are old', async () => {
    const { database, projectId } = await setUp();
    const claim = { scope: 's', key: 'k', bodyHash: 'b', resourceId: 'r' };
    await database.idempotencyKeys.claim(projectId, claim);
    expect(await database.idempotencyKeys.prune(new Date(Date.now() - 86_400_000))).toBe(0);
    expect(await database.idempotencyKeys.find(projectId, claim)).toBe('r');
    expect(await database.idempotencyKeys.prune(new Date(Date.now() + 60_000))).toBeGreaterThan(0);
    expect(await database.idempotencyKeys.find(projectId, claim)).toBeNull();
  });
});

test('an effect is recorded once, and forgotten when it is old', async () => {
  const { database, projectId } = await setUp();
  const { effects } = database;
  const key = `${newId()}/notify/0`;
  expect(await effects.find(projectId, key)).toBeNull();
  await effects.record(projectId, key, { messageId: 'first' });
  await effects.record(projectId, key, { messageId: 'second' });
  expect((await effects.find(projectId, key))?.result).toEqual({ messageId: 'first' });
  expect(await effects.prune(new Date(Date.now() - 86_400_000))).toBe(0);
  expect(await effects.prune(new Date(Date.now() + 60_000))).toBeGreaterThan(0);
  expect(await effects.find(projectId, key)).toBeNull();
});

describe('projects and users', () => {
  test('a project with a fixed id is made once', async () => {
    const { database } = await setUp();
    const id = newId();
    const made = await Promise.all(Array.from({ length: 10 }, () => database.projects.create({ id, name: 'Main' })));
    expect(new Set(made.map((project) => JSON.stringify(project))).size).toBe(1);
    expect(await database.projects.get(id)).toMatchObject({ id, name: 'Main' });
    const page = await database.projects.list({ limit: 1 });
    expect(page.items).toHaveLength(1);
    expect(page.total).toBeGreaterThan(1);
    const oldest = await database.projects.oldest();
    expect((await database.projects.list({ limit: 200 })).items.at(-1)).toEqual(oldest);
  });

  test('an address belongs to one user, whatever its case', async () => {
    const { database } = await setUp();
    const user = await database.users.create({ email: ' Ops@Example.com', name: 'Ops' });
    expect(user).toMatchObject({ email: 'ops@example.com', admin: false });
    await expect(database.users.create({ email: 'OPS@example.com', name: 'x' })).rejects.toBeInstanceOf(NameTaken);
    expect(await database.users.findByEmail('ops@EXAMPLE.com')).toEqual(user);
    expect(await database.users.get(user.id)).toEqual(user);
  });

  test('members come and go', async () => {
    const { database, projectId, userId } = await setUp();
    await database.users.addMember(projectId, { userId, role: 'viewer' });
    expect(await database.users.members(projectId)).toMatchObject([
      { userId, role: 'viewer', user: { name: 'Tester' } },
    ]);
    expect((await database.projects.ofUser(userId)).map(({ id }) => id)).toEqual([projectId]);
    expect(await database.members.remove(projectId, userId)).toMatchObject({ kind: 'changed', after: null });
    expect(await database.projects.ofUser(userId)).toEqual([]);
    const stranger = database.users.addMember(projectId, { userId: newId(), role: 'owner' });
    await expect(stranger).rejects.toBeInstanceOf(UnknownReference);
  });
});
