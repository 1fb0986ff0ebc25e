import { storedId } from '@perdura/definition';
import type { Request } from 'express';
import { ApiError } from '../api-error.ts';

/**
 * Refuses a request of the engine that names another project than the credential's: in the header, the query or the body.
 *
 * @throws {ApiError} PROJECT_FORBIDDEN
 */
export function requireOwnProject(
  projectId: string,
  request: Pick<Request, 'headers'>,
  parts: { query: unknown; body: unknown },
): void {
  const header = request.headers['x-organization-id'];
  for (const named of [header, projectOf(parts.query), projectOf(parts.body)]) {
    if (typeof named !== 'string' || named === '') continue;
    if ((storedId(named) ?? named) !== projectId) {
      throw new ApiError('PROJECT_FORBIDDEN', { values: { id: named.slice(0, 80) } });
    }
  }
}

function projectOf(part: unknown): unknown {
  return typeof part === 'object' && part !== null && 'projectId' in part ? part.projectId : undefined;
}
