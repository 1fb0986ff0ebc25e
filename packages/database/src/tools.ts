import type { JsonObject } from '@perdura/definition';
import { newId } from './ids.ts';
import { before, type Page, type PageRequest, toPage } from './paging.ts';
import { json, type Store } from './store.ts';

export interface ToolRow {
  id: string;
  projectId: string;
  name: string;
  description: string;
  appId: string | null;
  inputSchema: JsonObject;
  execution: JsonObject;
  createdAt: Date;
  updatedAt: Date;
}

export interface NewTool {
  name: string;
  description: string;
  appId?: string | null;
  inputSchema: JsonObject;
  execution: JsonObject;
}

/** Registered tools, by name. */
export interface ToolRepository {
  /** Makes the tool, or replaces the one of that name (`updated: true`). */
  upsert(projectId: string, tool: NewTool): Promise<{ tool: ToolRow; updated: boolean }>;
  /** Makes those tools whose names are not taken: the built-in ones of a new project. */
  installMissing(projectId: string, tools: NewTool[]): Promise<void>;
  get(projectId: string, name: string): Promise<ToolRow | null>;
  list(projectId: string, filter: { appId?: string }, page: PageRequest): Promise<Page<ToolRow>>;
  remove(projectId: string, name: string): Promise<boolean>;
  /** All names, for checking definitions. */
  names(projectId: string): Promise<Set<string>>;
}

export function toolRepository({ prisma }: Store): ToolRepository {
  return {
    async upsert(projectId, tool) {
      const { name, ...rest } = toData(tool);
      const id = newId();
      const row = await prisma.tool.upsert({
        where: { projectId_name: { projectId, name } },
        create: { id, projectId, name, ...rest },
        update: { ...rest, updatedAt: new Date() },
      });
      return { tool: toRow(row), updated: row.id !== id };
    },
    async installMissing(projectId, tools) {
      const data = tools.map((tool) => ({ id: newId(), projectId, ...toData(tool) }));
      await prisma.tool.createMany({ data, skipDuplicates: true });
    },
    async get(projectId, name) {
      const row = await prisma.tool.findUnique({ where: { projectId_name: { projectId, name } } });
      return row === null ? null : toRow(row);
    },
    async list(projectId, { appId }, { limit, cursor }) {
      const all = { projectId, ...(appId === undefined ? {} : { appId }) };
      const where = { ...all, ...before(cursor) };
      const found = prisma.tool.findMany({ where, orderBy: { id: 'desc' }, take: limit + 1 });
      const [rows, total] = await Promise.all([found, prisma.tool.count({ where: all })]);
      return toPage(rows.map(toRow), limit, total);
    },
    async remove(projectId, name) {
      const { count } = await prisma.tool.deleteMany({ where: { projectId, name } });
      return count > 0;
    },
    async names(projectId) {
      const rows = await prisma.tool.findMany({ where: { projectId }, select: { name: true } });
      return new Set(rows.map((row) => row.name));
    },
  };
}

function toData({ name, description, appId = null, inputSchema, execution }: NewTool) {
  return { name, description, appId, inputSchema: json(inputSchema), execution: json(execution) };
}

function toRow(
  row: Omit<ToolRow, 'inputSchema' | 'execution'> & { inputSchema: unknown; execution: unknown },
): ToolRow {
  return { ...row, inputSchema: row.inputSchema as JsonObject, execution: row.execution as JsonObject };
}
