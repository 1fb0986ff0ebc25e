import { useEffect, useRef, useState } from 'react';
import { session } from './api-client.ts';
import { locale } from './language.ts';
import { type ServerEvent, SseParser } from './sse-parser.ts';

/** Pauses between two tries to connect: the first, and the longest, in milliseconds. */
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;
/** A server says something every 15 seconds: after so long a silence the connection is dead. */
const SILENCE_MS = 45_000;

/**
 * Watches a stream of the API while the page is looked at: comes back by itself after the last event, and lets go of the
 * connection while the page is hidden, since browsers have few. Answers whether the stream is open now.
 *
 * @param path address of the stream; null for none
 */
export function useEventStream(path: string | null, onEvent: (event: ServerEvent) => void): boolean {
  const [openPath, setOpenPath] = useState<string | null>(null);
  const isVisible = useIsVisible();
  const listener = useRef(onEvent);
  useEffect(() => {
    listener.current = onEvent;
  });
  const lastEventId = useRef({ path, id: '' });
  useEffect(() => {
    if (path === null || !isVisible) return;
    if (lastEventId.current.path !== path) lastEventId.current = { path, id: '' };
    const over = new AbortController();
    void watch(path, lastEventId.current, over.signal, {
      onEvent: (event) => listener.current(event),
      onOpen: (isOpen) => setOpenPath(isOpen ? path : null),
    });
    return () => {
      over.abort();
      setOpenPath(null);
    };
  }, [path, isVisible]);
  return path !== null && openPath === path;
}

interface Watcher {
  onEvent: (event: ServerEvent) => void;
  onOpen: (isOpen: boolean) => void;
}

/** Goes on until the stream is over (204), refused, or the signal says so. */
async function watch(path: string, place: { id: string }, over: AbortSignal, watcher: Watcher): Promise<void> {
  let failures = 0;
  while (!over.aborted) {
    const started = performance.now();
    const { next, retryMs } = await connection(path, place, over, watcher);
    if (over.aborted) return;
    watcher.onOpen(false);
    if (next === 'stop') return;
    failures = performance.now() - started > SILENCE_MS ? 0 : failures + 1;
    const pause = failures <= 1 ? (retryMs ?? FIRST_PAUSE_MS) : FIRST_PAUSE_MS * 2 ** Math.min(failures, 10);
    await paused(Math.min(pause, LONGEST_PAUSE_MS), over);
  }
}

interface Ended {
  next: 'again' | 'stop';
  retryMs: number | null;
}

async function connection(
  path: string,
  place: { id: string },
  over: AbortSignal,
  { onEvent, onOpen }: Watcher,
): Promise<Ended> {
  const cut = new AbortController();
  const cutNow = () => cut.abort();
  over.addEventListener('abort', cutNow);
  let silence = setTimeout(cutNow, SILENCE_MS);
  const parser = new SseParser(place.id);
  try {
    const response = await fetch(path, { headers: headersOf(place.id), signal: cut.signal, cache: 'no-store' });
    if (response.status === 204 || (response.status >= 400 && response.status < 500 && response.status !== 429)) {
      return { next: 'stop', retryMs: null };
    }
    if (!response.ok || response.body === null) return { next: 'again', retryMs: null };
    onOpen(true);
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
      clearTimeout(silence);
      silence = setTimeout(cutNow, SILENCE_MS);
      const events = parser.feed(piece.value);
      place.id = parser.lastEventId;
      if (!over.aborted) events.forEach(onEvent);
    }
  } catch {
    // A connection that is lost is what coming back is for.
  } finally {
    clearTimeout(silence);
    over.removeEventListener('abort', cutNow);
  }
  return { next: 'again', retryMs: parser.retryMs };
}

function headersOf(lastEventId: string): Record<string, string> {
  const key = session.key();
  return {
    accept: 'text/event-stream',
    'accept-language': locale,
    ...(key === null ? {} : { 'x-api-key': key }),
    ...(lastEventId === '' ? {} : { 'last-event-id': lastEventId }),
  };
}

async function paused(milliseconds: number, over: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    over.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}

function useIsVisible(): boolean {
  const [isVisible, setIsVisible] = useState(document.visibilityState !== 'hidden');
  useEffect(() => {
    const look = () => setIsVisible(document.visibilityState !== 'hidden');
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, []);
  return isVisible;
}
