import { PROJECT_ROLES, type ProjectRole } from '@perdura/contracts';
import { type Database, newId } from '@perdura/database';

/** Somebody with a role in a project, and a key that may all that the role may. */
export interface Person {
  userId: string;
  email: string;
  key: string;
}

/** Makes one user of each role, none of whom administers anything. */
export async function peopleByRole(database: Database, projectId: string): Promise<Record<ProjectRole, Person>> {
  const people = await Promise.all(
    PROJECT_ROLES.map(async (role) => [role, await personOfRole(database, projectId, role)] as const),
  );
  return Object.fromEntries(people) as Record<ProjectRole, Person>;
}

export async function personOfRole(database: Database, projectId: string, role: ProjectRole): Promise<Person> {
  const user = await database.users.create({ email: `${newId()}@example.com`, name: role });
  await database.users.addMember(projectId, { userId: user.id, role });
  const { key } = await database.apiKeys.create(projectId, { userId: user.id, name: role, scopes: ['read', 'write'] });
  return { userId: user.id, email: user.email, key };
}
