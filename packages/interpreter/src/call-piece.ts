import type { PieceCallInput, RunActivities } from '@perdura/definition/run';
import { proxyActivities } from '@temporalio/workflow';
import { withoutActivityFrame } from './node-end.ts';

type PieceAnswer = Awaited<ReturnType<RunActivities['call-piece']>>;

/** Somebody waits for the answer; but a piece may have to be installed first. */
const { 'call-piece': callThePiece } = proxyActivities<RunActivities>({
  startToCloseTimeout: 5 * 60_000,
  scheduleToCloseTimeout: 6 * 60_000,
  heartbeatTimeout: 10_000,
  retry: { maximumAttempts: 3, initialInterval: 500, backoffCoefficient: 2, maximumInterval: 5_000 },
});

/** Calls a piece outside of any run; fails with its own error code. */
export async function callPiece(input: PieceCallInput): Promise<PieceAnswer> {
  return withoutActivityFrame(callThePiece(input));
}
