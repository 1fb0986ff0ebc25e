import { setMaxListeners } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import type { RunRow } from '@perdura/database';
import { admitQueued } from './admission.ts';
import { approvalMails, approvalTeller, cancelOrphanedApprovals } from './approvals.ts';
import { bulkJobStarter } from './bulk-jobs.ts';
import { cancelOrphans, parentWaker } from './children.ts';
import { forEachBounded } from './concurrency.ts';
import { startDelivery } from './deliveries.ts';
import { type ControlDependencies, isolated } from './dependencies.ts';
import { deliverCancel } from './end-run.ts';
import { eventDispatcher } from './event-dispatcher.ts';
import { switchFinisher } from './flow-triggers/interrupted-switches.ts';
import { handOver } from './hand-over.ts';
import { startDueRuns } from './later-runs.ts';
import { errorFields } from './logger.ts';
import { calleeTeller, pieceWaker } from './piece-waits.ts';
import {
  closedRunReconciler,
  ENDED_BY_THEMSELVES,
  KILLED,
  liveRunReconciler,
  resetRunReconciler,
} from './reconciler.ts';
import { retentionKeeper } from './retention.ts';
import { pruneFires, watchSchedules } from './schedule-watch.ts';
import { auditSchedules, syncSchedule } from './schedules.ts';
import { type RoundResult, startTaskLoop, type Task, type TaskLoop, type TaskMetrics } from './task-loop.ts';
import { triggerCallStarter } from './trigger-calls.ts';

/** Pauses between the rounds of each duty, in milliseconds. */
export interface HousekeepingIntervals {
  runs: number;
  /** Queued runs of workflows that limit them. */
  admissions: number;
  /** Runs for later whose time has come. */
  laterRuns: number;
  cancels: number;
  events: number;
  deliveries: number;
  /** Operations over many runs that Temporal does not have. */
  bulkJobs: number;
  /** Ends of child runs that their parents were not told of. */
  parents: number;
  /** Resumed pieces whose runs were not told of it. */
  pieceWaits: number;
  /** Failed runs that are to fail those that called them. */
  callees: number;
  /** Calls of triggers that Temporal does not have. */
  triggerCalls: number;
  /** Triggers that were being switched on or off by somebody who died. */
  triggerSwitches: number;
  /** Changes of approvals that their runs were not told of. */
  approvals: number;
  /** Approvers who are still to be mailed. */
  approvalMails: number;
  /** Links into accounts that are still to be mailed. */
  accountMails: number;
  /** Children and approvals whose runs have ended without them. */
  orphans: number;
  schedules: number;
  audit: number;
  /** What became of the times of schedules for which no run came. */
  fires: number;
  /** Runs that were terminated or timed out. */
  killedRuns: number;
  /** Runs that ended by themselves: nearly all are recorded. */
  endedRuns: number;
  /** Runs that were reset in Temporal. */
  resetRuns: number;
  liveRuns: number;
  prune: number;
  /** Runs and blobs that are kept no longer. */
  retention: number;
  /** How often a process that does not lead tries to. */
  takeOver: number;
}

export const DEFAULT_INTERVALS: HousekeepingIntervals = {
  runs: 1_000,
  admissions: 1_000,
  laterRuns: 500,
  cancels: 1_000,
  events: 1_000,
  deliveries: 1_000,
  bulkJobs: 1_000,
  parents: 1_000,
  pieceWaits: 1_000,
  callees: 1_000,
  triggerCalls: 1_000,
  triggerSwitches: 15_000,
  approvals: 1_000,
  approvalMails: 1_000,
  accountMails: 1_000,
  orphans: 5_000,
  schedules: 2_000,
  audit: 180_000,
  fires: 5_000,
  killedRuns: 5_000,
  endedRuns: 10_000,
  resetRuns: 10_000,
  liveRuns: 5_000,
  prune: 3_600_000,
  retention: 60_000,
  takeOver: 1_000,
};

