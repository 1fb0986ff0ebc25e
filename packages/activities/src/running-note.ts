/** Most attempts are over before this, and are noted once. */
const FIRST_AFTER_MS = 500;
const INTERVAL_MS = 2_000;

/**
 * Notes an attempt while it lasts, so that people see it under way, and again when it has logged more.
 *
 * @param lines how many lines it has logged by now
 * @returns how to stop it
 */
export function noteWhileRunning(note: () => void, lines: () => number): () => void {
  let noted = 0;
  const tell = (): void => {
    noted = lines();
    note();
  };
  let timer = setTimeout(() => {
    tell();
    timer = setInterval(() => {
      if (lines() > noted) tell();
    }, INTERVAL_MS);
  }, FIRST_AFTER_MS);
  return () => clearTimeout(timer);
}
