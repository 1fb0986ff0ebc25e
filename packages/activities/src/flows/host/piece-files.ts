import { newId } from '@perdura/database';
import type { PieceHost } from '@perdura/pieces';
import { contentType } from 'mime-types';
import type { ActivityDependencies } from '../../dependencies.ts';

/** For how long the address of a file is good, in milliseconds: pieces mail addresses, and runs wait for days. */
const ADDRESS_LIFETIME_MS = 30 * 24 * 60 * 60 * 1000;
const MAX_NAME_CHARACTERS = 255;
/** Largest file that is handed to a piece, in bytes. */
const MAX_READ_BYTES = 100 * 1024 * 1024;

/** Who writes: a step of a run, or a trigger. */
export interface FileWriter {
  projectId: string;
  /** The run that keeps its files; null for a trigger. */
  runId: string | null;
  stepName: string;
}

/** Files of pieces: blobs, with addresses that nobody can guess. */
export function pieceFiles(
  { database, settings }: Pick<ActivityDependencies, 'database' | 'settings'>,
  { projectId, runId, stepName }: FileWriter,
): PieceHost['files'] {
  const base = `${settings.publicUrl}/v1/piece-files/`;
  return {
    async write(fileName, data) {
      if (data.byteLength > settings.maxFileBytes) throw tooLarge(data.byteLength, settings.maxFileBytes);
      const id = newId();
      const type = typeOf(fileName);
      const blob = await database.blobs.put(projectId, data, { runId: runId ?? id, contentType: type });
      const name = fileName.slice(-MAX_NAME_CHARACTERS);
      const file = { id, runId, stepName, fileName: name, contentType: type, ...blob };
      const row = await database.pieceFiles.create(projectId, file);
      return base + (await database.pieceFiles.tokenOf(row, new Date(Date.now() + ADDRESS_LIFETIME_MS)));
    },
    async read(url) {
      if (!url.startsWith(base)) return null;
      const token = url.slice(base.length).split('?', 1)[0] ?? '';
      // Within its project, a file can be read for as long as it is there.
      const file = await database.pieceFiles.byToken(token, { anyTime: true });
      if (file === null || file.projectId !== projectId) return null;
      if (file.bytes > MAX_READ_BYTES) throw tooLarge(file.bytes, MAX_READ_BYTES);
      const blob = await database.blobs.get(projectId, file.hash);
      return blob === null ? null : { fileName: file.fileName, data: Buffer.from(blob.data) };
    },
  };
}

function typeOf(fileName: string): string {
  const extension = /\.[A-Za-z0-9]+$/.exec(fileName)?.[0] ?? '';
  return (extension !== '' && contentType(extension)) || 'application/octet-stream';
}

function tooLarge(bytes: number, limit: number): Error {
  return new Error(`The file has ${bytes} bytes; at most ${limit} are possible here.`);
}
