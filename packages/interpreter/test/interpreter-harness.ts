import type { Plan } from '@perdura/definition/plan';
import { RUN_QUERY, RUN_WORKFLOW, type RunInput, type RunSnapshot } from '@perdura/definition/run';
import { startTestWorker } from '@perdura/testkit';
import type { Client, WorkflowHandle } from '@temporalio/client';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { sourceBundle } from '../bundle/source-bundle.ts';
import { LIMITS_MEMO, type RunLimits } from '../src/limits.ts';
import { inputOf } from './plan-builder.ts';
import { TestActivities } from './test-activities.ts';

/** A worker with the real interpreter and scripted activities. */
export interface Harness {
  activities: TestActivities;
  client: Client;
  taskQueue: string;
  /** Starts a run of that plan. */
  start(plan: Plan, options?: StartOptions): Promise<StartedRun>;
  /** Starts a run with an input of any kind. */
  startWith(input: RunInput, runId: string, options?: StartOptions): Promise<StartedRun>;
  /** Runs that plan to its end. */
  play(plan: Plan, options?: StartOptions): Promise<PlayedRun>;
  /** Stops the worker; what still waits in its activities ends first. */
  shutdown(): Promise<void>;
  /** Stops the worker at once: its activities are cancelled. */
  leave(): Promise<void>;
}

export interface StartOptions {
  limits?: Partial<RunLimits>;
}

export interface StartedRun {
  runId: string;
  handle: WorkflowHandle;
  /** Waits until the workflow has closed, however it ended. */
  closed(): Promise<PlayedRun>;
  /** The same through another client, where the harness that started it has left. */
  closedFor(client: Client): Promise<PlayedRun>;
}

export interface PlayedRun {
  runId: string;
  /** What `record-run` was told last. */
  record: RunSnapshot;
  /** What Temporal says. */
  status: string;
  /** How the workflow failed, if it did. */
  failure: unknown;
  handle: WorkflowHandle;
}

let runs = 0;

export interface HarnessOptions {
  maxCachedWorkflows?: number;
  /** To share the work with the worker of another harness. */
  taskQueue?: string;
  activities?: TestActivities;
}

export async function startHarness(options: HarnessOptions = {}): Promise<Harness> {
  const { activities = new TestActivities(), ...workerOptions } = options;
  expectFailures();
  const { client, taskQueue, shutdown } = await startTestWorker({
    workflowBundle: await sourceBundle(),
    activities: activities.activities,
    sinks: activities.sinks,
    maxHeartbeatThrottleInterval: 200,
    ...workerOptions,
  });
  const startWith: Harness['startWith'] = async (input, runId, { limits } = {}) => {
    const handle = await client.workflow.start(RUN_WORKFLOW, {
      taskQueue,
      workflowId: `run-${runId}`,
      args: [input],
      ...(limits === undefined ? {} : { memo: { [LIMITS_MEMO]: limits } }),
    });
    return {
      runId,
      handle,
      closed: () => closed(runId, handle, activities),
      closedFor: (other) => closed(runId, other.workflow.getHandle(handle.workflowId), activities),
    };
  };
  const start: Harness['start'] = (plan, startOptions) => {
    runs += 1;
    const runId = `${taskQueue}-${runs}`;
    return startWith(inputOf(plan, runId), runId, startOptions);
  };
  return {
    activities,
    client,
    taskQueue,
    start,
    startWith,
    leave: shutdown,
    shutdown: () => {
      activities.openAll();
      return shutdown();
    },
    play: async (plan, startOptions) => (await start(plan, startOptions)).closed(),
  };
}

/** The `run` query's answer. */
export function query(handle: WorkflowHandle): Promise<RunSnapshot | null> {
  return handle.query<RunSnapshot | null>(RUN_QUERY);
}

/** Most nodes here fail on purpose, which the worker would tell at length. */
function expectFailures(): void {
  try {
    Runtime.install({ logger: new DefaultLogger('ERROR') });
  } catch {
    // Already set up by an earlier harness of this process.
  }
}

async function closed(runId: string, handle: WorkflowHandle, activities: TestActivities): Promise<PlayedRun> {
  const failure: unknown = await handle.result().then(
    () => null,
    (error: unknown) => error,
  );
  const { status } = await handle.describe();
  const record = activities.lastRecord(runId);
  if (record === undefined)
    throw new Error(`Run ${runId} ended as ${status.name} without a record: ${String(failure)}`);
  return { runId, record, status: status.name, failure, handle };
}
