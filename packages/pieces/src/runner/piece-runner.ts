import type { PieceCall, PieceCallResult } from './piece-call.ts';
import type { PieceHost } from './piece-host.ts';

/**
 * Runs pieces and code steps in child processes that have no environment, no files but their own packages, no
 * processes and no sockets but those that `outbound` permits.
 */
export interface PieceRunner {
  /**
   * Runs one call. What goes wrong inside is told by the result and never thrown.
   *
   * @param host answers what the piece asks for during this call, and is asked nothing after it
   * @throws the signal's reason when it aborts: the child is ended then
   * @throws {Error} when the runner is closed
   */
  call(call: PieceCall, host: PieceHost, limits?: CallLimits): Promise<PieceCallResult>;
  /** What the runner does and did, for metrics. */
  stats(): PieceRunnerStats;
  /** Ends all children; calls under way fail as PIECE_CRASHED. */
  close(): Promise<void>;
}

export interface CallLimits {
  signal?: AbortSignal;
  /** Counted from when the child has the call; a cold child's start is not counted. @default the runner's */
  timeoutMs?: number;
}

export interface PieceRunnerOptions {
  outbound: PieceOutbound;
  /** How many children may live at once. @default by processors and memory, 2 to 16 */
  maxProcesses?: number;
  /** Memory that a child may hold, in megabytes; half again is left for what lies outside of JavaScript's heap. @default 256 */
  memoryMb?: number;
  /** @default 60_000 */
  timeoutMs?: number;
  /** A child without calls for so long ends. @default 300_000 */
  idleMs?: number;
  /**
   * How long a call waits for a child of its own that is at work before another is started beside it; ten times as long
   * while such a child is new, or where another's would have to end for it, which may be wanted at once. @default 100
   */
  patienceMs?: number;
  /** Calls that may wait for a child. @default 1_000 */
  maxQueued?: number;
  /** How long a call may wait for a child. @default 60_000 */
  maxQueuedMs?: number;
  /** Limit on one message of a child, a file that it writes among them, in bytes of JSON. @default 36 MiB, for files of 25 MB */
  maxMessageBytes?: number;
  /** Limit on what the output, a response or a value may hold, in bytes of JSON. @default 8 MiB */
  maxAnswerBytes?: number;
}

/** Which addresses pieces may call. */
export interface PieceOutbound {
  /**
   * Says why an address must not be called, or null when it may be.
   *
   * @param address an IPv4 or IPv6 address
   * @param names host names that the piece looked up and that do resolve to this address
   * @param boundTo hosts that the secrets of this call may go to; any where there are none
   */
  refusal(address: string, port: number, names: readonly string[], boundTo: readonly string[]): string | null;
}

export interface PieceRunnerStats {
  /** Children that live now, and those of them that have a call. */
  processes: number;
  busy: number;
  queued: number;
  calls: number;
  started: number;
  /** Children that were ended for breaking a limit, by code of the failure. */
  killed: Readonly<Record<string, number>>;
}
