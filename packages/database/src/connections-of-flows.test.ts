import { createDatabase } from './database.ts';
import { NameTaken } from './errors.ts';
import { DEVELOPMENT_ENCRYPTION_KEYS, SecretUnreadable } from './secrets.ts';
import { newProject, useDatabase } from './testing/fixtures.ts';

const held = useDatabase();
const NEW_KEY = `new_key:${Buffer.alloc(32, 9).toString('base64')}`;
const FIRST_PAGE = { limit: 10, cursor: null };

async function setUp(input: object = {}) {
  const { projectId, userId } = await newProject(held.database);
  const { appConnections } = held.database;
  const slack = { name: 'slack', type: 'SECRET_TEXT', value: { secret_text: 'one' }, ownerId: userId, ...input };
  return { appConnections, projectId, userId, slack, ...(await appConnections.put(projectId, slack)) };
}

test('a connection is made, replaced under its id, and taken back', async () => {
  const { appConnections, projectId, slack, connection, former } = await setUp({ pieceName: 'slack' });
  expect(former).toBeNull();
  expect(connection).toMatchObject({ name: 'slack', displayName: 'slack', status: 'ACTIVE', revision: 0 });
  const next = { ...slack, type: 'OAUTH2', value: { access_token: 'two' }, displayName: 'Ours', metadata: { a: 1 } };
  const replaced = await appConnections.put(projectId, next);
  expect(replaced.connection).toMatchObject({
    ...{ id: connection.id, type: 'OAUTH2', displayName: 'Ours', pieceName: 'slack', metadata: { a: 1 }, revision: 1 },
  });
  expect(await appConnections.open(projectId, { name: 'slack' })).toMatchObject({ value: { access_token: 'two' } });
  expect(await appConnections.restore(projectId, connection, replaced.former)).toBe(false);
  expect(await appConnections.restore(projectId, replaced.connection, replaced.former)).toBe(true);
  expect(await appConnections.open(projectId, { id: connection.id })).toMatchObject({
    ...{ type: 'SECRET_TEXT', displayName: 'slack', metadata: null, value: { secret_text: 'one' } },
  });
  const made = await appConnections.put(projectId, { ...slack, name: 'other' });
  expect(await appConnections.restore(projectId, made.connection, made.former)).toBe(true);
  expect(await appConnections.open(projectId, { name: 'other' })).toBeNull();
});

test('of many who put the same connection at once, each replaces the one before', async () => {
  const { appConnections, projectId, slack } = await setUp();
  const values = Array.from({ length: 8 }, (_, at) => ({ secret_text: `value ${at}` }));
  const puts = await Promise.all(
    values.map((value) => appConnections.put(projectId, { ...slack, name: 'new', value })),
  );
  expect(new Set(puts.map(({ connection }) => connection.id)).size).toBe(1);
  expect(puts.map(({ connection }) => connection.revision).sort((a, b) => a - b)).toEqual([...values.keys()]);
  const last = puts.findIndex(({ connection }) => connection.revision === values.length - 1);
  expect(await appConnections.open(projectId, { name: 'new' })).toMatchObject({ value: values[last] });
});

test('of two renewals of the same value, one counts, and none overwrites a value that was given meanwhile', async () => {
  const { appConnections, projectId, slack, connection } = await setUp();
  const renewal = (secret: string) =>
    appConnections.renew(projectId, connection, {
      ...{ value: { secret_text: secret }, status: 'ACTIVE', statusReason: null, expiresAt: new Date(0) },
    });
  expect((await Promise.all([renewal('two'), renewal('three')])).toSorted()).toEqual([false, true]);
  const { connection: given } = await appConnections.put(projectId, { ...slack, value: { secret_text: 'given' } });
  expect(given).toMatchObject({ revision: 2, expiresAt: null });
  expect(await renewal('late')).toBe(false);
  const refused = { status: 'ERROR', statusReason: 'invalid_grant' } as const;
  expect(await appConnections.renew(projectId, connection, refused)).toBe(false);
  expect(await appConnections.renew(projectId, given, refused)).toBe(true);
  expect(await appConnections.open(projectId, { name: 'slack' })).toMatchObject({
    ...{ ...refused, value: { secret_text: 'given' } },
  });
});

