import { blobStream } from '@perdura/database';
import { notFound } from '../../api-error.ts';
import type { AppDependencies } from '../../app-dependencies.ts';
import { Download } from '../../download.ts';
import { requireRun } from './read-run.ts';

/** A large value of a run, to be sent. @throws {ApiError} RUN_NOT_FOUND, FILE_NOT_FOUND */
export async function runFile(deps: AppDependencies, projectId: string, runId: string, hash: string) {
  await requireRun(deps, projectId, runId);
  const { blobs } = deps.database;
  const file = (await blobs.usedBy(projectId, runId, [hash])).get(hash);
  if (file === undefined) throw notFound('FILE_NOT_FOUND', hash);
  const { contentType, bytes } = file;
  const name = `${hash.slice(0, 16)}${contentType.startsWith('application/json') ? '.json' : ''}`;
  return new Download({ contentType, bytes, name, open: () => blobStream(blobs, projectId, file) });
}
