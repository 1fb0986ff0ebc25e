import type { NodeOpening } from '@perdura/definition/run';
import type { Driver, DriverHost } from './driver.ts';

/** Waits until a time; one that has passed ends the step at once. */
export function delay(host: DriverHost, { until }: Extract<NodeOpening, { type: 'delay' }>): Driver {
  const done = () => host.succeed({ value: { until } });
  return {
    begin() {
      const at = Date.parse(until);
      if (at <= Date.now()) {
        done();
        return;
      }
      host.waits();
      host.timer(at, done);
    },
    stop: () => host.released(),
    keep: () => null,
  };
}
