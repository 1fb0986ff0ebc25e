import { pieceFileRoutes } from '@perdura/contracts';
import { type BlobInfo, blobStream, type PieceFileRow } from '@perdura/database';
import type { RequestHandler, Response } from 'express';
import { ApiError } from '../../api-error.ts';
import type { AppDependencies } from '../../app-dependencies.ts';
import { Download } from '../../download.ts';
import { createLimiter } from '../../middleware/rate-limit.ts';
import { contextOf } from '../../request-context.ts';

const PREFIX = '/v1/piece-files/';
const ALLOWED = 'GET, HEAD, OPTIONS';

/** The contracts that the server of files serves. */
export const pieceFileContracts = Object.values(pieceFileRoutes);

/**
 * Serves the files that pieces wrote, before credentials are asked for: the token of an address is the credential, and
 * there is no other route below the prefix. A forged token, one past its time and a file that is gone are told alike.
 */
export function pieceFileServer(deps: AppDependencies): RequestHandler {
  const strangers = createLimiter(deps.settings.failedLoginLimitPerMinute);
  return async (request, response, next) => {
    if (!request.path.startsWith(PREFIX)) return next();
    contextOf(response).route = pieceFileRoutes.getPieceFile.path;
    if (request.method !== 'GET' && request.method !== 'HEAD') return refuseMethod(request.method, response);
    const address = request.ip ?? 'unknown';
    await strangers.check(address);
    const found = await findFile(deps, request.path.slice(PREFIX.length));
    if (found === null) {
      await strangers.spend(address);
      throw new ApiError('NOT_FOUND', { values: { path: `${PREFIX}…` } });
    }
    response.setHeader('Cache-Control', 'private, no-store');
    await downloadOf(deps, found).send(response);
  };
}

interface FoundFile {
  file: PieceFileRow;
  blob: BlobInfo;
}

async function findFile({ database }: AppDependencies, token: string): Promise<FoundFile | null> {
  const file = await database.pieceFiles.byToken(token);
  if (file === null) return null;
  // The blob is there for as long as its owner: the run, or the file itself.
  const used = await database.blobs.usedBy(file.projectId, file.runId ?? file.id, [file.hash]);
  const blob = used.get(file.hash);
  return blob === undefined ? null : { file, blob };
}

function downloadOf({ database }: AppDependencies, { file, blob }: FoundFile): Download {
  const { fileName: name, contentType, bytes, projectId } = file;
  return new Download({ contentType, bytes, name, open: () => blobStream(database.blobs, projectId, blob) });
}

function refuseMethod(method: string, response: Response): void {
  response.setHeader('Allow', ALLOWED);
  if (method !== 'OPTIONS') throw new ApiError('METHOD_NOT_ALLOWED', { values: { method, allow: ALLOWED } });
  response.status(204).end();
}