/** What housekeeping counts. */
export interface HousekeepingMetrics extends TaskMetrics {
  /** Whether this process leads. */
  leading(leads: boolean): void;
}

export interface Housekeeping {
  start(): void;
  /** Settles once the rounds under way have ended, or after `graceMs` milliseconds. @default 10000 */
  stop(graceMs?: number): Promise<void>;
  /**
   * Dispatches waiting events and tells parents of their children's ends now, in whatever process: to be called when
   * `record` says that it left something to be brought on.
   */
  wake(): void;
}

/** The inline path has this long, in milliseconds, before housekeeping takes a run or a delivery in hand. */
const INLINE_MS = 2_000;
/**
 * A cancel is delivered again this long after the last time, in milliseconds, as long as the run lives: one that
 * meets a continue-as-new can be lost.
 */
const CANCEL_AGAIN_MS = 15_000;
const KEY_LIFE_MS = 7 * 86_400_000;
const EFFECT_LIFE_MS = 30 * 86_400_000;
/** As long as the address of a file is good. */
const TRIGGER_FILE_LIFE_MS = 30 * 86_400_000;
const BULK_JOB_LIFE_MS = 90 * 86_400_000;
const BATCH = 200;
const AT_ONCE = 16;

const NO_METRICS: HousekeepingMetrics = { round: () => {}, done: () => {}, leading: () => {} };

/**
 * Brings Temporal and PostgreSQL to each other, again and again. Any number of processes may run it; one leads, and
 * another takes over soon after it dies. Every duty can be repeated and can run twice at once without harm.
 */
