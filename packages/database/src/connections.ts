import type { JsonObject } from '@perdura/definition';
import { connectionContext, openValue, sealValue } from './connections-sealing.ts';
import { NameTaken } from './errors.ts';
import { newId } from './ids.ts';
import { before, type Page, type PageRequest, toPage } from './paging.ts';
import { type Rewrapped, rewrapSecrets } from './rewrap.ts';
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
    get: (projectId, id) => prisma.connection.findUnique({ where: { id, projectId }, select: SHOWN }),
    async list(projectId, { limit, cursor }) {
      const where = { projectId, ...before(cursor) };
      const found = prisma.connection.findMany({ where, orderBy: { id: 'desc' }, take: limit + 1, select: SHOWN });
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
      const found = await prisma.connection.findUnique({
        where: { projectId_name: { projectId, name } },
        select: { ...SHOWN, secret: true },
      });
      if (found === null) return null;
      const { secret, ...row } = found;
      return { ...row, value: openValue(store, row, secret) };
    },
    rewrap: () => rewrapSecrets(store, 'connections', connectionContext),
  };
}

const SHOWN = {
  ...({ id: true, projectId: true, name: true, type: true } as const),
  ...({ allowedHosts: true, createdAt: true, updatedAt: true } as const),
} as const;

async function createConnection(
  store: Store,
  projectId: string,
  { name, type, value, allowedHosts = [] }: NewConnection,
): Promise<ConnectionRow> {
  const id = newId();
  const secret = sealValue(store, { projectId, id }, value);
  try {
    return await store.prisma.connection.create({
      data: { id, projectId, name, displayName: name, type, secret, allowedHosts },
      select: SHOWN,
    });
  } catch (error) {
    throw isUniqueViolation(error) ? new NameTaken('a connection', 'name', name) : error;
  }
}

async function updateConnection(
  store: Store,
  projectId: string,
  id: string,
  { value, ...change }: Partial<NewConnection>,
): Promise<ConnectionRow | null> {
  // Whoever is about to renew a token of the old value must notice.
  const renewed = value === undefined ? {} : { secret: sealValue(store, { projectId, id }, value), ...VALUE_GIVEN };
  try {
    const [row] = await store.prisma.connection.updateManyAndReturn({
      where: { id, projectId },
      data: { ...change, ...renewed, updatedAt: new Date() },
      select: SHOWN,
    });
    return row ?? null;
  } catch (error) {
    throw isUniqueViolation(error) ? new NameTaken('a connection', 'name', change.name ?? '') : error;
  }
}

const VALUE_GIVEN = { revision: { increment: 1 }, status: 'ACTIVE', statusReason: null, expiresAt: null };