test('both kinds of connections share their names, and neither replaces the other', async () => {
  const { appConnections, projectId, slack } = await setUp();
  const { connections } = held.database;
  const crm = { name: 'crm', type: 'bearer', value: { token: 't' } };
  const native = await connections.create(projectId, crm);
  await expect(appConnections.put(projectId, { ...slack, name: 'crm' })).rejects.toBeInstanceOf(NameTaken);
  await expect(connections.create(projectId, { ...crm, name: 'slack' })).rejects.toBeInstanceOf(NameTaken);
  expect(await appConnections.get(projectId, native.id)).toBeNull();
  expect(await appConnections.remove(projectId, native.id)).toBe(false);
  expect((await appConnections.list(projectId, {}, FIRST_PAGE)).items.map(({ name }) => name)).toEqual(['slack']);
  expect((await connections.types(projectId)).get('slack')).toBe('SECRET_TEXT');
  expect(await appConnections.open(projectId, { name: 'crm' })).toMatchObject({ type: 'bearer', value: crm.value });
});

test('lists are filtered, and show who made a connection', async () => {
  const { appConnections, projectId, userId, slack } = await setUp({ pieceName: '@activepieces/piece-slack' });
  await appConnections.put(projectId, { ...slack, name: 'b', pieceName: 'gmail', displayName: 'My Mail' });
  const names = async (filter: object) =>
    (await appConnections.list(projectId, filter, FIRST_PAGE)).items.map(({ name }) => name);
  expect(await names({})).toEqual(['b', 'slack']);
  expect(await names({ pieceName: 'slack' })).toEqual(['slack']);
  expect(await names({ pieceName: '@activepieces/piece-gmail' })).toEqual(['b']);
  expect(await names({ displayName: 'mAIL' })).toEqual(['b']);
  expect(await names({ displayName: '%' })).toEqual([]);
  expect(await names({ statuses: ['ERROR', 'NONSENSE'] })).toEqual([]);
  expect(await names({ scopes: ['PROJECT'] })).toEqual(['b', 'slack']);
  const [first] = (await appConnections.list(projectId, {}, FIRST_PAGE)).items;
  expect(first).toMatchObject({ owner: { id: userId, name: 'Tester' }, flowIds: [] });
  expect(await appConnections.owners(projectId)).toMatchObject([{ id: userId }]);
});

test('keys are exchanged beside tokens that are renewed', async () => {
  const { projectId, connection } = await setUp();
  const both = createDatabase({ url: held.url, encryptionKeys: `${NEW_KEY},${DEVELOPMENT_ENCRYPTION_KEYS}` });
  expect((await both.connections.rewrap()).renewed).toBeGreaterThan(0);
  // What is encrypted anew is the same value still.
  const renewal = { value: { secret_text: 'two' }, status: 'ACTIVE', statusReason: null } as const;
  expect(await both.appConnections.renew(projectId, connection, renewal)).toBe(true);
  await both.close();
  const renewed = createDatabase({ url: held.url, encryptionKeys: NEW_KEY });
  expect(await renewed.appConnections.open(projectId, { name: 'slack' })).toMatchObject({ value: renewal.value });
  await renewed.close();
  await expect(held.database.appConnections.open(projectId, { name: 'slack' })).rejects.toBeInstanceOf(
    SecretUnreadable,
  );
});

test('variables are put by name', async () => {
  const { projectId } = await newProject(held.database);
  const { variables } = held.database;
  const first = await variables.put(projectId, { name: 'A', value: '1' });
  expect(first).toMatchObject({ before: null, variable: { name: 'A', value: '1' } });
  const second = await variables.put(projectId, { name: 'A', value: '2' });
  expect(second).toMatchObject({ before: { value: '1' }, variable: { id: first.variable.id, value: '2' } });
  await variables.put(projectId, { name: 'B', value: '' });
  expect(await variables.values(projectId)).toEqual(
    new Map([
      ['A', '2'],
      ['B', ''],
    ]),
  );
  expect(await variables.values(projectId, ['B', 'absent'])).toEqual(new Map([['B', '']]));
  expect((await variables.list(projectId, null, FIRST_PAGE)).items.map(({ name }) => name)).toEqual(['B', 'A']);
  expect((await variables.list(projectId, 'A', FIRST_PAGE)).items).toHaveLength(1);
  expect(await variables.remove(projectId, first.variable.id)).toBe(true);
  expect(await variables.get(projectId, first.variable.id)).toBeNull();
});
