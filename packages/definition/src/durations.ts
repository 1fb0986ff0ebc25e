const UNIT_MS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

/** Weeks, days, hours, minutes and seconds of ISO 8601; months and years have no fixed length and are refused. */
const ISO =
  /^P(?:(\d+(?:\.\d+)?)W)?(?:(\d+(?:\.\d+)?)D)?(?:T(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?)?$/i;
const SHORT = /^(?:\d+(?:\.\d+)?(?:ms|[smhdw])\s*)+$/i;
const SHORT_PART = /(\d+(?:\.\d+)?)(ms|[smhdw])/gi;
const LONGEST_TEXT = 64;

/**
 * Milliseconds of a duration, ISO 8601 (`PT10M`, `P90D`) or short (`5s`, `90d`, `1h30m`).
 *
 * @returns whole milliseconds, or null when the text is no duration.
 */
export function parseDuration(text: string): number | null {
  const trimmed = text.trim();
  if (trimmed.length > LONGEST_TEXT) return null;
  const ms = SHORT.test(trimmed) ? shortMs(trimmed) : isoMs(trimmed);
  return ms !== null && Number.isSafeInteger(Math.round(ms)) ? Math.round(ms) : null;
}

function shortMs(text: string): number {
  let total = 0;
  for (const [, amount, unit] of text.matchAll(SHORT_PART)) {
    total += Number(amount) * UNIT_MS[(unit ?? 'ms').toLowerCase() as keyof typeof UNIT_MS];
  }
  return total;
}

function isoMs(text: string): number | null {
  const parts = ISO.exec(text)?.slice(1);
  if (parts?.some((part) => part !== undefined) !== true) return null;
  const units = [UNIT_MS.w, UNIT_MS.d, UNIT_MS.h, UNIT_MS.m, UNIT_MS.s];
  return units.reduce((total, unit, index) => total + Number(parts[index] ?? 0) * unit, 0);
}
