import {
  APP_CONNECTION_TYPES,
  type AppConnectionStatus,
  type JsonObject,
  pieceNameSpellings,
} from '@perdura/definition';
import type { ConnectionRow } from './connections.ts';
import { openValue, sealValue } from './connections-sealing.ts';
import { NameTaken } from './errors.ts';
import type { Prisma } from './generated/client.ts';
import { newId } from './ids.ts';
import { isUniqueViolation, json, type Store } from './store.ts';
import { type TwoWayPage, type TwoWayPageRequest, twoWayPage } from './two-way-paging.ts';

/** A connection of the flow engine, without its value. Its `name` is what the contract calls its external id. */
export interface AppConnectionRow extends ConnectionRow {
  displayName: string;
  /** The `name` that came beside an external id. */
  givenName: string | null;
  pieceName: string | null;
  pieceVersion: string | null;
  scope: string;
  status: string;
  /** Why the status is not ACTIVE. */
  statusReason: string | null;
  ownerId: string | null;
  metadata: JsonObject | null;
  /** When its access token ends; null where it does not, or where that is not known. */
  expiresAt: Date | null;
  /** Raised with each change of the value. */
  revision: number;
}

/** A connection with what its list shows beside it. */
export interface AppConnectionView extends AppConnectionRow {
  owner: ConnectionOwner | null;
  /** Flows whose newest or published version names it. */
  flowIds: string[];
}

export interface ConnectionOwner {
  id: string;
  email: string;
  name: string;
  createdAt: Date;
}

/** What a connection is made of or replaced by; what is absent is kept, or takes its default. */
export interface AppConnectionInput {
  name: string;
  type: string;
  value: JsonObject;
  ownerId: string;
  displayName?: string;
  givenName?: string;
  pieceName?: string;
  pieceVersion?: string;
  metadata?: JsonObject;
  allowedHosts?: string[];
  /** @default 'ACTIVE' */
  status?: AppConnectionStatus;
  expiresAt?: Date | null;
}

export interface AppConnectionFilter {
  pieceName?: string;
  /** A part of the display name, whatever its case. */
  displayName?: string;
  statuses?: string[];
  scopes?: string[];
}

/** What a connection held before it was replaced. */
export type FormerConnection = Prisma.ConnectionGetPayload<object>;

/** A connection of either kind with its value in the clear. */
export type OpenedConnection = AppConnectionRow & { value: JsonObject };

/** What using a connection changes of it. */
export interface ConnectionRenewal {
  /** The value until now without it. */
  value?: JsonObject;
  expiresAt?: Date | null;
  status: AppConnectionStatus;
  statusReason: string | null;
}

/** Connections of the flow engine: rows of the one table of connections, by types of their own. */
export interface AppConnectionRepository {
  /**
   * Makes a connection, or replaces the one of this name.
   *
   * @returns with `former` what can be restored; null when it is new
   * @throws NameTaken when a connection of the workflow API has the name
   */
  put(
    projectId: string,
    input: AppConnectionInput,
  ): Promise<{ connection: AppConnectionRow; former: FormerConnection | null }>;
  /** Takes `put` back, unless the value was changed since; answers whether it did. */
  restore(projectId: string, connection: AppConnectionRow, former: FormerConnection | null): Promise<boolean>;
  get(projectId: string, id: string): Promise<AppConnectionView | null>;
  list(projectId: string, filter: AppConnectionFilter, page: TwoWayPageRequest): Promise<TwoWayPage<AppConnectionView>>;
  update(
    projectId: string,
    id: string,
    change: { displayName?: string; metadata?: JsonObject; allowedHosts?: string[] },
  ): Promise<AppConnectionView | null>;
  remove(projectId: string, id: string): Promise<boolean>;
  /** Everybody who owns a connection of the project. */
  owners(projectId: string): Promise<ConnectionOwner[]>;
  /** A connection of either kind, by its name or id. @throws SecretUnreadable */
  open(projectId: string, by: { name: string } | { id: string }): Promise<OpenedConnection | null>;
  /** Writes what using it changed, unless its value was changed since; answers whether it did. */
  renew(projectId: string, connection: AppConnectionRow, renewal: ConnectionRenewal): Promise<boolean>;
}

