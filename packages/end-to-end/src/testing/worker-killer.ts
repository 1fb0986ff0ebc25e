import { eventually } from '@perdura/testkit';
import type { AppProcess } from './app-process.ts';
import type { HttpLedger } from './http-ledger.ts';
import type { Stack } from './stack.ts';

/** A kill that is known to have hit a step of a live run. */
export interface Kill {
  pid: number;
  /** The run whose step was under way in that worker, by what Temporal said right after its death. */
  runId: string;
  /** In milliseconds of this process's own clock. */
  atMs: number;
}

interface Target {
  worker: AppProcess;
  runId: string;
}

/** How many of the last requests are looked at for a worker that waits for its answer. */
const LOOK_BACK = 24;

/** Kills workers in the middle of steps that call the ledger, and starts them again. */
export class WorkerKiller {
  readonly kills: Kill[] = [];
  /** Kills after which Temporal no longer knew the step as under way. */
  missed = 0;
  readonly #stack: Stack;
  readonly #ledger: HttpLedger;

  constructor(stack: Stack, ledger: HttpLedger) {
    this.#stack = stack;
    this.#ledger = ledger;
  }

  /** Ends so many workers at the same moment with SIGKILL, each in the middle of a step, and starts them again. */
  async strike(count: number): Promise<void> {
    const targets = await this.#killInSteps(count);
    await Promise.all(targets.map(({ worker }) => worker.start()));
  }

  /** The steps that call from now on wait at the gate, so that none of them ends between the look and the kill. */
  async #killInSteps(count: number): Promise<Target[]> {
    const from = this.#ledger.arrivals.length;
    this.#ledger.gate.close();
    try {
      const targets = await this.#targets(count, from);
      const struck = targets.map(({ worker, runId }) => ({ pid: worker.pid, runId, atMs: performance.now() }));
      await Promise.all(targets.map(({ worker }) => worker.kill()));
      for (const kill of struck) {
        if ((await this.#holderOf(kill.runId)) === kill.pid) this.kills.push(kill);
        else this.missed += 1;
      }
      return targets;
    } finally {
      this.#ledger.gate.open();
    }
  }

  #targets(count: number, from: number): Promise<Target[]> {
    return eventually(
      async () => {
        const found = await this.#workersInSteps(from);
        const inTurn = this.kills.length % 2 === 0 ? found : found.toReversed();
        return inTurn.length >= count ? inTurn.slice(0, count) : null;
      },
      { timeoutMs: 120_000, intervalMs: 20, what: `${count} workers to be in the middle of a step` },
    );
  }

  /** One run for each worker that is in the middle of a step now, told from the requests since `from`. */
  async #workersInSteps(from: number): Promise<Target[]> {
    const held = this.#ledger.arrivals.slice(from).slice(-LOOK_BACK);
    const runIds = [...new Set(held.map(({ key }) => key.split('/')[0] ?? ''))];
    const pids = await Promise.all(runIds.map((runId) => this.#holderOf(runId)));
    return this.#stack.workers.flatMap((worker) => {
      const runId = runIds[pids.indexOf(worker.pid)];
      return runId === undefined ? [] : [{ worker, runId }];
    });
  }

  /** The process that has the step of a run, as Temporal knows it; null when no step is under way. */
  async #holderOf(runId: string): Promise<number | null> {
    const { raw } = await this.#stack.temporalClient.workflow.getHandle(`run-${runId}`).describe();
    const step = raw.pendingActivities?.find(({ state }) => state === STARTED);
    const pid = /^(\d+)@/.exec(step?.lastWorkerIdentity ?? '')?.[1];
    return pid === undefined ? null : Number(pid);
  }
}

/** `PENDING_ACTIVITY_STATE_STARTED` of Temporal's protocol. */
const STARTED = 2;
