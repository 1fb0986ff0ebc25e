import type { ActivityDependencies } from '../dependencies.ts';
import { StepFailure } from '../failures.ts';
import { OUTBOUND_CODES } from './codes.ts';
import type { OpenConnection } from './connections.ts';

/**
 * Reads a connection that a node or tool names, with its secret in the clear.
 *
 * @returns null when none is named
 * @throws {StepFailure} CONNECTION_NOT_FOUND
 */
export async function openConnection(
  { database }: Pick<ActivityDependencies, 'database'>,
  projectId: string,
  name: string | null | undefined,
): Promise<OpenConnection | null> {
  if (name === null || name === undefined || name === '') return null;
  const found = await database.connections.reveal(projectId, name);
  if (found !== null) return found;
  throw new StepFailure(OUTBOUND_CODES.connectionNotFound, `There is no connection named "${name}".`, {
    retryable: false,
  });
}
