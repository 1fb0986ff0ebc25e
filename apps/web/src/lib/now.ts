import { useEffect, useState } from 'react';

const TICK_MS = 1_000;

/** The present, in milliseconds since 1970: goes on by the second while something depends on it. */
export function useNow(isTicking: boolean): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    setNow(Date.now());
    if (!isTicking) return;
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, [isTicking]);
  return now;
}
