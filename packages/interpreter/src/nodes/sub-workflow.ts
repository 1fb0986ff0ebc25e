import type { ChildEnd, NodeOpening } from '@perdura/definition/run';
import { INTERPRETER_CODES } from '../node-end.ts';
import { cancelChild } from '../side-calls.ts';
import type { Driver, DriverHost } from './driver.ts';
import { succeedWith } from './succeed-with.ts';

interface Kept {
  /** How the child ended, where that was not worked off yet. */
  end: ChildEnd | null;
}

/** Waits for the end of the run that the step started. */
export function subWorkflow(
  host: DriverHost,
  { runId, wait, end }: Extract<NodeOpening, { type: 'sub-workflow' }>,
  kept: Kept | null,
): Driver {
  let known = kept?.end ?? end;
  const ended = ({ status, result, error }: ChildEnd) => {
    if (status === 'completed') {
      succeedWith(host, { fields: { runId, status }, values: { result } });
      return;
    }
    const why = error === null ? '' : ` with ${error.code}: ${error.message}`;
    host.fail({ code: INTERPRETER_CODES.subWorkflowFailed, message: `Run ${runId} ended as ${status}${why}` });
  };
  return {
    begin() {
      if (known !== null) {
        ended(known);
        return;
      }
      if (!wait) {
        host.succeed({ value: { runId, status: 'pending', result: null } });
        return;
      }
      host.waits();
    },
    wake(wake) {
      if (wake.kind !== 'child' || known !== null) return;
      // A repeat may be of the child that the step had before an operator had it tried again.
      if (wake.childRunId !== undefined && wake.childRunId !== runId) return;
      known = wake.end;
      ended(wake.end);
    },
    stop() {
      const released = () => host.released();
      host.call({
        lane: 'remote',
        closing: true,
        work: () => cancelChild({ projectId: host.run.projectId, runId }),
        done: released,
        failed: released,
      });
    },
    keep: (): Kept => ({ end: known }),
  };
}
