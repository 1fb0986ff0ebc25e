import type { PieceOpening } from '@perdura/definition/run';
import { NO_VALUE } from '../run-record.ts';
import { endPieceWait } from '../side-calls.ts';
import type { Driver, DriverHost } from './driver.ts';

/**
 * Waits for the request that resumes a paused piece, or for its time, whichever is first; then the piece is called again.
 * Each pause has a driver of its own: wakes for an earlier one find nobody, and those for one to come are kept for it.
 */
export function piece(host: DriverHost, { requestId, until }: PieceOpening): Driver {
  return {
    begin() {
      host.waits();
      if (until !== null) {
        host.timer(Date.parse(until), () => host.callAgain({ requestId, payload: NO_VALUE }));
      }
    },
    wake(wake) {
      if (wake.kind !== 'piece') return;
      if (wake.requestId === requestId) host.callAgain({ requestId, payload: wake.payload });
      else host.postpone(wake);
    },
    stop() {
      const released = () => host.released();
      host.call({
        lane: 'local',
        closing: true,
        work: () => endPieceWait({ projectId: host.run.projectId, runId: host.run.id, requestId }),
        done: released,
        failed: released,
      });
    },
    keep: () => null,
  };
}
