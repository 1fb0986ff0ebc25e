import type { Database, NewApiKey, ProjectRow, UserRow } from '@perdura/database';
import type { JsonObject } from '@perdura/definition';
import { createProjectWithTools } from './new-project.ts';
import type { PasswordHasher } from './sign-in/password-hasher.ts';

export interface Installation {
  project: ProjectRow;
  admin: UserRow;
}

/** The same in every installation, so that several processes that start at once make one project. */
const FIRST_PROJECT_ID = '000000000000000000000001';

/** Makes the first project, its administrator and its tools, as far as they are missing. Repeating it is safe. */
export async function ensureInstallation(database: Database, adminEmail: string): Promise<Installation> {
  const { admin, isNew } = await ensureAdmin(database, adminEmail);
  const project = await createProjectWithTools(database, { id: FIRST_PROJECT_ID, name: 'Default', ownerId: admin.id });
  if (isNew)
    await note(database, project.id, 'user.create', { target: admin.id, after: { email: admin.email, admin: true } });
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
  return await issueKey(database, { project, admin }, { name: 'first administrator', scopes: ['read', 'write'] });
}

/**
 * Gives the administrator the installation's password where there is none yet: one that was changed since stays.
 *
 * @param given absent: the administrator sets one by a mailed link
 */
export async function ensureAdminPassword(
  database: Database,
  hasher: Pick<PasswordHasher, 'hash'>,
  { project, admin }: Installation,
  given: string | undefined,
): Promise<void> {
  if (given === undefined || (await database.passwords.hash(admin.id)) !== null) return;
  const isNew = await database.passwords.setFirst(admin.id, await hasher.hash(given));
  if (isNew) await note(database, project.id, 'password.reset', { target: admin.id, after: {} });
}

/** Two keys for a development stack, made anew each time: write and read-only. */
export async function issueDevelopmentKeys(database: Database, installation: Installation) {
  const apiKey = await issueKey(database, installation, { name: 'development', scopes: ['read', 'write'] });
  const readOnlyApiKey = await issueKey(database, installation, { name: 'development, read-only', scopes: ['read'] });
  return { projectId: installation.project.id, apiKey, readOnlyApiKey };
}

async function installKey(database: Database, installation: Installation, key: string): Promise<void> {
  if ((await database.apiKeys.authenticate(key)) !== null) return;
  await issueKey(database, installation, { name: 'ADMIN_API_KEY', scopes: ['read', 'write'], key });
}

async function issueKey(
  database: Database,
  { project, admin }: Installation,
  input: Omit<NewApiKey, 'userId'>,
): Promise<string> {
  const { row, key } = await database.apiKeys.create(project.id, { ...input, userId: admin.id });
  const { name, scopes } = row;
  await note(database, project.id, 'api-key.create', { target: row.id, after: { name, scopes, userId: admin.id } });
  return key;
}

async function ensureAdmin(database: Database, email: string): Promise<{ admin: UserRow; isNew: boolean }> {
  const known = await database.users.findByEmail(email);
  if (known !== null) return { admin: known, isNew: false };
  try {
    return { admin: await database.users.create({ email, name: 'Administrator', admin: true }), isNew: true };
  } catch (error) {
    // Another process may have made it just now.
    const made = await database.users.findByEmail(email);
    if (made === null) throw error;
    return { admin: made, isNew: false };
  }
}

/** What an installation makes for itself stands in the audit log as its own doing. */
async function note(
  database: Database,
  projectId: string,
  action: string,
  change: { target: string; after: JsonObject },
): Promise<void> {
  const system = { actorType: 'system', actorId: 'installation', actor: 'installation' } as const;
  await database.audit.write(projectId, { ...system, action, ...change });
}