export function appConnectionRepository(store: Store): AppConnectionRepository {
  const { prisma } = store;
  const get = async (projectId: string, id: string) => {
    const row = await prisma.connection.findFirst({ where: { id, projectId, ...OF_FLOWS }, select: SHOWN });
    const [view] = row === null ? [] : await viewsOf(store, projectId, [rowOf(row)]);
    return view ?? null;
  };
  return {
    get,
    put: (projectId, input) => putConnection(store, projectId, input),
    restore: (projectId, connection, former) => restoreConnection(store, projectId, connection, former),
    async list(projectId, filter, page) {
      const found = await twoWayPage(page, async ({ where, orderBy, take }) =>
        prisma.connection.findMany({
          where: { AND: [{ projectId, ...OF_FLOWS }, conditionOf(filter), where] },
          ...{ orderBy, take, select: SHOWN },
        }),
      );
      return { ...found, items: await viewsOf(store, projectId, found.items.map(rowOf)) };
    },
    async update(projectId, id, { metadata, ...change }) {
      const data = {
        ...change,
        updatedAt: new Date(),
        ...(metadata === undefined ? {} : { metadata: json(metadata) }),
      };
      await prisma.connection.updateMany({ where: { id, projectId, ...OF_FLOWS }, data });
      return await get(projectId, id);
    },
    async remove(projectId, id) {
      const { count } = await prisma.connection.deleteMany({ where: { id, projectId, ...OF_FLOWS } });
      return count > 0;
    },
    async owners(projectId) {
      const rows = await prisma.connection.findMany({
        where: { projectId, ...OF_FLOWS },
        ...{ select: { ownerId: true }, distinct: ['ownerId'] },
      });
      const owners = await ownersOf(store, rows);
      return [...owners.values()].sort((a, b) => (a.email < b.email ? -1 : 1));
    },
    async open(projectId, by) {
      const found = await prisma.connection.findFirst({
        where: { projectId, ...by },
        select: { ...SHOWN, secret: true },
      });
      if (found === null) return null;
      const { secret, ...row } = found;
      return { ...rowOf(row), value: openValue(store, row, secret) };
    },
    async renew(projectId, { id, revision }, { value, ...renewal }) {
      const renewed = value === undefined ? {} : { secret: sealValue(store, { projectId, id }, value), ...RAISED };
      const { count } = await prisma.connection.updateMany({
        where: { id, projectId, revision },
        data: { ...renewal, ...renewed, updatedAt: new Date() },
      });
      return count > 0;
    },
  };
}

const OF_FLOWS = { type: { in: [...APP_CONNECTION_TYPES] } };
const RAISED = { revision: { increment: 1 } };

const SHOWN = {
  ...({ id: true, projectId: true, name: true, type: true, allowedHosts: true } as const),
  ...({ displayName: true, givenName: true, pieceName: true, pieceVersion: true, scope: true } as const),
  ...({ status: true, statusReason: true, ownerId: true, metadata: true, expiresAt: true } as const),
  ...({ revision: true, createdAt: true, updatedAt: true } as const),
} as const;

type Shown = Prisma.ConnectionGetPayload<{ select: typeof SHOWN }>;

function rowOf({ metadata, ...row }: Shown): AppConnectionRow {
  return { ...row, metadata: metadata as JsonObject | null };
}

/** One at a time for each name, since a value is encrypted for the row that it stands in. */
async function putConnection(store: Store, projectId: string, input: AppConnectionInput) {
  const { name, type } = input;
  const former = await store.prisma.connection.findUnique({ where: { projectId_name: { projectId, name } } });
  if (former !== null && !APP_CONNECTION_TYPES.some((known) => known === former.type)) throw taken(name);
  const connection = await (former === null ? create(store, projectId, input) : replace(store, former, input));
  // Somebody else made, replaced or removed it at the same moment: then it is as it was when they were done.
  if (connection === null) return await putConnection(store, projectId, { ...input, type });
  return { connection, former };
}

async function create(store: Store, projectId: string, input: AppConnectionInput): Promise<AppConnectionRow | null> {
  const id = newId();
  const { value, metadata, displayName = input.givenName ?? input.name, ...fields } = input;
  const data = { id, projectId, displayName, ...fields, secret: sealValue(store, { projectId, id }, value) };
  try {
    const row = await store.prisma.connection.create({
      data: { ...data, ...(metadata === undefined ? {} : { metadata: json(metadata) }) },
      select: SHOWN,
    });
    return rowOf(row);
  } catch (error) {
    if (isUniqueViolation(error)) return null;
    throw error;
  }
}

