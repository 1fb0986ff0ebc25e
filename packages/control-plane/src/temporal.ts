import { setTimeout as pause } from 'node:timers/promises';
import { Client, Connection, makeGrpcRetryInterceptor, type TLSConfig } from '@temporalio/client';
import { readiness, type TemporalReadiness } from './readiness.ts';
import { isAway, isTemporalUnavailable, isTransient, TemporalUnavailable } from './temporal-errors.ts';

/** Limit on one call to Temporal, in milliseconds, unless the call names its own. */
const DEFAULT_DEADLINE_MS = 5_000;

/** After Temporal refused a connection, callers that must not wait skip it for this long, in milliseconds. */
const AWAY_MS = 1_000;

export interface TemporalOptions {
  /** `host:port`. */
  address: string;
  /** @default 'default' */
  namespace?: string;
  /** The task queue that the workers poll. @default 'perdura' */
  taskQueue?: string;
  /** `true` or certificates for TLS; plain text otherwise. */
  tls?: TLSConfig | boolean;
  apiKey?: string;
  /** Name of this process in Temporal's histories. */
  identity?: string;
}

/** A connection to Temporal that is made when it is first used and made again whenever it is lost. */
export interface Temporal {
  readonly client: Client;
  readonly namespace: string;
  readonly taskQueue: string;
  /**
   * Runs calls to Temporal under one deadline.
   *
   * @param deadlineMs limit on all calls of `work` together, in milliseconds
   * @throws TemporalUnavailable when Temporal does not answer in time; other errors of the client as they are
   */
  call<T>(work: (client: Client) => Promise<T>, deadlineMs?: number): Promise<T>;
  /** Whether the newest call found nobody listening, a moment ago: a caller in a hurry can skip its own try. */
  seemsAway(): boolean;
  /** What `/readyz` reports about Temporal. Never throws. */
  ready(deadlineMs?: number): Promise<TemporalReadiness>;
  close(): Promise<void>;
}

/** Prepares a connection; nothing is sent before the first call, and a server that is away is no error here. */
export function connectTemporal(options: TemporalOptions): Temporal {
  const calls: OpenCalls = { count: 0, closing: false };
  const connection = Connection.lazy(connectionOptions(options, calls));
  const namespace = options.namespace ?? 'default';
  const taskQueue = options.taskQueue ?? 'perdura';
  const client = new Client({ connection, namespace, ...(options.identity ? { identity: options.identity } : {}) });
  let awayUntil = 0;

  const call = async <T>(work: (client: Client) => Promise<T>, deadlineMs = DEFAULT_DEADLINE_MS): Promise<T> => {
    calls.count += 1;
    try {
      const answer = await client.withDeadline(Date.now() + deadlineMs, () => work(client));
      awayUntil = 0;
      return answer;
    } catch (error) {
      if (isAway(error)) awayUntil = Date.now() + AWAY_MS;
      if (isTemporalUnavailable(error)) throw TemporalUnavailable.from(error, options.address, namespace);
      throw error;
    } finally {
      calls.count -= 1;
    }
  };

  return {
    client,
    namespace,
    taskQueue,
    call,
    seemsAway: () => Date.now() < awayUntil,
    ready: (deadlineMs = 2_000) => readiness({ call, namespace, taskQueue }, deadlineMs),
    async close() {
      calls.closing = true;
      // What is to be repeated shortly finds the connection still there: a repeat on a closed one throws at nobody.
      if (calls.count > 0) await pause(LONGEST_RETRY_DELAY_MS * 1.25);
      await connection.close();
    },
  };
}

/** What is under way when the connection is closed. */
interface OpenCalls {
  count: number;
  closing: boolean;
}

function connectionOptions(options: TemporalOptions, calls: OpenCalls): Parameters<typeof Connection.lazy>[0] {
  const retryableDecider: typeof isRetryable = (attempt, status) => !calls.closing && isRetryable(attempt, status);
  return {
    address: options.address,
    tls: options.tls ?? null,
    ...(options.apiKey ? { apiKey: options.apiKey } : {}),
    interceptors: [makeGrpcRetryInterceptor({ delayFunction: retryDelayMs, retryableDecider })],
    channelArgs: {
      // A channel waits up to two minutes between attempts by default: far too long after a short restart.
      'grpc.initial_reconnect_backoff_ms': 100,
      'grpc.max_reconnect_backoff_ms': 1_000,
      'grpc.keepalive_time_ms': 10_000,
      'grpc.keepalive_timeout_ms': 5_000,
      'grpc.keepalive_permit_without_calls': 1,
    },
  };
}

/** Retries stay short, so that a call never outlasts its deadline by much. */
const LONGEST_RETRY_DELAY_MS = 400;

function retryDelayMs(attempt: number): number {
  return Math.min(LONGEST_RETRY_DELAY_MS, 50 * 2 ** attempt) * (0.8 + Math.random() * 0.4);
}

function isRetryable(attempt: number, status: { code: number; details: string }): boolean {
  return attempt < 4 && isTransient(status);
}
