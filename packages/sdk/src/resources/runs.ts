import { TimeoutError } from '../errors.ts';
import { RunsMethods } from '../generated/methods.ts';
import type { Run } from '../generated/openapi.ts';
import type { CallOptions, QueryOf } from '../resource.ts';
import { type LiveEvent, type LiveOptions, liveEvents } from '../streaming/live-events.ts';
import { aborted } from '../transport/retry.ts';

const ENDED = new Set<string>(['completed', 'failed', 'cancelled']);

/** Whether a run of this state goes no further. */
export function hasEnded({ status }: { status: string }): boolean {
  return ENDED.has(status);
}

export interface WaitOptions {
  /** Milliseconds until it rejects with `TimeoutError`; the run goes on. @default no limit */
  timeoutMs?: number | undefined;
  signal?: AbortSignal | undefined;
  /** Called with each state of the run and of its steps, as they come. */
  onEvent?: ((event: LiveEvent) => void) | undefined;
}

/** Runs of workflows. */
export class Runs extends RunsMethods {
  /**
   * Tells what a run and its steps are now, then each change, until the run has ended. Broken connections are made again,
   * and the stream goes on after the last event.
   *
   * `GET /v1/runs/{id}/events`
   */
  stream(id: string, options: LiveOptions & Pick<CallOptions, 'headers'> = {}): AsyncIterable<LiveEvent> {
    const { headers } = options;
    return liveEvents(
      (lastEventId, signal) => this.caller.open('watchRun', [id], undefined, { lastEventId, signal, headers }),
      options,
      ({ event, data }) => event === 'run' && hasEnded(data),
    );
  }

  /**
   * Tells of each run that passes the filters, whenever it begins to or changes, from now on; never ends by itself.
   *
   * `GET /v1/runs/events`
   */
  streamAll(
    options: Omit<QueryOf<'watchRuns'>, 'lastEventId'> & LiveOptions & Pick<CallOptions, 'headers'> = {},
  ): AsyncIterable<LiveEvent> {
    const { lastEventId: _first, signal: _signal, ...rest } = options;
    return liveEvents(
      (lastEventId, signal) => this.caller.open('watchRuns', [], undefined, { ...rest, lastEventId, signal }),
      options,
      () => false,
    );
  }

  /**
   * Waits until a run has ended, and answers it with its steps. It follows the run's stream, and asks again and again where
   * streams are not to be had.
   *
   * @throws TimeoutError when `timeoutMs` is over; the run goes on
   */
  async waitForRun(id: string, { timeoutMs, signal, onEvent }: WaitOptions = {}): Promise<Run> {
    const controller = new AbortController();
    const end = () => controller.abort(signal?.reason);
    if (signal?.aborted) throw aborted(signal);
    signal?.addEventListener('abort', end, { once: true });
    let late = false;
    const timer = timeoutMs === undefined ? undefined : setTimeout(expire, timeoutMs);
    function expire() {
      late = true;
      controller.abort();
    }
    try {
      for await (const event of this.stream(id, { signal: controller.signal })) onEvent?.(event);
      return await this.get(id, { signal: controller.signal });
    } catch (error) {
      if (!late) throw error;
      const detail = `Run ${id} has not ended within ${timeoutMs} ms; it goes on`;
      throw new TimeoutError({ status: null, code: 'TIMED_OUT', detail, runId: id, cause: error });
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
    }
  }
}
