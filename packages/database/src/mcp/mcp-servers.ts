import { randomBytes } from 'node:crypto';
import { type JsonObject, wireId } from '@perdura/definition';
import { literal } from '../connections-of-flows.ts';
import type { Prisma } from '../generated/client.ts';
import { newId } from '../ids.ts';
import { isLive } from '../projects.ts';
import { type Rewrapped, rewrapSecrets } from '../rewrap.ts';
import { decryptSecret, encryptSecret } from '../secrets.ts';
import { json, type Store } from '../store.ts';
import { type TwoWayPage, type TwoWayPageRequest, twoWayPage } from '../two-way-paging.ts';

export const MCP_TOOL_TYPES = ['FLOW', 'PIECE'] as const;
export type McpToolType = (typeof MCP_TOOL_TYPES)[number];

/** A tool that somebody put into a list: a flow, or an action of a piece. */
export interface McpToolRow {
  id: string;
  projectId: string;
  mcpId: string;
  externalId: string;
  toolName: string | null;
  type: McpToolType;
  flowId: string | null;
  /** `{pieceName, pieceVersion, actionName, actionDisplayName, logoUrl, connectionExternalId?}` */
  pieceMetadata: JsonObject | null;
  createdAt: Date;
  updatedAt: Date;
}

/** An MCP server of a project. */
export interface McpServerRow {
  id: string;
  projectId: string;
  name: string;
  /** Part of its address: 21 letters and digits. */
  externalId: string;
  /** In the clear: 21 letters and digits. */
  token: string;
  createdAt: Date;
  updatedAt: Date;
  /** In the order of the list. */
  tools: McpToolRow[];
}

export interface NewMcpTool {
  /** One that the list has keeps its tool's id. */
  externalId?: string;
  toolName: string | null;
  type: McpToolType;
  flowId: string | null;
  pieceMetadata: JsonObject | null;
}

/** MCP servers of projects, with the tools that are listed there. */
export interface McpServerRepository {
  create(projectId: string, input: { name: string; tools: NewMcpTool[] }): Promise<McpServerRow>;
  get(projectId: string, id: string): Promise<McpServerRow | null>;
  /** @param filter.name text within the name, whatever its case */
  list(projectId: string, filter: { name?: string }, page: TwoWayPageRequest): Promise<TwoWayPage<McpServerRow>>;
  /** `tools` takes the place of the whole list. Null when there is no such server. */
  update(projectId: string, id: string, change: { name?: string; tools?: NewMcpTool[] }): Promise<McpServerRow | null>;
  /** Gives it another token; the one before is worth nothing from then on. Null when there is no such server. */
  rotate(projectId: string, id: string): Promise<McpServerRow | null>;
  /** Runs that its tools started stay readable. */
  remove(projectId: string, id: string): Promise<boolean>;
  /** Any project but archived ones: the server at an address. */
  findByAddress(externalId: string): Promise<McpServerRow | null>;
  /** Any project: encrypts with the first key all that was encrypted with another. */
  rewrap(): Promise<Rewrapped>;
}

export function mcpServerRepository(store: Store): McpServerRepository {
  const { prisma } = store;
  const found = async (where: Prisma.McpServerWhereInput) => {
    const row = await prisma.mcpServer.findFirst({ where, include: WITH_TOOLS });
    return row === null ? null : toRow(store, row);
  };
  return {
    async create(projectId, { name, tools }) {
      const id = newId();
      const token = seal(store, projectId, id, randomText());
      const data = { id, projectId, name, externalId: randomText(), token };
      const listed = tools.map((tool, position) => toolData(projectId, tool, newId(), position));
      await prisma.mcpServer.create({ data: { ...data, tools: { create: listed } } });
      return required(await found({ id, projectId }), id);
    },
    get: (projectId, id) => found({ id, projectId }),
    async list(projectId, { name }, page) {
      const named = name === undefined ? {} : { name: { contains: literal(name), mode: 'insensitive' as const } };
      const rows = await twoWayPage(page, ({ where, orderBy, take }) =>
        prisma.mcpServer.findMany({ where: { projectId, ...named, ...where }, orderBy, take, include: WITH_TOOLS }),
      );
      return { ...rows, items: rows.items.map((row) => toRow(store, row)) };
    },
    update: (projectId, id, change) => updateServer(store, projectId, id, change, found),
    async rotate(projectId, id) {
      const token = seal(store, projectId, id, randomText());
      await prisma.mcpServer.updateMany({ where: { id, projectId }, data: { token, updatedAt: new Date() } });
      return await found({ id, projectId });
    },
    remove: (projectId, id) => removeServer(store, projectId, id),
    async findByAddress(externalId) {
      const row = await found({ externalId });
      return row !== null && (await isLive(store, row.projectId)) ? row : null;
    },
    rewrap: () => rewrapSecrets(store, 'mcpServers', tokenContext),
  };
}

