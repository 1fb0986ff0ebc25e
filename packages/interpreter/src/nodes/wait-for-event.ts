import type { NodeOpening } from '@perdura/definition/run';
import { patched } from '@temporalio/workflow';
import { INTERPRETER_CODES } from '../node-end.ts';
import { endWait, matchEvent } from '../side-calls.ts';
import type { Driver, DriverHost } from './driver.ts';

interface Kept {
  unseen: string[];
}

/** Waits until one of the events that the run is told of is the one, or the time is over. */
export function waitForEvent(
  host: DriverHost,
  { event, until, onTimeout }: Extract<NodeOpening, { type: 'wait-for-event' }>,
  kept: Kept | null,
): Driver {
  /** Events that were not looked at yet. */
  const unseen = new Set(kept?.unseen);
  let isTimeOver = false;
  const place = { nodeId: host.node.id, iteration: host.iteration };
  const close = (then: () => void) =>
    host.call({
      lane: 'local',
      closing: true,
      work: () => endWait({ projectId: host.run.projectId, runId: host.run.id, ...place }),
      done: then,
      // Nobody is woken by a row that stays: the run's end closes it.
      failed: then,
    });
  const timedOut = () => {
    if (onTimeout === 'branch') host.succeed({ value: null }, 'timeout');
    else host.fail({ code: INTERPRETER_CODES.waitTimeout, message: `No event came until ${until}.` });
  };
  const look = (eventId: string) => {
    unseen.add(eventId);
    host.call({
      lane: 'local',
      work: () => matchEvent({ node: host.input(), eventId }),
      done: (found) => {
        unseen.delete(eventId);
        if (found !== null) host.succeed(found);
        else if (isTimeOver && unseen.size === 0) close(timedOut);
      },
    });
  };
  /** What came in time may not have been looked at, as in a run that is paused: it is, before the wait ends. */
  const endForTime = () => {
    // Runs that came here before this was so have ended their wait at once.
    if (unseen.size > 0 && patched('events-before-the-end')) isTimeOver = true;
    else close(timedOut);
  };
  return {
    begin() {
      if (event !== null) {
        host.succeed(event);
        return;
      }
      host.waits();
      for (const eventId of [...unseen]) look(eventId);
      if (until !== null) host.timer(Date.parse(until), endForTime);
    },
    wake(wake) {
      if (!isTimeOver && wake.kind === 'event' && !unseen.has(wake.eventId)) look(wake.eventId);
    },
    stop: () => close(() => host.released()),
    keep: (): Kept => ({ unseen: [...unseen] }),
  };
}
