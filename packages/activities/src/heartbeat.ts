/** Most attempts are over before this, and cost no heartbeat. */
const FIRST_AFTER_MS = 2_000;
const INTERVAL_MS = 2_500;

/** Beats for as long as an attempt lasts; answers how to stop it. */
export function startHeartbeat(beat: () => void): () => void {
  let timer = setTimeout(() => {
    beat();
    timer = setInterval(beat, INTERVAL_MS);
  }, FIRST_AFTER_MS);
  return () => clearTimeout(timer);
}