const WITH_TOOLS = { tools: { orderBy: [{ position: 'asc' }, { id: 'asc' }] } } satisfies Prisma.McpServerInclude;

type Transaction = Parameters<Parameters<Store['prisma']['$transaction']>[0]>[0];

type StoredServer = Prisma.McpServerGetPayload<{ include: typeof WITH_TOOLS }>;

async function updateServer(
  { prisma }: Store,
  projectId: string,
  id: string,
  { name, tools }: { name?: string; tools?: NewMcpTool[] },
  read: (where: Prisma.McpServerWhereInput) => Promise<McpServerRow | null>,
): Promise<McpServerRow | null> {
  await prisma.$transaction(async (transaction) => {
    const isThere = await changeServer(transaction, projectId, id, name === undefined ? {} : { name });
    if (!isThere || tools === undefined) return;
    const before = await transaction.mcpTool.findMany({ where: { mcpId: id } });
    const kept = new Map(before.map((tool) => [tool.externalId, tool]));
    await transaction.mcpTool.deleteMany({ where: { mcpId: id } });
    const data = tools.map((tool, position) => {
      const known = tool.externalId === undefined ? undefined : kept.get(tool.externalId);
      const createdAt = known?.createdAt ?? new Date();
      return { ...toolData(projectId, tool, known?.id ?? newId(), position), mcpId: id, createdAt };
    });
    await transaction.mcpTool.createMany({ data });
    const stay = new Set(data.map((tool) => tool.id));
    await forgetTools(
      transaction,
      projectId,
      idsOf(before).filter((toolId) => !stay.has(toolId)),
    );
  });
  return await read({ id, projectId });
}

async function removeServer({ prisma }: Store, projectId: string, id: string): Promise<boolean> {
  return await prisma.$transaction(async (transaction) => {
    if (!(await changeServer(transaction, projectId, id, {}))) return false;
    const tools = await transaction.mcpTool.findMany({ where: { mcpId: id } });
    await transaction.mcpServer.deleteMany({ where: { id, projectId } });
    await forgetTools(transaction, projectId, idsOf(tools));
    return true;
  });
}

/** The row itself is what two changes of one list wait for, and what calls of its tools wait for. */
async function changeServer(
  transaction: Transaction,
  projectId: string,
  id: string,
  change: { name?: string },
): Promise<boolean> {
  const data = { ...change, updatedAt: new Date() };
  const { count } = await transaction.mcpServer.updateMany({ where: { id, projectId }, data });
  return count > 0;
}

/** Marks deleted what runs of tools belong to: they start nothing more, and stay readable. */
async function forgetTools(transaction: Transaction, projectId: string, ids: string[]): Promise<void> {
  const now = new Date();
  const where = { id: { in: ids }, projectId, form: 'tool', deletedAt: null };
  await transaction.workflow.updateMany({ where, data: { deletedAt: now, updatedAt: now } });
}

function idsOf(rows: readonly { id: string }[]): string[] {
  return rows.map(({ id }) => id);
}

function toolData(projectId: string, tool: NewMcpTool, id: string, position: number) {
  const { externalId = wireId(id), toolName, type, flowId, pieceMetadata } = tool;
  const piece = pieceMetadata === null ? {} : { pieceMetadata: json(pieceMetadata) };
  return { ...{ id, projectId, externalId, toolName, type, flowId, position }, ...piece };
}

function toRow(store: Store, { tools, token, ...row }: StoredServer): McpServerRow {
  const listed = tools.map(({ position: _place, ...tool }) => tool as unknown as McpToolRow);
  return { ...row, token: decryptSecret(store.keys, token, tokenContext(row.projectId, row.id)), tools: listed };
}

/** Where a token belongs: it opens only in the row that it was written for. */
function tokenContext(projectId: string, id: string): string {
  return `mcp-server/${projectId}/${id}`;
}

function seal({ keys }: Pick<Store, 'keys'>, projectId: string, id: string, token: string): string {
  return encryptSecret(keys, token, tokenContext(projectId, id));
}

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const LENGTH = 21;
/** Bytes from here on would make the first digits likelier than the others. */
const FAIR = 256 - (256 % DIGITS.length);

/** 21 random letters and digits: 125 bits. */
function randomText(): string {
  let text = '';
  while (text.length < LENGTH) {
    for (const byte of randomBytes(LENGTH))
      if (byte < FAIR && text.length < LENGTH) text += DIGITS[byte % DIGITS.length];
  }
  return text;
}

function required(row: McpServerRow | null, id: string): McpServerRow {
  if (row === null) throw new Error(`MCP server ${id} was deleted as it was made`);
  return row;
}
