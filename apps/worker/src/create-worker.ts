import type { RunProgress, RunSnapshot } from '@perdura/definition/run';
import type { RunSinks } from '@perdura/interpreter';
import { type InjectedSinks, type NativeConnection, Worker, type WorkerOptions } from '@temporalio/worker';
import type { ProgressWriter } from './progress-writer.ts';

/** Least time between two heartbeats of an activity, in milliseconds: no node that is over before sends one. */
const HEARTBEAT_PAUSE_MS = 50;

export interface WorkerParts {
  connection: NativeConnection;
  /** @default 'default' */
  namespace?: string;
  /** @default 'perdura' */
  taskQueue?: string;
  /** The interpreter's bundle: `workflowBundle` of @perdura/interpreter, or `sourceBundle()` in tests. */
  workflowBundle: WorkerOptions['workflowBundle'];
  /** By activity type. */
  activities: WorkerActivities;
  /** Hears of the progress of runs; without it only last words are recorded. */
  progress?: ProgressWriter;
  identity?: string;
  /** Activities at once. @default 200 */
  maxActivities?: number;
  /** Live runs whose state is kept in memory. @default 500 */
  maxCachedWorkflows?: number;
  /** How long a stop waits for what runs before it is cancelled, in milliseconds. @default 10000 */
  shutdownGraceMs?: number;
}

/** Activities as Temporal takes them; `record-run` is known by name, since progress must not outlive it. */
export type WorkerActivities = {
  'record-run'(snapshot: RunSnapshot): Promise<unknown>;
  [activity: string]: (input: never) => Promise<unknown>;
};

/** A worker that runs plans: interpreter and activities on one task queue, so that activities can start eagerly. */
export function createWorker(parts: WorkerParts): Promise<Worker> {
  const { connection, namespace = 'default', taskQueue = 'perdura', workflowBundle, progress } = parts;
  return Worker.create({
    connection,
    namespace,
    taskQueue,
    ...(workflowBundle ? { workflowBundle } : {}),
    ...(parts.identity ? { identity: parts.identity } : {}),
    activities: withLastWord(parts.activities, progress),
    sinks: progressSinks(progress),
    workflowTaskPollerBehavior: { type: 'autoscaling', initial: 4, maximum: 20 },
    activityTaskPollerBehavior: { type: 'autoscaling', initial: 4, maximum: 20 },
    maxConcurrentActivityTaskExecutions: parts.maxActivities ?? 200,
    maxCachedWorkflows: parts.maxCachedWorkflows ?? 500,
    // An activity hears of its cancellation with the answer to a heartbeat, and keeps by one what its nodes did, so
    // they must not be held back. They are few: one for a node that is not over at once, then one every few seconds.
    maxHeartbeatThrottleInterval: HEARTBEAT_PAUSE_MS,
    defaultHeartbeatThrottleInterval: HEARTBEAT_PAUSE_MS,
    shutdownGraceTime: parts.shutdownGraceMs ?? 10_000,
    shutdownForceTime: (parts.shutdownGraceMs ?? 10_000) + 10_000,
  });
}

/** Forgets the progress of a run whose last word is written. */
function withLastWord(activities: WorkerActivities, progress: ProgressWriter | undefined): WorkerActivities {
  const record = activities['record-run'];
  return {
    ...activities,
    'record-run': (snapshot: RunSnapshot) => {
      progress?.forget(snapshot.runId);
      return record(snapshot);
    },
  };
}

function progressSinks(progress: ProgressWriter | undefined): InjectedSinks<RunSinks> {
  return {
    recorder: {
      progress: { fn: (_, news: RunProgress) => progress?.note(news), callDuringReplay: false },
    },
  };
}
