/**
 * @typedef {object} Clock
 * @property {() => void} start
 * @property {() => boolean} isOver
 * @property {() => boolean} wasOver whether the clock was found to be over, without looking at it again
 */

/**
 * A clock that stands until it is started, and once it is over stays so, whatever the guest catches.
 *
 * @param {number} timeoutMs of computing
 * @returns {Clock}
 */
export function clockOf(timeoutMs) {
  /** @type {(() => number) | null} */
  let spentMs = null;
  let over = false;
  return {
    start() {
      spentMs = stopwatch();
    },
    isOver() {
      if (spentMs !== null && spentMs() > timeoutMs) over = true;
      return over;
    },
    wasOver: () => over,
  };
}

/**
 * Counts the time in which this process computes. What a busy machine keeps it waiting is nobody's fault: an expression
 * must not fail by that. Other threads count as well, so it is the most that one of them can have had.
 *
 * @returns {() => number} milliseconds so far
 */
export function stopwatch() {
  const [wallMs, cpuMs] = [performance.now(), processCpuMs()];
  return () => Math.min(performance.now() - wallMs, processCpuMs() - cpuMs);
}

function processCpuMs() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}
