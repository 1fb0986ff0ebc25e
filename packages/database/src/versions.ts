import type { Definition } from '@perdura/definition';
import type { Plan } from '@perdura/definition/plan';
import { before, type Page, type PageRequest, toPage } from './paging.ts';
import type { Store } from './store.ts';

/** One immutable snapshot of a workflow's definition, and the plan that it compiled to. */
export interface VersionRow {
  id: string;
  workflowId: string;
  version: number;
  name: string;
  description: string;
  definition: Definition;
  plan: Plan;
  /** SHA-256 of the canonical definition, hex. */
  hash: string;
  authorId: string;
  note: string;
  createdAt: Date;
}

/** What a saved definition brings along: made by validate and compile. */
export interface CompiledDefinition {
  definition: Definition;
  plan: Plan;
  /** SHA-256 of the canonical definition, hex. */
  hash: string;
  /** Secrets of its webhook trigger, which the definition only has masks of; a mask among them keeps one. */
  triggerSecrets?: string[];
}

/** Versions of workflows, also of deleted ones. */
export interface VersionRepository {
  list(projectId: string, workflowId: string, page: PageRequest): Promise<Page<VersionRow>>;
  get(projectId: string, workflowId: string, version: number): Promise<VersionRow | null>;
  getById(projectId: string, versionId: string): Promise<VersionRow | null>;
}

export function versionRepository({ prisma }: Store): VersionRepository {
  return {
    async list(projectId, workflowId, { limit, cursor }) {
      const all = { workflowId, workflow: { projectId } };
      const where = { ...all, ...before(cursor) };
      const found = prisma.workflowVersion.findMany({ where, orderBy: { id: 'desc' }, take: limit + 1 });
      const [rows, total] = await Promise.all([found, prisma.workflowVersion.count({ where: all })]);
      return toPage(rows.map(toVersion), limit, total);
    },
    async get(projectId, workflowId, version) {
      const where = { workflowId_version: { workflowId, version }, workflow: { projectId } };
      const row = await prisma.workflowVersion.findUnique({ where });
      return row === null ? null : toVersion(row);
    },
    async getById(projectId, versionId) {
      const row = await prisma.workflowVersion.findUnique({ where: { id: versionId, workflow: { projectId } } });
      return row === null ? null : toVersion(row);
    },
  };
}

/** What was stored as a definition and a plan is read back as such. */
export function toVersion(
  row: Omit<VersionRow, 'definition' | 'plan'> & { definition: unknown; plan: unknown },
): VersionRow {
  return { ...row, definition: row.definition as Definition, plan: row.plan as Plan };
}
