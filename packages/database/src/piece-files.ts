import { authenticate, isAuthentic } from './derived-keys.ts';
import { columns, type Store } from './store.ts';

/** A file that a piece wrote; its bytes are the blob of that hash. */
export interface PieceFileRow {
  id: string;
  projectId: string;
  /** The run that keeps it; null for one of a trigger. */
  runId: string | null;
  stepName: string;
  fileName: string;
  contentType: string;
  hash: string;
  bytes: number;
  createdAt: Date;
}

export type NewPieceFile = Omit<PieceFileRow, 'projectId' | 'createdAt'>;

/** Files that pieces wrote, and the tokens by which whoever holds one may read the file. */
export interface PieceFileRepository {
  /** Its blob must be used by the run, or by the file itself where there is none (`runId` of the blob's uses is its id). */
  create(projectId: string, file: NewPieceFile): Promise<PieceFileRow>;
  /** A text for an address: nobody can guess one, and it is good until then. */
  tokenOf(file: Pick<PieceFileRow, 'id' | 'projectId'>, until: Date): Promise<string>;
  /**
   * Any project, since the token names it: the file of a token; null for one that is forged or past its time, and for a
   * file that is gone. `anyTime`: the time of the token does not matter.
   */
  byToken(token: string, options?: { anyTime?: boolean }): Promise<PieceFileRow | null>;
  /** Housekeeping, any project: forgets the files of triggers that were written before; answers how many. */
  prune(before: Date): Promise<number>;
}

export function pieceFileRepository({ sql, keys }: Pick<Store, 'sql' | 'keys'>): PieceFileRepository {
  return {
    async create(projectId, { id, runId, stepName, fileName, contentType, hash, bytes }) {
      const values = [id, projectId, runId, stepName, fileName, contentType, hash, bytes];
      const [row] = await sql<PieceFileRow>(CREATE, values);
      if (row === undefined) throw new Error('PostgreSQL answered no row to an insert.');
      return row;
    },
    async tokenOf({ projectId, id }, until) {
      const claim = `${projectId}.${id}.${until.getTime().toString(36)}`;
      return `${claim}.${authenticate(keys, PURPOSE, claim).toString('base64url')}`;
    },
    async byToken(token, { anyTime = false } = {}) {
      const [projectId = '', id = '', until = '', signature = '', ...rest] = token.split('.');
      const claim = `${projectId}.${id}.${until}`;
      if (rest.length > 0 || !isAuthentic(keys, PURPOSE, claim, Buffer.from(signature, 'base64url'))) return null;
      if (!anyTime && Number.parseInt(until, 36) < Date.now()) return null;
      const [row] = await sql<PieceFileRow>(`SELECT ${FIELDS} FROM piece_files WHERE project_id = $1 AND id = $2`, [
        projectId,
        id,
      ]);
      return row ?? null;
    },
    async prune(before) {
      const [row] = await sql<{ count: number }>(PRUNE, [before]);
      return row?.count ?? 0;
    },
  };
}

const PURPOSE = 'file of a piece';

const FIELDS = columns([
  ...['id', 'projectId', 'runId', 'stepName', 'fileName', 'contentType', 'hash', 'bytes', 'createdAt'],
]);

const CREATE = `
  INSERT INTO piece_files (id, project_id, run_id, step_name, file_name, content_type, hash, bytes)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING ${FIELDS}`;

/** No run keeps the blob of a trigger's file: the file itself does. */
const PRUNE = `
WITH gone AS (
  DELETE FROM piece_files WHERE run_id IS NULL AND created_at < $1 RETURNING id
), unused AS (
  DELETE FROM blob_uses u USING gone WHERE u.run_id = gone.id
)
SELECT count(*)::int AS count FROM gone`;
