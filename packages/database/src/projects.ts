import type { Page, PageRequest } from './paging.ts';

export interface ProjectRow {
  id: string;
  name: string;
  createdAt: Date;
}

/** Projects: the tenants. */
export interface ProjectRepository {
  /** `id` lets an installation fix the id of its first project; a repeat with the same id answers the row that exists. */
  create(input: { name: string; id?: string }): Promise<ProjectRow>;
  get(projectId: string): Promise<ProjectRow | null>;
  /** The project that was made first: the one of the installation itself. */
  oldest(): Promise<ProjectRow | null>;
  list(page: PageRequest): Promise<Page<ProjectRow>>;
  /** Projects of which the user is a member, oldest first. */
  ofUser(userId: string): Promise<ProjectRow[]>;
}
