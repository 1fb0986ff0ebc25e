import { useCallback, useEffect, useRef } from 'react';

/** Calls an action at once, then at most once in that many milliseconds; the last call is never lost. */
export function useThrottled(action: () => void, milliseconds: number): () => void {
  const latest = useRef(action);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const isAsked = useRef(false);
  useEffect(() => {
    latest.current = action;
  });
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      timer.current = undefined;
      isAsked.current = false;
    },
    [],
  );
  return useCallback(() => {
    const act = () => {
      isAsked.current = false;
      latest.current();
      timer.current = setTimeout(() => {
        timer.current = undefined;
        if (isAsked.current) act();
      }, milliseconds);
    };
    if (timer.current === undefined) act();
    else isAsked.current = true;
  }, [milliseconds]);
}
