import type { JsonObject } from '@perdura/definition';
import { NameTaken } from './errors.ts';
import { newId } from './ids.ts';
import { before, type Page, type PageRequest, toPage } from './paging.ts';
import { type Rewrapped, rewrapSecrets } from './rewrap.ts';
import { decryptSecret, encryptSecret } from './secrets.ts';
import { isUniqueViolation, type Store } from './store.ts';

/** A connection as it is shown: never with its value. */
export interface ConnectionRow {
  id: string;
  projectId: string;
  name: string;
  type: string;
  allowedHosts: string[];
  createdAt: Date;
  updatedAt: Date;
}

export interface NewConnection {
  name: string;
  type: string;
  value: JsonObject;
  allowedHosts?: string[];
}

/** Encrypted credentials, named by nodes and tools. */
export interface ConnectionRepository {
  /** @throws NameTaken when the project has a connection of that name */
  create(projectId: string, input: NewConnection): Promise<ConnectionRow>;
  /** Null when there is none. @throws NameTaken when the new name is in use */
  update(projectId: string, id: string, change: Partial<NewConnection>): Promise<ConnectionRow | null>;
  get(projectId: string, id: string): Promise<ConnectionRow | null>;
  list(projectId: string, page: PageRequest): Promise<Page<ConnectionRow>>;
  remove(projectId: string, id: string): Promise<boolean>;
  /** All names, for checking tools. */
  names(projectId: string): Promise<Set<string>>;
  /** The type of each connection by its name, for checking definitions. */
  types(projectId: string): Promise<Map<string, string>>;
  /** The connection with its value in the clear, for the activity that uses it. @throws SecretUnreadable */
  reveal(projectId: string, name: string): Promise<(ConnectionRow & { value: JsonObject }) | null>;
  /** Any project: encrypts with the first key all that was encrypted with another. */
  rewrap(): Promise<Rewrapped>;
}

export function connectionRepository(store: Store): ConnectionRepository {
  const { prisma } = store;
  return {
    create: (projectId, input) => createConnection(store, projectId, input),
    update: (projectId, id, change) => updateConnection(store, projectId, id, change),
    get: (projectId, id) => prisma.connection.findUnique({ where: { id, projectId }, omit: SECRET }),
    async list(projectId, { limit, cursor }) {
      const where = { projectId, ...before(cursor) };
      const found = prisma.connection.findMany({ where, orderBy: { id: 'desc' }, take: limit + 1, omit: SECRET });
      const [rows, total] = await Promise.all([found, prisma.connection.count({ where: { projectId } })]);
      return toPage(rows, limit, total);
    },
    async remove(projectId, id) {
      const { count } = await prisma.connection.deleteMany({ where: { id, projectId } });
      return count > 0;
    },
    async names(projectId) {
      const rows = await prisma.connection.findMany({ where: { projectId }, select: { name: true } });
      return new Set(rows.map((row) => row.name));
    },
    async types(projectId) {
      const rows = await prisma.connection.findMany({ where: { projectId }, select: { name: true, type: true } });
      return new Map(rows.map((row) => [row.name, row.type]));
    },
    async reveal(projectId, name) {
      const found = await prisma.connection.findUnique({ where: { projectId_name: { projectId, name } } });
      if (found === null) return null;
      const { secret, ...row } = found;
      return { ...row, value: JSON.parse(decryptSecret(store.keys, secret, contextOf(projectId, row.id))) };
    },
    rewrap: () => rewrapSecrets(store, 'connections', contextOf),
  };
}

const SECRET = { secret: true } as const;

/** A secret opens only in the row that it was written for. */
function contextOf(projectId: string, id: string): string {
  return `connection/${projectId}/${id}`;
}

async function createConnection(
  { prisma, keys }: Store,
  projectId: string,
  { name, type, value, allowedHosts = [] }: NewConnection,
): Promise<ConnectionRow> {
  const id = newId();
  const secret = encryptSecret(keys, JSON.stringify(value), contextOf(projectId, id));
  try {
    return await prisma.connection.create({ data: { id, projectId, name, type, secret, allowedHosts }, omit: SECRET });
  } catch (error) {
    throw isUniqueViolation(error) ? new NameTaken('a connection', 'name', name) : error;
  }
}

async function updateConnection(
  { prisma, keys }: Store,
  projectId: string,
  id: string,
  { value, ...change }: Partial<NewConnection>,
): Promise<ConnectionRow | null> {
  const sealed = value === undefined ? undefined : encryptSecret(keys, JSON.stringify(value), contextOf(projectId, id));
  try {
    const [row] = await prisma.connection.updateManyAndReturn({
      where: { id, projectId },
      data: { ...change, updatedAt: new Date(), ...(sealed === undefined ? {} : { secret: sealed }) },
      omit: SECRET,
    });
    return row ?? null;
  } catch (error) {
    throw isUniqueViolation(error) ? new NameTaken('a connection', 'name', change.name ?? '') : error;
  }
}
