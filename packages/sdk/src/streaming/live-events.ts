import { ConnectionError, isPerduraError } from '../errors.ts';
import type { RunMessage, RunState, StepMessage, StepResult } from '../generated/openapi.ts';
import { aborted, delayBefore, mayRetry, pause } from '../transport/retry.ts';
import { readServerSentEvents } from './server-sent-events.ts';

const ATTEMPTS_WITHOUT_NEWS = 8;

/** One change of a run, or of one of its steps, with what they are after it. */
export type LiveEvent = Read<RunMessage, RunState> | Read<StepMessage, StepResult>;

/** A message of the stream whose text has been read. */
type Read<Message, Data> = Omit<Message, 'data'> & { data: Data };

export interface LiveOptions {
  /** Ends the stream; the iteration rejects with `AbortedError`. */
  signal?: AbortSignal | undefined;
  /** Id of the last event that was received: the stream goes on after it. */
  lastEventId?: string | undefined;
}

/**
 * Live events that outlive broken connections: after each, the stream is opened again behind the last event. Ends when the
 * server has nothing more to tell (204), or when `isLast` says so of an event.
 *
 * @throws PerduraError when the stream is refused, or cannot be had after several attempts
 */
export async function* liveEvents(
  open: (lastEventId: string | undefined, signal: AbortSignal | undefined) => Promise<Response>,
  { signal, lastEventId }: LiveOptions,
  isLast: (event: LiveEvent) => boolean,
): AsyncGenerator<LiveEvent, void, undefined> {
  let last = lastEventId;
  for (let fruitless = 0; ; fruitless += 1) {
    try {
      const response = await open(last, signal);
      if (response.status === 204) return;
      for await (const { id, event, data } of readServerSentEvents(response)) {
        if ((event !== 'run' && event !== 'step') || id === null) continue;
        last = id;
        fruitless = 0;
        const told = { event, id, data: JSON.parse(data) } as LiveEvent;
        yield told;
        if (isLast(told)) return;
      }
    } catch (error) {
      if (signal?.aborted === true) throw aborted(signal);
      if (!isBroken(error) || fruitless >= ATTEMPTS_WITHOUT_NEWS) throw error;
    }
    const detail = 'The stream ended before its time';
    const broken = new ConnectionError({ status: null, code: 'CONNECTION_FAILED', detail });
    if (fruitless >= ATTEMPTS_WITHOUT_NEWS) throw broken;
    await pause(delayBefore(Math.min(fruitless, 4), broken), signal);
  }
}

/** Whether the connection failed, and not what was asked for: readers of a broken body throw errors of the platform. */
function isBroken(error: unknown): boolean {
  return isPerduraError(error) ? mayRetry(error, true) : !(error instanceof SyntaxError);
}
