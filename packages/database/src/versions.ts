import { type Definition, readVersionName } from '@perdura/definition';
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

/** Versions of workflows, also of deleted ones; only `getById` finds what a flow compiled to. */
export interface VersionRepository {
  list(projectId: string, workflowId: string, page: PageRequest): Promise<Page<VersionRow>>;
  /** @param version a number (also as text), a label, or `latest` */
  get(projectId: string, workflowId: string, version: number | string): Promise<VersionRow | null>;
  getById(projectId: string, versionId: string): Promise<VersionRow | null>;
  /**
   * Changes what is noted of a version, the only thing of it that changes. Answers the version as it was; null when
   * there is no such version, or its workflow was deleted.
   */
  setNote(projectId: string, workflowId: string, version: number, note: string): Promise<VersionRow | null>;
}

export function versionRepository({ prisma }: Store): VersionRepository {
  return {
    async list(projectId, workflowId, { limit, cursor }) {
      const all = { workflowId, workflow: { projectId, form: 'workflow' } };
      const where = { ...all, ...before(cursor) };
      const found = prisma.workflowVersion.findMany({ where, orderBy: { id: 'desc' }, take: limit + 1 });
      const [rows, total] = await Promise.all([found, prisma.workflowVersion.count({ where: all })]);
      return toPage(rows.map(toVersion), limit, total);
    },
    async get(projectId, workflowId, version) {
      const number = await numberOf({ prisma }, projectId, workflowId, version);
      return number === null ? null : await readVersion({ prisma }, projectId, workflowId, number);
    },
    async getById(projectId, versionId) {
      const row = await prisma.workflowVersion.findUnique({ where: { id: versionId, workflow: { projectId } } });
      return row === null ? null : toVersion(row);
    },
    async setNote(projectId, workflowId, version, note) {
      const before = await readVersion({ prisma }, projectId, workflowId, version);
      const where = { workflowId, version, workflow: { projectId, form: 'workflow', deletedAt: null } };
      const { count } = await prisma.workflowVersion.updateMany({ where, data: { note } });
      return count === 0 ? null : before;
    },
  };
}

type Tables = Pick<Store, 'prisma'>;

async function readVersion(
  { prisma }: Tables,
  projectId: string,
  workflowId: string,
  version: number,
): Promise<VersionRow | null> {
  const where = { workflowId_version: { workflowId, version }, workflow: { projectId, form: 'workflow' } };
  const row = await prisma.workflowVersion.findUnique({ where });
  return row === null ? null : toVersion(row);
}

/** The number of the version that is named, whether or not it exists; null for a name that points at none. */
async function numberOf(
  { prisma }: Tables,
  projectId: string,
  workflowId: string,
  version: number | string,
): Promise<number | null> {
  const name = readVersionName(version);
  if (name === null) return null;
  if (name.kind === 'number') return name.version;
  if (name.kind === 'latest') {
    const workflow = await prisma.workflow.findUnique({ where: { id: workflowId, projectId } });
    return workflow?.currentVersion ?? null;
  }
  const where = { workflowId_label: { workflowId, label: name.label }, workflow: { projectId } };
  const label = await prisma.workflowLabel.findUnique({ where });
  return label?.version ?? null;
}

/** What was stored as a definition and a plan is read back as such; the copies beside them are for queries alone. */
export function toVersion({
  retentionDays: _copy,
  ...row
}: Omit<VersionRow, 'definition' | 'plan'> & {
  definition: unknown;
  plan: unknown;
  retentionDays?: number | null;
}): VersionRow {
  return { ...row, definition: row.definition as Definition, plan: row.plan as Plan };
}
