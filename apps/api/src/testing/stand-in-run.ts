import type {
  RunActivities,
  RunControl,
  RunInput,
  RunSnapshot,
  TestToolInput,
  ValueRef,
} from '@perdura/definition/run';
import {
  ApplicationFailure,
  CancellationScope,
  condition,
  defineQuery,
  defineUpdate,
  isCancellation,
  proxyActivities,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';

const activities = proxyActivities<Pick<RunActivities, 'record-run'>>({ startToCloseTimeout: '10s' });

/** Stands in for the interpreter: one step, which waits for ever when the trigger's data says `{"wait": true}`. */
export async function run(input: RunInput): Promise<void> {
  if (input.kind !== 'opened') return;
  const waits = 'value' in input.trigger && JSON.stringify(input.trigger.value) === '{"wait":true}';
  const snapshot = firstSnapshot(input);
  setHandler(defineQuery<RunSnapshot>('run'), () => snapshot);
  obey(snapshot);
  try {
    if (waits) await condition(() => false);
    end(snapshot, 'completed');
  } catch (error) {
    if (!isCancellation(error)) throw error;
    end(snapshot, 'cancelled');
  }
  await CancellationScope.nonCancellable(() => activities['record-run'](snapshot));
}

/** Pauses and goes on; no step of it is ever parked. */
function obey(snapshot: RunSnapshot): void {
  const control = ({ action }: RunControl): void => {
    snapshot.paused = action === 'pause';
    snapshot.status = snapshot.paused ? 'waiting' : 'running';
    snapshot.sequence += 1;
  };
  setHandler(defineUpdate<void, [RunControl]>('control'), control, {
    validator: ({ action }) => {
      if (action !== 'unpark' && (action === 'pause') !== snapshot.paused) return;
      throw ApplicationFailure.nonRetryable('The run does not wait for that.', 'RUN_STATE');
    },
  });
}

/** Stands in for the call of a tool: answers its input, or fails with the code that the input names. */
export async function testTool({ input }: TestToolInput): Promise<ValueRef> {
  const code = typeof input === 'object' && input !== null && !Array.isArray(input) ? input.fail : undefined;
  if (typeof code === 'string') throw ApplicationFailure.nonRetryable('/deviceId is missing', code);
  return { value: input };
}

function firstSnapshot({ run: identity }: Extract<RunInput, { kind: 'opened' }>): RunSnapshot {
  const now = new Date().toISOString();
  return {
    runId: identity.id,
    projectId: identity.projectId,
    workflowId: identity.workflowId,
    sequence: 1,
    status: 'running',
    startedAt: now,
    completedAt: null,
    error: null,
    result: null,
    response: null,
    paused: false,
    steps: [
      {
        nodeId: 'fetch',
        nodeType: 'tool-call',
        iteration: '0',
        position: 0,
        status: 'running',
        result: { value: null },
        error: null,
        attempts: 1,
        warnings: [],
        startedAt: now,
        completedAt: null,
        childRunId: null,
      },
    ],
    temporalRunId: workflowInfo().runId,
  };
}

function end(snapshot: RunSnapshot, status: 'completed' | 'cancelled'): void {
  const now = new Date().toISOString();
  const result: ValueRef = { value: status === 'completed' ? { devices: [] } : null };
  const stepStatus = status === 'completed' ? 'success' : 'cancelled';
  snapshot.sequence += 1;
  snapshot.status = status;
  snapshot.completedAt = now;
  snapshot.steps = snapshot.steps.map((step) => ({ ...step, status: stepStatus, result, completedAt: now }));
}

/** Stands in for the delivery of a webhook: sends nothing. */
export async function deliver(): Promise<void> {}
