import { eventually } from '@perdura/testkit';
import { Client } from 'pg';
import { generateApiKey, withChecksum } from './api-key-format.ts';
import { InvalidApiKey } from './api-keys.ts';
import { NameTaken, UnknownReference } from './errors.ts';
import { newId } from './ids.ts';
import { newProject, useDatabase } from './testing/fixtures.ts';

const held = useDatabase();

async function setUp() {
  const project = await newProject(held.database);
  const { apiKeys } = held.database;
  const made = await apiKeys.create(project.projectId, {
    userId: project.userId,
    name: 'CI',
    scopes: ['read', 'write'],
  });
  return { ...project, apiKeys, ...made };
}

test('a key stands for its user and project', async () => {
  const { apiKeys, key, row, projectId, userId } = await setUp();
  expect(await apiKeys.authenticate(key)).toEqual({
    ...{ apiKeyId: row.id, sessionId: null, projectId, projectName: 'Test', userId, userName: 'Tester' },
    ...{ userEmail: expect.stringContaining('@example.com'), admin: false, role: 'owner', scopes: ['read', 'write'] },
  });
});

test('the key itself is stored nowhere', async () => {
  const { key } = await setUp();
  const client = new Client({ connectionString: held.url });
  await client.connect();
  const { rows } = await client.query('SELECT * FROM api_keys');
  await client.end();
  expect(JSON.stringify(rows)).not.toContain(key.split('_')[2]);
});

test('unknown, mistyped, expired and revoked keys stand for nobody', async () => {
  const { apiKeys, key, row, projectId, userId } = await setUp();
  const expiresAt = new Date(Date.now() - 1000);
  const expired = await apiKeys.create(projectId, { userId, name: 'old', scopes: ['read'], expiresAt });
  expect(await apiKeys.authenticate(expired.key)).toBeNull();
  expect(await apiKeys.authenticate(generateApiKey().key)).toBeNull();
  expect(await apiKeys.authenticate(`${key}0`)).toBeNull();
  expect(await apiKeys.authenticate('')).toBeNull();
  expect(await apiKeys.revoke(projectId, row.id)).toBe(true);
  expect(await apiKeys.authenticate(key)).toBeNull();
  expect(await apiKeys.revoke(projectId, row.id)).toBe(true);
  expect((await apiKeys.get(projectId, row.id))?.revokedAt).toBeInstanceOf(Date);
  expect(await apiKeys.revoke(projectId, newId())).toBe(false);
});

test('whom a key stood for is known until it is found to have ended', async () => {
  const { apiKeys, key, row, projectId } = await setUp();
  expect(apiKeys.known(key)).toBeNull();
  const actor = await apiKeys.authenticate(key);
  expect(apiKeys.known(key)).toEqual(actor);
  expect(apiKeys.known('nonsense')).toBeNull();
  await apiKeys.revoke(projectId, row.id);
  expect(await apiKeys.authenticate(key)).toBeNull();
  expect(apiKeys.known(key)).toBeNull();
});

test('a key ends with the membership of its user, unless that is an administrator', async () => {
  const { apiKeys, key, projectId, userId } = await setUp();
  const admin = await held.database.users.create({ email: `${newId()}@example.com`, name: 'Root', admin: true });
  await held.database.users.addMember(projectId, { userId: admin.id, role: 'owner' });
  expect(await held.database.members.remove(projectId, userId)).toMatchObject({ kind: 'changed', after: null });
  expect(await apiKeys.authenticate(key)).toBeNull();
  // It does not awake when the user comes back.
  await held.database.users.addMember(projectId, { userId, role: 'owner' });
  expect(await apiKeys.authenticate(key)).toBeNull();
  await held.database.members.remove(projectId, admin.id);
  const { key: rootKey } = await apiKeys.create(projectId, { userId: admin.id, name: 'root', scopes: ['read'] });
  expect(await apiKeys.authenticate(rootKey)).toMatchObject({ admin: true, role: 'owner' });
});

test('notes the last use, and not again within a minute', async () => {
  const { apiKeys, key, row, projectId } = await setUp();
  expect(row.lastUsedAt).toBeNull();
  await apiKeys.authenticate(key);
  const first = await eventually(async () => (await apiKeys.get(projectId, row.id))?.lastUsedAt);
  await Promise.all(Array.from({ length: 10 }, () => apiKeys.authenticate(key)));
  expect((await apiKeys.get(projectId, row.id))?.lastUsedAt).toEqual(first);
});

test('a rotated key has the same rights; the old one ends after the overlap', async () => {
  const { apiKeys, key, row, projectId } = await setUp();
  const kept = await apiKeys.rotate(projectId, row.id, { overlapSeconds: 3600 });
  expect(kept?.row).toMatchObject({ name: 'CI', scopes: ['read', 'write'], expiresAt: null });
  expect(await apiKeys.authenticate(key)).not.toBeNull();
  expect((await apiKeys.get(projectId, row.id))?.expiresAt?.getTime()).toBeGreaterThan(Date.now() + 3_500_000);
  expect(await apiKeys.authenticate(kept?.key ?? '')).toMatchObject({ apiKeyId: kept?.row.id });
  const cut = await apiKeys.rotate(projectId, kept?.row.id ?? '', { overlapSeconds: 0 });
  expect(await apiKeys.authenticate(kept?.key ?? '')).toBeNull();
  expect(await apiKeys.authenticate(cut?.key ?? '')).not.toBeNull();
  expect(await apiKeys.rotate(projectId, kept?.row.id ?? '', { overlapSeconds: 0 })).toBeNull();
});

test('an overlap never makes a key last longer', async () => {
  const { apiKeys, projectId, userId } = await setUp();
  const expiresAt = new Date(Date.now() + 60_000);
  const { row } = await apiKeys.create(projectId, { userId, name: 'short', scopes: ['read'], expiresAt });
  await apiKeys.rotate(projectId, row.id, { overlapSeconds: 3600 });
  expect((await apiKeys.get(projectId, row.id))?.expiresAt).toEqual(expiresAt);
});

test('lists keys newest first, without their hashes', async () => {
  const { apiKeys, row, projectId, userId } = await setUp();
  const { row: newer } = await apiKeys.create(projectId, { userId, name: 'newer', scopes: ['read'] });
  expect(await apiKeys.list(projectId, { limit: 10 })).toEqual({ items: [newer, row], total: 2, nextCursor: null });
  expect(await apiKeys.list(projectId, { limit: 1 })).toEqual({ items: [newer], total: 2, nextCursor: newer.id });
  expect(row).not.toHaveProperty('hash');
});

test('takes a key that the installation chose, once', async () => {
  const { apiKeys, projectId, userId } = await setUp();
  const key = withChecksum(`claw_${newId()}_0123456789abcdef0123456789abcdef`);
  const input = { userId, name: 'first', scopes: ['read' as const], key };
  await apiKeys.create(projectId, input);
  expect(await apiKeys.authenticate(key)).toMatchObject({ projectId });
  await expect(apiKeys.create(projectId, input)).rejects.toBeInstanceOf(NameTaken);
  await expect(apiKeys.create(projectId, { ...input, key: 'claw_mine' })).rejects.toBeInstanceOf(InvalidApiKey);
  await expect(apiKeys.create(newId(), { ...input, key: undefined })).rejects.toBeInstanceOf(UnknownReference);
});
