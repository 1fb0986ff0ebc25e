import { SecretUnreadable } from '@perdura/database';
import type { ActivityDependencies } from '../dependencies.ts';
import { StepFailure } from '../failures.ts';
import { OUTBOUND_CODES } from './codes.ts';
import type { OpenConnection } from './connections.ts';

/**
 * Reads a connection that a node or tool names, with its secret in the clear.
 *
 * @returns null when none is named
 * @throws {StepFailure} CONNECTION_NOT_FOUND, CONNECTION_UNREADABLE
 */
export async function openConnection(
  { database }: Pick<ActivityDependencies, 'database'>,
  projectId: string,
  name: string | null | undefined,
): Promise<OpenConnection | null> {
  if (name === null || name === undefined || name === '') return null;
  const found = await reveal(database, projectId, name);
  if (found !== null) return found;
  throw new StepFailure(OUTBOUND_CODES.connectionNotFound, `There is no connection named "${name}".`, {
    retryable: false,
  });
}

async function reveal({ connections }: ActivityDependencies['database'], projectId: string, name: string) {
  try {
    return await connections.reveal(projectId, name);
  } catch (error) {
    if (!(error instanceof SecretUnreadable)) throw error;
    throw new StepFailure(
      OUTBOUND_CODES.connectionUnreadable,
      `The connection "${name}" cannot be decrypted with the keys of this worker; enter its value again.`,
      { retryable: false, cause: error },
    );
  }
}