export function makeHousekeeping(
  deps: ControlDependencies,
  intervals: HousekeepingIntervals,
  metrics: HousekeepingMetrics = NO_METRICS,
): Housekeeping {
  const stopping = new AbortController();
  let running: Promise<void> = Promise.resolve();
  let loops: Map<string, TaskLoop> | null = null;
  // What any process brings on by itself when it is woken, by the name of the duty.
  const urgent: Record<string, Task['round']> = {
    events: eventDispatcher(deps),
    parents: parentWaker(deps),
    callees: calleeTeller(deps),
  };
  let acting: Promise<unknown> | null = null;

  const lead = async (signal: AbortSignal): Promise<void> => {
    metrics.leading(true);
    // Each duty listens to it.
    setMaxListeners(0, signal);
    deps.logger.info({}, 'housekeeping leads');
    loops = new Map(
      tasks(deps, intervals).map((task) => [task.name, startTaskLoop(task, signal, deps.logger, metrics)]),
    );
    await Promise.all([...loops.values()].map((loop) => loop.ended));
    loops = null;
    metrics.leading(false);
    if (!stopping.signal.aborted) deps.logger.warn({}, 'housekeeping lost its lock');
  };

  const compete = async (): Promise<void> => {
    let failing = false;
    while (!stopping.signal.aborted) {
      try {
        await deps.database.withAdvisoryLock('housekeeping', (lost) => lead(AbortSignal.any([lost, stopping.signal])));
        failing = false;
      } catch (error) {
        if (!failing) deps.logger.warn(errorFields(error), 'housekeeping cannot take its lock');
        failing = true;
      }
      await pause(intervals.takeOver, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  };

  return {
    start: () => {
      running = compete();
    },
    stop: async (graceMs = 10_000) => {
      stopping.abort();
      const limit = new AbortController();
      const settled = Promise.all([running, acting]).then(() => limit.abort());
      await Promise.race([settled, pause(graceMs, undefined, { signal: limit.signal }).catch(() => undefined)]);
    },
    wake: () => {
      if (loops !== null) {
        for (const name of Object.keys(urgent)) loops.get(name)?.wake();
        return;
      }
      if (stopping.signal.aborted || acting !== null) return;
      acting = Promise.all(Object.values(urgent).map((round) => round(stopping.signal)))
        .catch((error: unknown) => deps.logger.debug(errorFields(error), 'events wait for housekeeping'))
        .finally(() => {
          acting = null;
        });
    },
  };
}

function tasks(deps: ControlDependencies, every: HousekeepingIntervals): Task[] {
  return [
    { name: 'runs', everyMs: every.runs, round: (signal) => startRuns(deps, signal) },
    { name: 'admissions', everyMs: every.admissions, round: (signal) => admitQueued(deps, signal) },
    { name: 'later-runs', everyMs: every.laterRuns, round: (signal) => startDueRuns(deps, signal) },
    { name: 'cancels', everyMs: every.cancels, round: cancelDeliverer(deps) },
    { name: 'events', everyMs: every.events, round: eventDispatcher(deps) },
    { name: 'deliveries', everyMs: every.deliveries, round: (signal) => startDeliveries(deps, signal) },
    { name: 'bulk-jobs', everyMs: every.bulkJobs, round: bulkJobStarter(deps) },
    { name: 'parents', everyMs: every.parents, round: parentWaker(deps) },
    { name: 'piece-waits', everyMs: every.pieceWaits, round: pieceWaker(deps) },
    { name: 'callees', everyMs: every.callees, round: calleeTeller(deps) },
    { name: 'trigger-calls', everyMs: every.triggerCalls, round: triggerCallStarter(deps) },
    { name: 'trigger-switches', everyMs: every.triggerSwitches, round: switchFinisher(deps) },
    { name: 'approvals', everyMs: every.approvals, round: approvalTeller(deps) },
    { name: 'approval-mails', everyMs: every.approvalMails, round: approvalMails(deps) },
    { name: 'account-mails', everyMs: every.accountMails, round: (signal) => mailAccounts(deps, signal) },
    { name: 'approval-orphans', everyMs: every.orphans, round: () => cancelOrphanedApprovals(deps) },
    { name: 'orphans', everyMs: every.orphans, round: (signal) => cancelOrphans(deps, signal) },
    { name: 'schedules', everyMs: every.schedules, round: (signal) => syncSchedules(deps, signal) },
    { name: 'audit', everyMs: every.audit, round: async (signal) => ({ done: await auditSchedules(deps, signal) }) },
    { name: 'fires', everyMs: every.fires, round: (signal) => watchSchedules(deps, signal) },
    { name: 'killed-runs', everyMs: every.killedRuns, round: closedRunReconciler(deps, KILLED) },
    { name: 'ended-runs', everyMs: every.endedRuns, round: closedRunReconciler(deps, ENDED_BY_THEMSELVES) },
    { name: 'reset-runs', everyMs: every.resetRuns, round: resetRunReconciler(deps) },
    { name: 'live-runs', everyMs: every.liveRuns, round: liveRunReconciler(deps) },
    { name: 'prune', everyMs: every.prune, round: () => prune(deps) },
    { name: 'retention', everyMs: every.retention, round: retentionKeeper(deps) },
    { name: 'announced-changes', everyMs: every.retention, round: () => settleAnnounced(deps) },
  ];
}

async function startRuns(deps: ControlDependencies, signal: AbortSignal): Promise<RoundResult> {
  const runs = await deps.database.runs.undispatched(INLINE_MS, BATCH);
  const start = async (run: RunRow): Promise<boolean> =>
    run.cancelRequestedAt === null ? (await handOver(deps, run)) !== null : await deliverCancel(deps, run);
  const done = await forEachBounded(
    runs,
    AT_ONCE,
    (run) => isolated(deps.logger, { runId: run.id }, 'start of an accepted run', () => start(run)),
    signal,
  );
  return { done, more: runs.length === BATCH };
}

function cancelDeliverer(deps: ControlDependencies): (signal: AbortSignal) => Promise<RoundResult> {
  let delivered = new Map<string, number>();
  return async (signal) => {
    const runs = await deps.database.runs.cancelRequested(1_000);
    const now = Date.now();
    const known = new Map(runs.map((run) => [run.id, delivered.get(run.id) ?? 0]));
    const due = runs.filter((run) => {
      const requestedAt = run.cancelRequestedAt?.getTime() ?? now;
      return now - requestedAt >= INLINE_MS && now - (known.get(run.id) ?? 0) >= CANCEL_AGAIN_MS;
    });
    delivered = known;
    const done = await forEachBounded(
      due,
      AT_ONCE,
      (run) =>
        isolated(deps.logger, { runId: run.id }, 'delivery of a cancel', async () => {
          await deliverCancel(deps, run);
          delivered.set(run.id, now);
          return true;
        }),
      signal,
    );
    return { done };
  };
}

async function startDeliveries(deps: ControlDependencies, signal: AbortSignal): Promise<RoundResult> {
  const deliveries = await deps.database.deliveries.undispatched(INLINE_MS, BATCH);
  const done = await forEachBounded(
    deliveries,
    AT_ONCE,
    (delivery) =>
      isolated(deps.logger, { deliveryId: delivery.id }, 'start of a delivery', () => startDelivery(deps, delivery)),
    signal,
  );
  return { done, more: deliveries.length === BATCH };
}

async function syncSchedules(deps: ControlDependencies, signal: AbortSignal): Promise<RoundResult> {
  const workflows = await deps.database.workflows.schedulesToSync(BATCH);
  const done = await forEachBounded(
    workflows,
    4,
    ({ id: workflowId, projectId }) =>
      isolated(deps.logger, { workflowId }, 'sync of a schedule', async () => {
        await syncSchedule(deps, projectId, workflowId);
        return true;
      }),
    signal,
  );
  return { done, more: workflows.length === BATCH };
}

async function mailAccounts({ mailAccounts: mail }: ControlDependencies, signal: AbortSignal): Promise<RoundResult> {
  const done = mail === undefined ? 0 : await mail(signal);
  return { done, more: done > 0 };
}

/** A change that was announced this long ago is not being made any more. */
const ANNOUNCED_MS = 15 * 60_000;

/** Whoever announced them died: the audit log says that nobody knows whether they were made. */
async function settleAnnounced({ database }: ControlDependencies): Promise<RoundResult> {
  const done = await database.audit.settleAbandoned(new Date(Date.now() - ANNOUNCED_MS), BATCH);
  return { done, more: done === BATCH };
}

async function prune(deps: ControlDependencies): Promise<RoundResult> {
  const { database } = deps;
  const keys = await database.idempotencyKeys.prune(new Date(Date.now() - KEY_LIFE_MS));
  const effects = await database.effects.prune(new Date(Date.now() - EFFECT_LIFE_MS));
  const waits = await database.eventWaits.endOrphans(BATCH * 50);
  const fires = await pruneFires(deps);
  const jobs = await database.bulkJobs.prune(new Date(Date.now() - BULK_JOB_LIFE_MS));
  const files = await database.pieceFiles.prune(new Date(Date.now() - TRIGGER_FILE_LIFE_MS));
  const entries = await pruneSignIns(deps);
  return { done: keys + effects + waits + fires + jobs + files + entries, more: jobs > 0 };
}

/** What ended is shown, and tells addresses that an account was entered from, for a while. */
const SESSION_LIFE_MS = 30 * 86_400_000;
const SIGN_IN_LIFE_MS = 2 * 86_400_000;

async function pruneSignIns({ database }: ControlDependencies): Promise<number> {
  const before = new Date(Date.now() - SIGN_IN_LIFE_MS);
  const counts = await Promise.all([
    database.sessions.prune(new Date(Date.now() - SESSION_LIFE_MS)),
    database.passwords.pruneAttempts(before),
    database.passwordResets.prune(before),
    database.oidc.prune(before),
  ]);
  return counts.reduce((sum, count) => sum + count, 0);
}
