import type { Database, ProjectRow, UserRow } from '@perdura/database';
import { createProjectWithTools } from './new-project.ts';

export interface Installation {
  project: ProjectRow;
  admin: UserRow;
}

/** The same in every installation, so that several processes that start at once make one project. */
const FIRST_PROJECT_ID = '000000000000000000000001';

/** Makes the first project, its administrator and its tools, as far as they are missing. Repeating it is safe. */
export async function ensureInstallation(database: Database, adminEmail: string): Promise<Installation> {
  const admin = await ensureAdmin(database, adminEmail);
  const project = await createProjectWithTools(database, { id: FIRST_PROJECT_ID, name: 'Default', ownerId: admin.id });
  return { project, admin };
}

/**
 * Makes the administrator's key when the project has none yet: the given one, or a new one.
 *
 * @returns the text of a key that was generated and must be shown now; null when there is nothing to show
 */
export async function ensureAdminKey(
  database: Database,
  { project, admin }: Installation,
  given: string | undefined,
): Promise<string | null> {
  if (given !== undefined) {
    await installKey(database, { project, admin }, given);
    return null;
  }
  const { total } = await database.apiKeys.list(project.id, { limit: 1 });
  if (total > 0) return null;
  const { key } = await database.apiKeys.create(project.id, {
    userId: admin.id,
    name: 'first administrator',
    scopes: ['read', 'write'],
  });
  return key;
}

/** Two keys for a development stack, made anew each time: write and read-only. */
export async function issueDevelopmentKeys(database: Database, { project, admin }: Installation) {
  const write = await database.apiKeys.create(project.id, {
    userId: admin.id,
    name: 'development',
    scopes: ['read', 'write'],
  });
  const read = await database.apiKeys.create(project.id, {
    userId: admin.id,
    name: 'development, read-only',
    scopes: ['read'],
  });
  return { projectId: project.id, apiKey: write.key, readOnlyApiKey: read.key };
}

async function installKey(database: Database, { project, admin }: Installation, key: string): Promise<void> {
  if ((await database.apiKeys.authenticate(key)) !== null) return;
  await database.apiKeys.create(project.id, {
    userId: admin.id,
    name: 'ADMIN_API_KEY',
    scopes: ['read', 'write'],
    key,
  });
}

async function ensureAdmin(database: Database, email: string): Promise<UserRow> {
  const known = await database.users.findByEmail(email);
  if (known !== null) return known;
  try {
    return await database.users.create({ email, name: 'Administrator', admin: true });
  } catch (error) {
    // Another process may have made it just now.
    const made = await database.users.findByEmail(email);
    if (made === null) throw error;
    return made;
  }
}
