import type { JsonValue } from '@perdura/definition';
import { PIECE_CALL_WORKFLOW, type PieceCallInput } from '@perdura/definition/run';
import { callOnWorker, type WorkerAnswer } from './call-on-worker.ts';
import type { ControlDependencies } from './dependencies.ts';

/** What a piece said outside of any run. */
export type PieceAnswer = WorkerAnswer<JsonValue>;

/** Whose share of the workers descriptions of pieces take: they are of no project. */
const NOBODY = 'pieces';

/**
 * Asks a piece for its metadata, for the options of a property, or whether a connection is good, on a worker.
 *
 * @param ms how long to wait for the answer, in milliseconds
 * @throws TemporalUnavailable
 */
export function callPiece(deps: ControlDependencies, input: PieceCallInput, ms: number): Promise<PieceAnswer> {
  const summary = `${input.kind} ${input.pieceName}`;
  const fairnessKey = 'projectId' in input ? input.projectId : NOBODY;
  const question = { workflow: PIECE_CALL_WORKFLOW, input, summary, fairnessKey, otherwise: 'PIECE_FAILED' };
  return callOnWorker(deps, question, ms);
}
