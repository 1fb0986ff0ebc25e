import { createHash } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import { availableParallelism, totalmem } from 'node:os';
import { compilerHome } from './child-command.ts';
import { type ChildNeed, ChildPool, type TakenChild } from './child-pool.ts';
import { hostAnswers } from './host-requests.ts';
import { nameCheck } from './name-check.ts';
import { orphanGuard } from './orphan-guard.ts';
import type { PieceCall, PieceCallResult } from './piece-call.ts';
import type { PieceHost } from './piece-host.ts';
import { failed } from './piece-result.ts';
import type { CallLimits, PieceRunner, PieceRunnerOptions } from './piece-runner.ts';

const MEGABYTE = 1024 * 1024;
const DEFAULT_MEMORY_MB = 256;
/** What a process holds outside of JavaScript's heap: code, buffers, the runtime itself. */
const BESIDE_HEAP = 1.5;

export function createPieceRunner(options: PieceRunnerOptions): PieceRunner {
  const { timeoutMs = 60_000, memoryMb = DEFAULT_MEMORY_MB } = options;
  const guard = orphanGuard();
  const pool = new ChildPool({
    maxProcesses: options.maxProcesses ?? defaultProcesses(memoryMb),
    memoryMb,
    idleMs: options.idleMs ?? 300_000,
    patienceMs: options.patienceMs ?? 100,
    maxQueued: options.maxQueued ?? 1_000,
    maxQueuedMs: options.maxQueuedMs ?? 60_000,
    child: {
      answers: hostAnswers(options.outbound, nameCheck()),
      guard,
      residentLimit: memoryMb * BESIDE_HEAP * MEGABYTE,
      maxMessageBytes: options.maxMessageBytes ?? 36 * MEGABYTE,
      maxAnswerBytes: options.maxAnswerBytes ?? 8 * MEGABYTE,
    },
  });
  let calls = 0;
  let closed = false;
  return {
    async call(call, host, limits = {}) {
      if (closed) throw new Error('The runner of pieces is closed.');
      limits.signal?.throwIfAborted();
      calls++;
      const located = await locate(call);
      const need = await needOf(located);
      let taken: TakenChild;
      try {
        taken = await pool.take(need, limits.signal);
      } catch (error) {
        limits.signal?.throwIfAborted();
        return failed('PIECE_UNAVAILABLE', `There is no process for it: ${messageOf(error)}`, true);
      }
      return runIn(taken, located, host, { timeoutMs, ...limits });
    },
    stats: () => ({
      processes: pool.processes,
      busy: pool.busy,
      queued: pool.queued,
      calls,
      started: pool.started,
      killed: { ...pool.killed },
    }),
    async close() {
      closed = true;
      await pool.close();
      guard.close();
    },
  };
}

function messageOf(error: unknown): string {
  return String(Object(error).message ?? error);
}

type Limits = CallLimits & { timeoutMs: number };

async function runIn(taken: TakenChild, call: PieceCall, host: PieceHost, limits: Limits): Promise<PieceCallResult> {
  const { signal, timeoutMs } = limits;
  const end = () => taken.child.kill(null);
  signal?.addEventListener('abort', end, { once: true });
  // Aborted while the child was made.
  if (signal?.aborted === true) end();
  try {
    const result = await begin(taken, call, host, timeoutMs);
    signal?.throwIfAborted();
    return result;
  } finally {
    signal?.removeEventListener('abort', end);
  }
}

async function begin({ child, free }: TakenChild, call: PieceCall, host: PieceHost, timeoutMs: number) {
  let running: Promise<PieceCallResult>;
  try {
    running = child.run(call, host, timeoutMs, free);
  } catch (error) {
    child.kill(null);
    await free();
    throw error;
  }
  return running;
}

/** Permissions are for real paths. What is not there shows when the code asks for it. */
async function locate(call: PieceCall): Promise<PieceCall> {
  if (call.kind !== 'code' || call.packages === null) return call;
  const { packages } = call;
  return { ...call, packages: await realpath(packages).catch(() => packages) };
}

/** Processes are shared by nothing but calls of one project of the same package, or of the same source. */
async function needOf(call: PieceCall): Promise<ChildNeed> {
  const { projectId } = call;
  if (call.kind === 'code') {
    const compiler = await compilerHome();
    const packages = call.packages === null ? [] : [call.packages];
    const hash = createHash('sha256').update(`${call.packages}\n${call.code}`).digest('hex');
    return {
      projectId,
      key: `${projectId} code ${hash}`,
      readable: [...compiler.readable, ...packages],
      compiler: compiler.entry,
    };
  }
  const { name, version, entry, readable } = call.piece;
  return { projectId, key: `${projectId} ${name}@${version} ${entry}`, readable, compiler: null };
}

/** As many as the machine bears beside all else. */
function defaultProcesses(memoryMb: number): number {
  const byMemory = Math.floor(totalmem() / 2 / (memoryMb * BESIDE_HEAP * MEGABYTE));
  return Math.max(2, Math.min(16, byMemory, availableParallelism() * 4));
}