async function replace(
  store: Store,
  { id, projectId, revision }: FormerConnection,
  { value, metadata, ownerId: _, ...fields }: AppConnectionInput,
): Promise<AppConnectionRow | null> {
  const status = { status: 'ACTIVE', statusReason: null, expiresAt: null };
  const [row] = await store.prisma.connection.updateManyAndReturn({
    where: { id, projectId, revision },
    data: {
      ...{ ...status, ...fields, ...RAISED, updatedAt: new Date() },
      secret: sealValue(store, { projectId, id }, value),
      ...(metadata === undefined ? {} : { metadata: json(metadata) }),
    },
    select: SHOWN,
  });
  return row === undefined ? null : rowOf(row);
}

async function restoreConnection(
  { prisma }: Store,
  projectId: string,
  { id, revision }: AppConnectionRow,
  former: FormerConnection | null,
): Promise<boolean> {
  const where = { id, projectId, revision };
  if (former === null) return (await prisma.connection.deleteMany({ where })).count > 0;
  const { metadata, id: _id, projectId: _projectId, revision: _revision, ...columns } = former;
  const data = { ...columns, ...RAISED, metadata: json(metadata as JsonObject | null) };
  return (await prisma.connection.updateMany({ where, data })).count > 0;
}

function conditionOf({ pieceName, displayName, statuses, scopes }: AppConnectionFilter): Prisma.ConnectionWhereInput {
  return {
    ...(pieceName === undefined ? {} : { pieceName: { in: pieceNameSpellings(pieceName) } }),
    ...(displayName === undefined ? {} : { displayName: { contains: literal(displayName), mode: 'insensitive' } }),
    ...(statuses === undefined ? {} : { status: { in: statuses } }),
    ...(scopes === undefined ? {} : { scope: { in: scopes } }),
  };
}

/** A text in which nothing stands for anything else, for LIKE. */
export function literal(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}

async function viewsOf(store: Store, projectId: string, rows: AppConnectionRow[]): Promise<AppConnectionView[]> {
  const [owners, flows] = await Promise.all([ownersOf(store, rows), flowsOf(store, projectId, rows)]);
  return rows.map((row) => ({
    ...row,
    owner: owners.get(row.ownerId ?? '') ?? null,
    flowIds: flows.get(row.name) ?? [],
  }));
}

async function ownersOf({ prisma }: Store, rows: { ownerId: string | null }[]): Promise<Map<string, ConnectionOwner>> {
  const ids = new Set(rows.flatMap(({ ownerId }) => ownerId ?? []));
  if (ids.size === 0) return new Map();
  const select = { id: true, email: true, name: true, createdAt: true };
  const users = await prisma.user.findMany({ where: { id: { in: [...ids] } }, select });
  return new Map(users.map((user) => [user.id, user]));
}

async function flowsOf({ sql }: Store, projectId: string, rows: { name: string }[]): Promise<Map<string, string[]>> {
  const names = rows.map(({ name }) => name);
  if (names.length === 0) return new Map();
  const found = await sql<{ name: string; flowIds: string[] }>(FLOWS, [projectId, names], 'flows-of-connections');
  return new Map(found.map(({ name, flowIds }) => [name, flowIds]));
}

const FLOWS = `
  SELECT named.name, array_agg(DISTINCT v.flow_id ORDER BY v.flow_id) AS "flowIds"
  FROM flow_versions v
  JOIN flows f ON f.workflow_id = v.flow_id
  JOIN workflows w ON w.id = v.flow_id AND w.deleted_at IS NULL
  CROSS JOIN LATERAL unnest(v.connection_ids) AS named (name)
  WHERE v.project_id = $1 AND v.connection_ids && $2::text[] AND named.name = ANY ($2::text[])
    AND (v.id = f.published_version_id
         OR NOT EXISTS (SELECT 1 FROM flow_versions newer WHERE newer.flow_id = v.flow_id AND newer.id > v.id))
  GROUP BY named.name`;

function taken(name: string): NameTaken {
  return new NameTaken('a connection', 'name', name);
}
