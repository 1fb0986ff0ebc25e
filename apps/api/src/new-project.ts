import { BUILT_IN_TOOLS } from '@perdura/contracts';
import type { Database, ProjectRow } from '@perdura/database';
import { ensureExampleFlow } from './example-flow.ts';

/** Makes a project with the built-in tools and an example flow, and its owner a member. With an `id`, a repeat makes nothing twice. */
export async function createProjectWithTools(
  database: Pick<Database, 'projects' | 'users' | 'tools' | 'flows'>,
  { name, ownerId, id }: { name: string; ownerId: string; id?: string },
): Promise<ProjectRow> {
  const project = await database.projects.create(id === undefined ? { name } : { name, id });
  await database.users.addMember(project.id, { userId: ownerId, role: 'owner' });
  await database.tools.installMissing(project.id, [...BUILT_IN_TOOLS]);
  await ensureExampleFlow(database, project, ownerId);
  return project;
}
