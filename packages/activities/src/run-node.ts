import type { JsonValue } from '@perdura/definition';
import type { AttemptTiming, NodeActivityInput, NodeActivityOutput } from '@perdura/definition/run';
import { jsonToValueRef } from './blobs.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { abortFailure, FAILURE_CODES, StepFailure, toStepFailure } from './failures.ts';
import { startHeartbeat } from './heartbeat.ts';
import type { NodeContext } from './node-context.ts';
import { nodes, type RunnableNode } from './nodes/index.ts';
import { normalJson } from './normal-json.ts';
import { patientDatabase } from './patient-database.ts';
import { renderConfig } from './rendering/render-config.ts';
import { buildScope } from './scope.ts';
import { Warnings } from './warnings.ts';

/** What one attempt is given from outside, by Temporal or by another lane. */
export interface Attempt {
  /** From 1. */
  number: number;
  /** Aborted when the run is cancelled or the attempt's time is over. */
  signal: AbortSignal;
  /** Tells that the attempt is alive; called only by attempts that last. */
  heartbeat(): void;
}

/** How an attempt failed: what history keeps of it. */
export class AttemptFailed extends Error {
  override readonly name = 'AttemptFailed';
  readonly failure: StepFailure;
  readonly timing: AttemptTiming;
  readonly warnings: string[];

  constructor(failure: StepFailure, timing: AttemptTiming, warnings: string[]) {
    super(failure.message, { cause: failure });
    this.failure = failure;
    this.timing = timing;
    this.warnings = warnings;
  }
}

/**
 * One attempt of one node, with all that nodes share: scope, rendering, the handler, the result's form and size,
 * timing, and the shape of failures. Knows nothing of Temporal.
 *
 * @throws {AttemptFailed}
 */
export async function runNode(
  input: NodeActivityInput,
  attempt: Attempt,
  dependencies: ActivityDependencies,
): Promise<NodeActivityOutput> {
  const startedAt = new Date();
  const warnings = new Warnings();
  const stopHeartbeat = startHeartbeat(attempt.heartbeat);
  try {
    const outcome = await untilAborted(act(input, attempt, dependencies, warnings), attempt.signal);
    const timing = timingOf(attempt, startedAt);
    log(input, timing, null, dependencies);
    return { ...timing, ...outcome, warnings: warnings.list() };
  } catch (error) {
    const failure = attempt.signal.aborted ? abortFailure(attempt.signal) : toStepFailure(error);
    const timing = timingOf(attempt, startedAt);
    log(input, timing, failure, dependencies);
    throw new AttemptFailed(failure, timing, warnings.list());
  } finally {
    stopHeartbeat();
  }
}

async function act(
  input: NodeActivityInput,
  attempt: Attempt,
  dependencies: ActivityDependencies,
  { add: warn }: Warnings,
): Promise<Pick<NodeActivityOutput, 'result' | 'label'>> {
  const node = nodes[input.node.type];
  const patient = { ...dependencies, database: patientDatabase(dependencies.database, attempt.signal) };
  const context = contextOf(input, attempt, patient, warn);
  const rendered = await render(input, node, context);
  // Nothing was done yet that anybody could see: an attempt that is over must not begin now.
  if (attempt.signal.aborted) throw abortFailure(attempt.signal);
  const value = normalJson(await node.run(rendered, context), warn);
  const json = sizedJson(value, dependencies.settings.maxResultBytes);
  const result = await jsonToValueRef(patient.database, input.run.projectId, value, json);
  return { result, label: node.label(value) };
}

async function render(input: NodeActivityInput, { spec }: RunnableNode, { dependencies, signal, warn }: NodeContext) {
  const { database, evaluator, settings } = dependencies;
  const { codeFields } = spec;
  const scope = await buildScope(input, { database, codeFields, maxInputBytes: settings.maxInputBytes });
  return renderConfig(input.node.config, { codeFields, scope, evaluator, signal, warn });
}

function contextOf(
  input: NodeActivityInput,
  attempt: Attempt,
  dependencies: ActivityDependencies,
  warn: (message: string) => void,
): NodeContext {
  const { run, node, iteration } = input;
  return {
    run,
    nodeId: node.id,
    iteration,
    attempt: attempt.number,
    idempotencyKey: `${run.id}/${node.id}/${iteration}`,
    signal: attempt.signal,
    warn,
    dependencies,
    input,
    open: () => undefined,
    respond: () => undefined,
    log: () => undefined,
  };
}

/** A handler that does not hear the signal must not hold up the end of the attempt. */
async function untilAborted<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  let abort: () => void = () => undefined;
  const aborted = new Promise<never>((_, reject) => {
    abort = () => reject(abortFailure(signal));
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) abort();
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

function sizedJson(value: JsonValue, maxBytes: number): string {
  const json = JSON.stringify(value);
  const bytes = json.length > maxBytes ? json.length : json.length * 3 > maxBytes ? Buffer.byteLength(json) : 0;
  if (bytes <= maxBytes) return json;
  const message = `The result is ${bytes} bytes of JSON; at most ${maxBytes} bytes can be kept.`;
  throw new StepFailure(FAILURE_CODES.resultTooLarge, message, { retryable: false });
}

function timingOf({ number }: Attempt, startedAt: Date): AttemptTiming {
  return { attempt: number, startedAt: startedAt.toISOString(), completedAt: new Date().toISOString() };
}

function log(
  { run, node, iteration }: NodeActivityInput,
  { attempt, startedAt, completedAt }: AttemptTiming,
  failure: StepFailure | null,
  { logger }: ActivityDependencies,
): void {
  const durationMs = Date.parse(completedAt) - Date.parse(startedAt);
  const place = { projectId: run.projectId, workflowId: run.workflowId, runId: run.id, nodeId: node.id };
  const fields = { ...place, nodeType: node.type, iteration, attempt, durationMs };
  if (failure === null) logger.debug(fields, 'step succeeded');
  else if (failure.code === FAILURE_CODES.internal)
    logger.error({ ...fields, code: failure.code, err: failure.cause }, 'step met an unexpected error');
  else logger.info({ ...fields, code: failure.code, retryable: failure.retryable }, 'step failed');
}
