import { setTimeout as pause } from 'node:timers/promises';
import type { Response } from 'express';
import type { Logger } from 'pino';
import type { Feed } from '../live/feed.ts';
import { StreamedBody } from './streamed-body.ts';

export interface EventStreamParts {
  feed: Feed;
  /** The stream begins after this id. */
  after: number;
  /** Told at the beginning, so that who is cut off before the first event comes back to the same place. */
  tellsPlace: boolean;
  /** Ends the stream in good order, to be taken up on another connection. */
  closing: AbortSignal;
  /** Called once, when the stream is over. */
  onClosed(): void;
  log: Logger;
  settings: EventStreamSettings;
}

export interface EventStreamSettings {
  /** Between two comments that keep the connection, in milliseconds. */
  heartbeatMs: number;
  /** How long a caller may take nothing of what was sent before it is cut off, in milliseconds. */
  stallMs: number;
  /** What callers are told to wait before they come back, in milliseconds. */
  retryMs: number;
}

/** Pause before the next try while a feed cannot be read, in milliseconds. */
const OUTAGE_PAUSE_MS = 1_000;

/**
 * The body of an answer that is server-sent events: goes on until its feed is over, the caller hangs up, or the server
 * closes. A piece is made when the one before was taken, so that a slow caller holds one piece and no queue.
 */
export class EventStream extends StreamedBody {
  readonly #parts: EventStreamParts;

  constructor(parts: EventStreamParts) {
    super();
    this.#parts = parts;
  }

  async send(response: Response): Promise<void> {
    const { closing, onClosed, log } = this.#parts;
    const over = new AbortController();
    const end = (): void => over.abort();
    response.once('close', end);
    response.on('error', end);
    closing.addEventListener('abort', end, { once: true });
    if (closing.aborted || response.destroyed) end();
    try {
      this.#open(response);
      if (response.req.method !== 'HEAD') await this.#tell(response, over.signal);
      response.end();
    } catch (error) {
      // Who got a part reconnects, and is told the rest.
      log.error({ err: error }, 'a stream of events was cut');
      response.destroy();
    } finally {
      closing.removeEventListener('abort', end);
      onClosed();
    }
  }

  #open(response: Response): void {
    const { after, tellsPlace, settings } = this.#parts;
    response.set({
      'Content-Type': 'text/event-stream; charset=utf-8',
      // Express has it already; said again, since a stream that is stored is of no use to anybody.
      'Cache-Control': 'no-store, no-transform',
      'X-Accel-Buffering': 'no',
      'X-Content-Type-Options': 'nosniff',
    });
    response.flushHeaders();
    if (response.req.method === 'HEAD') return;
    response.socket?.setKeepAlive(true, settings.heartbeatMs);
    response.write(`retry: ${settings.retryMs}\n${tellsPlace ? `id: ${after}\n` : ''}\n`);
  }

  async #tell(response: Response, over: AbortSignal): Promise<void> {
    const { feed, settings } = this.#parts;
    const heartbeat = setInterval(() => {
      if (!response.writableNeedDrain) response.write(':\n\n');
    }, settings.heartbeatMs);
    heartbeat.unref();
    try {
      let id = this.#parts.after;
      while (!over.aborted && !feed.isOver(id)) {
        const { version } = feed;
        const next = await this.#next(id, over);
        if (next === null || over.aborted) continue;
        if (next.events.length > 0) await write(response, next.events.map(({ text }) => text).join(''), settings, over);
        else if (next.upTo === id) await feed.news(version, over);
        id = next.upTo;
      }
    } finally {
      clearInterval(heartbeat);
    }
  }

  /** Null while the feed cannot be read: the stream stays open, and goes on where it is. */
  async #next(id: number, over: AbortSignal) {
    try {
      return await this.#parts.feed.after(id);
    } catch (error) {
      this.#parts.log.debug({ err: error }, 'a feed of events cannot be read');
      await pause(OUTAGE_PAUSE_MS, undefined, { signal: over }).catch(() => undefined);
      return null;
    }
  }
}

/** Sends a piece, and waits until there is room for the next. Cuts off who takes nothing for too long. */
async function write(
  response: Response,
  text: string,
  { stallMs }: EventStreamSettings,
  over: AbortSignal,
): Promise<void> {
  if (response.write(text) || over.aborted) return;
  await new Promise<void>((resolve) => {
    const stalled = setTimeout(() => response.destroy(), stallMs);
    const done = (): void => {
      clearTimeout(stalled);
      response.removeListener('drain', done);
      over.removeEventListener('abort', done);
      resolve();
    };
    response.once('drain', done);
    over.addEventListener('abort', done, { once: true });
  });
}
