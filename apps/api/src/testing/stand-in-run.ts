import type { JsonObject, JsonValue } from '@perdura/definition';
import type {
  PieceCallInput,
  RunActivities,
  RunAnswer,
  RunControl,
  RunInput,
  RunSnapshot,
  TestToolInput,
  TriggerCallInput,
  TriggerCallOutput,
  ValueRef,
} from '@perdura/definition/run';
import {
  ApplicationFailure,
  allHandlersFinished,
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

/** What the body of a webhook asks of the stand-in. */
interface Wish {
  wait?: boolean;
  /** `{status, headers, body}`, as a `respond` node gives it. */
  respond?: JsonValue;
  /** Code of the failure. */
  fail?: string;
  result?: JsonValue;
}

/**
 * Stands in for the interpreter: one step, which waits for ever when the trigger's data says `{"wait": true}`; a webhook
 * says in its body what else it does.
 */
export async function run(input: RunInput): Promise<void> {
  if (input.kind !== 'opened') return;
  const wish = wishOf(input.trigger);
  const snapshot = firstSnapshot(input);
  setHandler(defineQuery<RunSnapshot>('run'), () => snapshot);
  obey(snapshot);
  answer(snapshot);
  try {
    if (wish.respond !== undefined) snapshot.response = { value: wish.respond };
    if (wish.wait) await condition(() => false);
    if (wish.fail === undefined) end(snapshot, 'completed');
    else fail(snapshot, wish.fail);
    if (wish.result !== undefined) snapshot.result = { value: wish.result };
  } catch (error) {
    if (!isCancellation(error)) throw error;
    end(snapshot, 'cancelled');
  }
  await CancellationScope.nonCancellable(async () => {
    await activities['record-run'](snapshot);
    await condition(allHandlersFinished);
  });
}

function wishOf(trigger: ValueRef): Wish {
  if (!('value' in trigger)) return {};
  if (JSON.stringify(trigger.value) === '{"wait":true}') return { wait: true };
  const data = trigger.value as { body?: Wish | null } | null;
  return typeof data?.body === 'object' && data.body !== null ? data.body : {};
}

/** Answers as soon as the run has responded, or ended. */
function answer(snapshot: RunSnapshot): void {
  setHandler(defineUpdate<RunAnswer, []>('answer'), async () => {
    await condition(() => snapshot.response !== null || snapshot.completedAt !== null);
    const { status, response, result, error } = snapshot;
    return { status, response, result, error };
  });
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

/**
 * Stands in for calls of triggers: each wants to be polled every three minutes, repeats what it is challenged with, and makes
 * no run of a request, whose body says what else it does.
 */
export async function trigger({ hook, payload = { value: null } }: TriggerCallInput): Promise<TriggerCallOutput> {
  const { queryParams = {} } = Object('value' in payload ? payload.value : null) as { queryParams?: JsonObject };
  if (hook === 'run') {
    const { fail: code, wait = false } = wishOf(payload);
    if (code !== undefined) throw ApplicationFailure.nonRetryable(`It failed with ${code}`, code);
    if (wait) await condition(() => false);
  }
  const asked = { schedule: { cronExpression: '*/3 * * * *', timezone: 'UTC' } };
  const answer = { status: 202, headers: { 'content-type': 'text/plain' }, body: queryParams.challenge ?? null };
  return { runIds: [], value: { value: hook === 'onHandshake' ? answer : hook === 'onEnable' ? asked : null } };
}

/** Stands in for calls of pieces: those whose name begins with `refusing` refuse whatever they are asked. */
export async function callPiece({ kind, pieceName }: PieceCallInput): Promise<JsonValue> {
  const isRefused = /^(@activepieces\/piece-)?refusing/.test(pieceName);
  if (isRefused && kind === 'claim') throw ApplicationFailure.nonRetryable('no token (gone)', 'CONNECTION_REFUSED');
  return isRefused ? { valid: false, error: 'wrong key' } : { valid: true };
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

function end(snapshot: RunSnapshot, status: 'completed' | 'cancelled' | 'failed'): void {
  const now = new Date().toISOString();
  const result: ValueRef = { value: status === 'completed' ? { devices: [] } : null };
  const stepStatus = status === 'completed' ? 'success' : status;
  snapshot.sequence += 1;
  snapshot.status = status;
  snapshot.completedAt = now;
  snapshot.steps = snapshot.steps.map((step) => ({ ...step, status: stepStatus, result, completedAt: now }));
}

function fail(snapshot: RunSnapshot, code: string): void {
  end(snapshot, 'failed');
  snapshot.error = { code, message: `It failed with ${code}`, nodeId: 'fetch' };
}

/** Stands in for the delivery of a webhook: sends nothing. */
export async function deliver(): Promise<void> {}

/** Stands in for the workflow of operations over many runs: tests of the API say themselves how far a job is. */
export async function bulk(): Promise<void> {}
