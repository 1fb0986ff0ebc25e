import type { PieceMetadata } from '@perdura/definition';
import type { PieceHost } from '../runner/piece-host.ts';
import type { PieceRunner } from '../runner/piece-runner.ts';
import type { PieceHome } from './piece-home.ts';
import { PieceUnavailable } from './piece-unavailable.ts';
import { readMetadata } from './read-metadata.ts';

/** Pieces are described in children that do nothing else. */
const NO_PROJECT = 'pieces';
const TIMEOUT_MS = 30_000;

/**
 * Loads a piece in a child process and asks it what it is.
 *
 * @throws {PieceUnavailable} when it does not load, or is no piece
 */
export async function describePiece(
  runner: PieceRunner,
  piece: PieceHome,
  signal?: AbortSignal,
): Promise<PieceMetadata> {
  const limits = { timeoutMs: TIMEOUT_MS, ...(signal === undefined ? {} : { signal }) };
  const answer = await runner.call({ kind: 'describe', projectId: NO_PROJECT, piece }, DEAF_HOST, limits);
  const name = `${piece.name}@${piece.version}`;
  if (answer.kind !== 'done') {
    const why = answer.kind === 'failed' ? answer.error.message : 'it paused';
    const passing = answer.kind === 'failed' && answer.error.retryable;
    throw new PieceUnavailable('PIECE_INSTALL_FAILED', `${name} does not load: ${why}`, { passing });
  }
  return readMetadata(answer.output, { name: piece.name, version: piece.version });
}

const refused = () => Promise.reject(new Error('A piece that is described may ask nothing.'));

const DEAF_HOST: PieceHost = {
  store: { get: refused, put: refused, delete: refused },
  files: { write: refused, read: refused },
  connection: refused,
  listFlows: refused,
  projectExternalId: refused,
  addTag: refused,
  replyByChannel: refused,
  updateOutput: refused,
  createWait: refused,
  log: () => {},
};
