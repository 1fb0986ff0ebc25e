import { FLOW_NODE_TYPES, NODE_TYPES } from '@perdura/definition';
import type { NodeActivities, NodeActivityInput, RunActivities } from '@perdura/definition/run';
import { Context } from '@temporalio/activity';
import { approvalActivities } from './approvals/approval-activities.ts';
import { storeValue, toValueRef } from './blobs.ts';
import { bulkActivities } from './bulk/bulk-activities.ts';
import { Pace } from './chains/pace.ts';
import { type RunAttempt, reachingIn } from './chains/reaching.ts';
import { type RunOne, runChain, runWithBehind } from './chains/run-chain.ts';
import { childActivities } from './children/child-activities.ts';
import { deliverWebhook } from './deliveries/deliver-webhook.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { eventActivities } from './events/event-activities.ts';
import { FAILURE_CODES, toStepFailure } from './failures.ts';
import { flowActivities } from './flows/flow-activities.ts';
import { startHeartbeat } from './heartbeat.ts';
import { listActivities } from './lists/list-activities.ts';
import { nodeActivity, nodeAttempt } from './node-activity.ts';
import { openRun } from './open-run.ts';
import { patientDatabase } from './patient-database.ts';
import { recordRun } from './record-run.ts';
import { cancelledFailure, temporalFailure } from './temporal-failure.ts';
import { testTool } from './tools/test-tool.ts';

/** Every activity of the platform by its Temporal type. */
export function createActivities(dependencies: ActivityDependencies): NodeActivities & RunActivities {
  return { ...nodeActivities(dependencies), ...runActivities(dependencies) };
}

function nodeActivities(dependencies: ActivityDependencies): NodeActivities {
  const pace = new Pace(dependencies.settings.quickNodeMs);
  const activity: NodeActivities[keyof NodeActivities] = (input) => {
    const context = Context.current();
    const place = { nodeId: input.node.id, iteration: input.iteration };
    const runAttempt: RunAttempt = (each, timeoutMs, heartbeat) =>
      timed(pace, each, () => nodeAttempt(each, dependencies, { timeoutMs, isBehind: true, heartbeat }));
    const reaching = input.behind === undefined ? null : reachingIn({ context, place, pace, runAttempt }, dependencies);
    const heartbeat = reaching === null ? {} : { heartbeat: reaching.heartbeat };
    const runEach: RunOne = (each, timeoutMs, isBehind) =>
      timed(pace, each, () => nodeActivity(each, dependencies, { timeoutMs, isBehind, ...heartbeat }));
    return runWithBehind(input, context.info.startToCloseTimeoutMs, runEach, reaching);
  };
  return Object.fromEntries([...NODE_TYPES, ...FLOW_NODE_TYPES].map((type) => [type, activity])) as NodeActivities;
}

/** Notes how long a node took, however it ended. */
async function timed<Result>(pace: Pace, input: NodeActivityInput, work: () => Promise<Result>): Promise<Result> {
  const startedAt = performance.now();
  try {
    return await work();
  } finally {
    pace.note(input, performance.now() - startedAt);
  }
}

function runOne(dependencies: ActivityDependencies): RunOne {
  return (input, timeoutMs, isBehind) => nodeActivity(input, dependencies, { timeoutMs, isBehind });
}

function runActivities(dependencies: ActivityDependencies): RunActivities {
  const { database } = dependencies;
  const guard = <Result>(work: () => Promise<Result>) => guarded(work, dependencies);
  return {
    ...guardedAll(
      {
        ...approvalActivities(dependencies),
        ...eventActivities(dependencies),
        ...childActivities(dependencies),
        ...bulkActivities(dependencies),
        ...listActivities(dependencies),
        ...flowActivities(dependencies),
      },
      dependencies,
    ),
    'open-run': (input) => guard(() => openRun(input, openingWorkflow(), dependencies)),
    'run-chain': (input) => {
      const { startToCloseTimeoutMs } = Context.current().info;
      return runChain(input, startToCloseTimeoutMs, runOne(dependencies));
    },
    'record-run': (snapshot) => guard(() => recordRun(snapshot, dependencies)),
    'store-values': ({ projectId, runId, values }) =>
      guard(() => Promise.all(values.map((value) => storeValue(database, { projectId, runId }, value)))),
    'deliver-webhook': (input) => guard(() => deliverWebhook(input, deliveryCall(), patient(dependencies))),
    'test-tool': (input) =>
      guard(async () =>
        toValueRef(
          database,
          { projectId: input.projectId, runId: null },
          await testTool(input, testCall(), patient(dependencies)),
        ),
      ),
  };
}

function guardedAll<Activities extends object>(activities: Activities, dependencies: ActivityDependencies): Activities {
  const entries = Object.entries(activities) as [string, (input: unknown) => Promise<unknown>][];
  return Object.fromEntries(
    entries.map(([name, activity]) => [name, (input: unknown) => guarded(() => activity(input), dependencies)]),
  ) as Activities;
}

/** Gives the failures of an activity that is no node the same form as those of nodes. */
async function guarded<Result>(work: () => Promise<Result>, { logger }: ActivityDependencies): Promise<Result> {
  const context = Context.current();
  const stopHeartbeat = startHeartbeat(() => context.heartbeat());
  try {
    return await work();
  } catch (error) {
    if (context.cancellationSignal.aborted) throw cancelledFailure(context.cancellationSignal);
    const failure = toStepFailure(error);
    const { activityType, attempt, workflowExecution } = context.info;
    const fields = { activityType, attempt, temporalWorkflowId: workflowExecution?.workflowId, code: failure.code };
    if (failure.code === FAILURE_CODES.internal)
      logger.error({ ...fields, err: error }, 'activity met an unexpected error');
    else logger.info(fields, 'activity failed');
    throw temporalFailure(failure);
  } finally {
    stopHeartbeat();
  }
}

/** What reaches out waits for the database, as nodes do; what only speaks to it is repeated by Temporal. */
function patient(dependencies: ActivityDependencies): ActivityDependencies {
  const { cancellationSignal } = Context.current();
  return { ...dependencies, database: patientDatabase(dependencies.database, cancellationSignal) };
}

function openingWorkflow() {
  const { workflowExecution, scheduledTimestampMs } = Context.current().info;
  const { workflowId = '', runId = '' } = workflowExecution ?? {};
  return { workflowId, runId, scheduledAt: new Date(scheduledTimestampMs) };
}

function deliveryCall() {
  const { cancellationSignal: signal, info } = Context.current();
  const maximumAttempts = info.retryPolicy?.maximumAttempts ?? 0;
  return { signal, isLastAttempt: maximumAttempts > 0 && info.attempt >= maximumAttempts };
}

function testCall() {
  const { cancellationSignal: signal, info } = Context.current();
  return { signal, testId: info.workflowExecution?.workflowId ?? info.activityId };
}
