import type { JsonObject } from '@perdura/definition';
import type { Page, PageRequest } from './paging.ts';

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
