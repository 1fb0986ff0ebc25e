import type { NodeOpening, ValueRef } from '@perdura/definition/run';
import { INTERPRETER_CODES } from '../node-end.ts';
import { endWait, matchEvent } from '../side-calls.ts';
import type { Driver, DriverHost } from './driver.ts';

/** Waits until one of the events that the run is told of is the one, or the time is over. */
export function waitForEvent(
  host: DriverHost,
  { event, until, onTimeout }: Extract<NodeOpening, { type: 'wait-for-event' }>,
): Driver {
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
  const matched = (found: ValueRef | null) => {
    if (found !== null) host.succeed(found);
  };
  return {
    begin() {
      if (event !== null) {
        host.succeed(event);
        return;
      }
      host.waits();
      if (until !== null) host.timer(Date.parse(until), () => close(timedOut));
    },
    wake(wake) {
      if (wake.kind !== 'event') return;
      const { eventId } = wake;
      host.call({ lane: 'local', work: () => matchEvent({ node: host.input(), eventId }), done: matched });
    },
    stop: () => close(() => host.released()),
    keep: () => null,
  };
}
