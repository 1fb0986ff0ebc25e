import type { Database } from '../database.ts';

/** A project's connections of both kinds, and a variable. */
export async function furnishConnections(
  database: Database,
  { projectId, userId }: { projectId: string; userId: string },
) {
  const value = { token: 'canary' };
  const connection = await database.connections.create(projectId, { name: `c-${projectId}`, type: 'bearer', value });
  const appInput = { name: `app-${projectId}`, type: 'SECRET_TEXT', value: { secret_text: 'canary' }, ownerId: userId };
  const { connection: appConnection } = await database.appConnections.put(projectId, appInput);
  const { variable } = await database.variables.put(projectId, { name: 'OWN', value: 'own' });
  return { connection, appConnection, variable };
}

type Furnished = Awaited<ReturnType<typeof furnishConnections>>;
type Attempt = (database: Database, stranger: string, own: Furnished) => Promise<unknown>;

const FIRST_PAGE = { limit: 100, cursor: null };
const EMPTY_PAGE = { items: [], next: null, previous: null };

/** What a stranger who knows every id gets from each method, and the harmless answer. */
export const CONNECTION_ATTEMPTS: Record<string, [Attempt, unknown]> = {
  'appConnections.get': [(d, s, own) => d.appConnections.get(s, own.appConnection.id), null],
  'appConnections.list': [(d, s) => d.appConnections.list(s, {}, FIRST_PAGE), EMPTY_PAGE],
  'appConnections.open': [(d, s, own) => d.appConnections.open(s, { name: own.appConnection.name }), null],
  'appConnections.owners': [(d, s) => d.appConnections.owners(s), []],
  'appConnections.remove': [(d, s, own) => d.appConnections.remove(s, own.appConnection.id), false],
  'appConnections.renew': [
    (d, s, own) => d.appConnections.renew(s, own.appConnection, { status: 'ERROR', statusReason: 'evil' }),
    false,
  ],
  'appConnections.restore': [(d, s, own) => d.appConnections.restore(s, own.appConnection, null), false],
  'appConnections.update': [
    (d, s, own) => d.appConnections.update(s, own.appConnection.id, { displayName: 'evil' }),
    null,
  ],
  'connections.get': [(d, s, own) => d.connections.get(s, own.connection.id), null],
  'connections.list': [(d, s) => d.connections.list(s, { limit: 100 }), { items: [], total: 0, nextCursor: null }],
  'connections.names': [(d, s) => d.connections.names(s), new Set()],
  'connections.remove': [(d, s, own) => d.connections.remove(s, own.connection.id), false],
  'connections.reveal': [(d, s, own) => d.connections.reveal(s, own.connection.name), null],
  'connections.types': [(d, s) => d.connections.types(s), new Map()],
  'connections.update': [
    (d, s, own) => d.connections.update(s, own.connection.id, { allowedHosts: ['evil.test'] }),
    null,
  ],
  'variables.get': [(d, s, own) => d.variables.get(s, own.variable.id), null],
  'variables.list': [(d, s) => d.variables.list(s, null, FIRST_PAGE), EMPTY_PAGE],
  'variables.remove': [(d, s, own) => d.variables.remove(s, own.variable.id), false],
  'variables.values': [(d, s) => d.variables.values(s), new Map()],
};
