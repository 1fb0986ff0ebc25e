import { SecretUnreadable } from '@perdura/database';
import type { ActivityDependencies } from '../dependencies.ts';
import { StepFailure } from '../failures.ts';
import { OUTBOUND_CODES } from './codes.ts';
import type { OpenConnection } from './connections.ts';
import { asWorkflowConnection } from './connections-of-flows.ts';

/**
 * Reads a connection that a node or tool names, with its secret in the clear; the token of an OAuth2 one is renewed
 * before it ends.
 *
 * @returns null when none is named
 * @throws {StepFailure} CONNECTION_NOT_FOUND, CONNECTION_UNREADABLE, CONNECTION_REFUSED
 */
export async function openConnection(
  { pieces }: Pick<ActivityDependencies, 'pieces'>,
  projectId: string,
  name: string | null | undefined,
): Promise<OpenConnection | null> {
  if (name === null || name === undefined || name === '') return null;
  const found = await open(pieces.connections, projectId, name);
  if (found !== null) return asWorkflowConnection(found);
  throw new StepFailure(OUTBOUND_CODES.connectionNotFound, `There is no connection named "${name}".`, {
    retryable: false,
  });
}

async function open(connections: ActivityDependencies['pieces']['connections'], projectId: string, name: string) {
  try {
    return await connections.open(projectId, { name });
  } catch (error) {
    if (!(error instanceof SecretUnreadable)) throw error;
    throw new StepFailure(
      OUTBOUND_CODES.connectionUnreadable,
      `The connection "${name}" cannot be decrypted with the keys of this worker; enter its value again.`,
      { retryable: false, cause: error },
    );
  }
}
