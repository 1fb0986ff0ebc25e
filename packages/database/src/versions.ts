import type { Definition } from '@perdura/definition';
import type { Plan } from '@perdura/definition/plan';
import type { Page, PageRequest } from './paging.ts';

/** One immutable snapshot of a workflow's definition, and the plan that it compiled to. */
export interface VersionRow {
  id: string;
  workflowId: string;
  version: number;
  name: string;
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
}

/** Versions of workflows, also of deleted ones. */
export interface VersionRepository {
  list(projectId: string, workflowId: string, page: PageRequest): Promise<Page<VersionRow>>;
  get(projectId: string, workflowId: string, version: number): Promise<VersionRow | null>;
  getById(projectId: string, versionId: string): Promise<VersionRow | null>;
}
