import { createDatabase, type Database, DEVELOPMENT_ENCRYPTION_KEYS, generateApiKey } from '@perdura/database';
import { validateDefinition } from '@perdura/definition';
import { createTestDatabase, type TestDatabase } from '@perdura/testkit';
import { ensureAdminKey, ensureInstallation, issueDevelopmentKeys } from './bootstrap.ts';
import { CHANNEL_EXAMPLES, ensureExampleChannels } from './example-channels.ts';

let own: TestDatabase;
let database: Database;

beforeAll(async () => {
  own = await createTestDatabase();
  database = createDatabase({ url: own.url, encryptionKeys: DEVELOPMENT_ENCRYPTION_KEYS });
});

afterAll(async () => {
  await database.close();
  await own.drop();
});

test('a project has one example flow from the beginning, which does not come back once it was deleted', async () => {
  const { project } = await ensureInstallation(database, 'a@example.com');
  const flows = async () => (await database.flows.list(project.id, {}, { limit: 10, cursor: null })).items;
  const [example, ...others] = await flows();
  expect(others).toEqual([]);
  expect(example).toMatchObject({ flow: { status: 'DISABLED' }, version: { state: 'DRAFT', valid: true } });
  await database.flows.remove(project.id, example?.flow.id ?? '');
  await ensureInstallation(database, 'a@example.com');
  expect(await flows()).toEqual([]);
});

test('a project for development has channels whose messages start workflows, which are sound and come once', async () => {
  const { project, admin } = await ensureInstallation(database, 'a@example.com');
  const ensure = () => ensureExampleChannels(database, project, admin.id);
  await Promise.all([ensure(), ensure(), ensure()]);
  const automations = () => database.channels.automations(project.id, null, 10);
  const [chat, whatsapp, ...others] = (await automations()).toSorted((one, other) =>
    one.channelType.localeCompare(other.channelType),
  );
  expect(others).toEqual([]);
  expect([chat, whatsapp]).toMatchObject([
    { channelType: 'web', active: true },
    { channelType: 'whatsapp', active: true },
  ]);
  for (const { definition } of CHANNEL_EXAMPLES) {
    const channelNames = await database.channels.names(project.id);
    expect(validateDefinition(definition, { locale: 'en', channelNames })).toMatchObject({ ok: true });
  }
  await database.workflows.remove(project.id, chat?.id ?? '');
  await database.channels.remove(project.id, chat?.channelId ?? '');
  await ensure();
  expect(await automations()).toMatchObject([{ channelType: 'whatsapp' }]);
});

test('several processes that start at once make one project and one administrator', async () => {
  const made = await Promise.all(Array.from({ length: 6 }, () => ensureInstallation(database, 'a@example.com')));
  expect(new Set(made.map(({ project }) => project.id)).size).toBe(1);
  expect(new Set(made.map(({ admin }) => admin.id)).size).toBe(1);
  const [{ project, admin } = { project: { id: '' }, admin: { admin: false } }] = made;
  expect(admin.admin).toBe(true);
  expect(await database.tools.names(project.id)).toContain('iot_get_all_devices');
  expect((await database.projects.list({ limit: 10 })).total).toBe(1);
});

test('a key is generated once, and only when the project has none', async () => {
  const installation = await ensureInstallation(database, 'a@example.com');
  const key = await ensureAdminKey(database, installation, undefined);
  expect(await database.apiKeys.authenticate(key ?? '')).toMatchObject({ admin: true, scopes: ['read', 'write'] });
  expect(await ensureAdminKey(database, installation, undefined)).toBeNull();
});

test('a given key is installed, and again without effect', async () => {
  const installation = await ensureInstallation(database, 'a@example.com');
  const { key } = generateApiKey();
  expect(await ensureAdminKey(database, installation, key)).toBeNull();
  expect(await ensureAdminKey(database, installation, key)).toBeNull();
  expect(await database.apiKeys.authenticate(key)).toMatchObject({ projectId: installation.project.id });
});

test('the first administrator and each key stand in the audit log, without the text of a key', async () => {
  const { project, admin } = await ensureInstallation(database, 'a@example.com');
  const { items } = await database.audit.list(project.id, { actor: 'installation' }, { limit: 100 });
  expect(items.filter(({ target }) => target === admin.id).map(({ action }) => action)).toEqual(['user.create']);
  expect(items.filter(({ action }) => action === 'api-key.create')).toHaveLength(2);
  expect(JSON.stringify(items)).not.toContain('claw_');
});

test('development keys can write, or only read', async () => {
  const keys = await issueDevelopmentKeys(database, await ensureInstallation(database, 'a@example.com'));
  expect(await database.apiKeys.authenticate(keys.apiKey)).toMatchObject({ scopes: ['read', 'write'] });
  expect(await database.apiKeys.authenticate(keys.readOnlyApiKey)).toMatchObject({ scopes: ['read'] });
});
