import type { Plan } from '@perdura/definition/plan';
import {
  CONTROL_UPDATE,
  RUN_QUERY,
  RUN_WORKFLOW,
  type RunControl,
  type RunInput,
  type RunSnapshot,
  type StepSnapshot,
  WAKE_SIGNAL,
  type Wake,
} from '@perdura/definition/run';
import { isUncached, sharedBundle, startTestWorker } from '@perdura/testkit';
import {
  type Client,
  isGrpcDeadlineError,
  ServiceError,
  type WorkflowHandle,
  WorkflowNotFoundError,
} from '@temporalio/client';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { sourceBundle } from '../bundle/source-bundle.ts';
import { LIMITS_MEMO, type RunLimits } from '../src/limits.ts';
import { Operator } from './operator.ts';
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
  /** Wakes a run; one that has ended does not mind. */
  wake(runId: string, wake: Wake): Promise<void>;
  /** Decides on the parked steps of the runs, as their scripts say. */
  operator: Operator;
  /** Stops the worker; what still waits in its activities ends first. */
  shutdown(): Promise<void>;
  /** Stops the worker at once: its activities are cancelled. */
  leave(): Promise<void>;
}

export interface StartOptions {
  limits?: Partial<RunLimits>;
  /** The INTERPRETER_LEVEL that the run begins with. @default the newest */
  interpreter?: number;
  /** Limit on a workflow task, in milliseconds: one that lasts for most of it is prolonged by another. */
  taskTimeoutMs?: number;
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

/**
 * A worker that keeps no workflow loses a task that comes while it forgets the run of the one before: the server waits for
 * so long until it gives the task out again.
 */
const LOST_TASK_MS = 3_000;

/** The same for a question, which the server itself gives out once only, and waits five minutes for. */
const LOST_QUERY_MS = 10_000;
const MOST_QUERIES = 12;

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
    workflowBundle: await sharedBundle('interpreter', sourceBundle),
    activities: activities.activities,
    sinks: activities.sinks,
    maxHeartbeatThrottleInterval: 200,
    ...workerOptions,
  });
  const wake = async (runId: string, message: Wake): Promise<void> => {
    await client.workflow
      .getHandle(`run-${runId}`)
      .signal(WAKE_SIGNAL, message)
      .catch((error: unknown) => {
        if (!(error instanceof WorkflowNotFoundError)) throw error;
      });
  };
  const operator = new Operator(activities, (runId, command) =>
    control(client.workflow.getHandle(`run-${runId}`), command),
  );
  activities.world.send = wake;
  activities.onProgress = (news) => operator.hear(news);
  const startWith: Harness['startWith'] = async (input, runId, { limits, taskTimeoutMs } = {}) => {
    const handle = await client.workflow.start(RUN_WORKFLOW, {
      taskQueue,
      workflowId: `run-${runId}`,
      args: [input],
      ...(limits === undefined ? {} : { memo: { [LIMITS_MEMO]: limits } }),
      ...(isUncached() ? { workflowTaskTimeout: LOST_TASK_MS } : {}),
      ...(taskTimeoutMs === undefined ? {} : { workflowTaskTimeout: taskTimeoutMs }),
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
    return startWith(inputOf(plan, runId, startOptions?.interpreter), runId, startOptions);
  };
  return {
    activities,
    client,
    taskQueue,
    start,
    startWith,
    wake,
    operator,
    leave: shutdown,
    shutdown: async () => {
      activities.openAll();
      await activities.world.settled();
      await operator.settled();
      await shutdown();
    },
    play: async (plan, startOptions) => (await start(plan, startOptions)).closed(),
  };
}

/** What an operator asks of a live run. */
export function control(handle: WorkflowHandle, command: RunControl): Promise<void> {
  return handle.executeUpdate<void, [RunControl]>(CONTROL_UPDATE, { args: [command] });
}

/** What history holds of a run: each record laid over the ones before, in the order of the steps. */
export function recordedSteps(activities: TestActivities, runId: string): StepSnapshot[] {
  const steps = new Map<string, StepSnapshot>();
  for (const record of activities.recorded.filter((each) => each.runId === runId)) {
    for (const step of record.steps) steps.set(`${step.nodeId} ${step.iteration}`, step);
  }
  return [...steps.values()].sort((one, other) => one.position - other.position);
}

/** The `run` query's answer. */
export async function query({ client, workflowId }: WorkflowHandle): Promise<RunSnapshot | null> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await client.withDeadline(Date.now() + LOST_QUERY_MS, () =>
        client.getHandle(workflowId).query<RunSnapshot | null>(RUN_QUERY),
      );
    } catch (error) {
      if (!(error instanceof ServiceError) || !isGrpcDeadlineError(error.cause) || tries >= MOST_QUERIES) throw error;
    }
  }
}

/** Most nodes here fail on purpose, which the worker would tell at length. */
/** Says no word of failures that a test expects. */
export function expectFailures(): void {
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
