/** Sees what a call left running: timers, sockets, reads. What keeps this process awake counts, kept-alive sockets do not. */

/** How long what is about to end may take to end. */
const GRACE_MS = [5, 20, 75];

/**
 * @typedef {object} Leftovers
 * @property {() => boolean} none whether nothing more runs now than in the beginning
 * @property {() => Promise<boolean>} end the same, a little later
 */

/** @returns {Leftovers} */
export function watchLeftovers() {
  const before = countRunning();
  const none = () => isWithin(countRunning(), before);
  return {
    none,
    async end() {
      for (const pauseMs of GRACE_MS) {
        await new Promise((resolve) => setTimeout(resolve, pauseMs));
        if (none()) return true;
      }
      return false;
    },
  };
}

function countRunning() {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const type of process.getActiveResourcesInfo()) counts.set(type, (counts.get(type) ?? 0) + 1);
  return counts;
}

/**
 * @param {Map<string, number>} now
 * @param {Map<string, number>} before
 */
function isWithin(now, before) {
  return [...now].every(([type, count]) => count <= (before.get(type) ?? 0));
}
