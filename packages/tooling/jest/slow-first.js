/**
 * The order of a whole run. Suites that mostly wait (for a schedule's minutes, for the death of a worker to be noticed)
 * begin first, so that none of them is left alone at the end; the others follow as jest orders them.
 */
import Sequencer from '@jest/test-sequencer';

/** Slowest first, as seen in a whole run. */
const SLOW = [
  'control-plane/src/schedule-outage.test.ts',
  'end-to-end/src/bulk-jobs.test.ts',
  'end-to-end/src/volume-outages.test.ts',
  'end-to-end/src/volume-kills.test.ts',
  'api/src/hostile-bodies.test.ts',
  'end-to-end/src/openapi-tools.test.ts',
  'interpreter/src/random-retries.test.ts',
  'interpreter/src/random-runs.test.ts',
  'end-to-end/src/flow-kills.test.ts',
  'end-to-end/src/combined-kills.test.ts',
  'end-to-end/src/terminated-behind-our-back.test.ts',
  'interpreter/src/lost-workers.test.ts',
  'end-to-end/src/cli.test.ts',
  'interpreter/src/random-flows.test.ts',
  'end-to-end/src/nested-waits.test.ts',
  'end-to-end/src/examples.test.ts',
  'end-to-end/src/handbook.test.ts',
  'end-to-end/src/worker-deaths.test.ts',
  'end-to-end/src/slots.test.ts',
  'end-to-end/src/console.test.ts',
  'end-to-end/src/waiting-versions.test.ts',
  'end-to-end/src/sdk.test.ts',
  'api/src/authentication.test.ts',
  'interpreter/src/operators.test.ts',
  'api/src/live/many-watchers.test.ts',
  'api/src/mcp/mcp.test.ts',
];

export default class SlowFirst extends Sequencer {
  /** @param {Parameters<Sequencer['sort']>[0]} tests */
  sort(tests) {
    /** @param {{ path: string }} test */
    const place = ({ path }) => {
      const at = SLOW.findIndex((suite) => path.endsWith(suite));
      return at < 0 ? SLOW.length : at;
    };
    return [...super.sort(tests)].sort((one, other) => place(one) - place(other));
  }
}
