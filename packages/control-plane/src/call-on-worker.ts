import { randomUUID } from 'node:crypto';
import type { StepError } from '@perdura/definition/run';
import { ActivityFailure, ApplicationFailure, WorkflowFailedError } from '@temporalio/client';
import type { ControlDependencies } from './dependencies.ts';
import { isDeadline, TemporalUnavailable } from './temporal-errors.ts';

/** What a worker said to a question that somebody waits for. */
export type WorkerAnswer<Result> =
  | { kind: 'answered'; result: Result }
  | { kind: 'failed'; error: StepError }
  | { kind: 'timeout' };

/** A question to a worker: a workflow that does one thing and ends. */
export interface WorkerQuestion<Input> {
  workflow: string;
  input: Input;
  /** Shown in Temporal's own console. */
  summary: string;
  /** Whose share of the workers it takes. */
  fairnessKey: string;
  /** Code of a failure that has none. */
  otherwise: string;
}

/**
 * Has a worker do one thing, outside of any run, and waits for what it says.
 *
 * @param ms how long to wait for the answer, in milliseconds
 * @throws TemporalUnavailable
 */
export async function callOnWorker<Input, Result>(
  { temporal }: ControlDependencies,
  { workflow, input, summary, fairnessKey, otherwise }: WorkerQuestion<Input>,
  ms: number,
): Promise<WorkerAnswer<Result>> {
  try {
    const result = await temporal.call(
      (client) =>
        client.workflow.execute<(input: Input) => Promise<Result>>(workflow, {
          workflowId: `${workflow}-${randomUUID()}`,
          taskQueue: temporal.taskQueue,
          args: [input],
          // Ends by itself, since nobody reads an answer that comes later.
          workflowExecutionTimeout: ms,
          staticSummary: summary.slice(0, 80),
          priority: { fairnessKey },
        }),
      ms,
    );
    return { kind: 'answered', result };
  } catch (error) {
    if (error instanceof TemporalUnavailable && isDeadline(error)) return { kind: 'timeout' };
    if (error instanceof WorkflowFailedError) return workerFailure(error, otherwise);
    throw error;
  }
}

/** What a worker said by failing; a `timeout` where it said nothing. @param otherwise code of a failure that has none */
export function workerFailure(error: WorkflowFailedError, otherwise: string): WorkerAnswer<never> {
  const cause = error.cause instanceof ActivityFailure ? error.cause.cause : error.cause;
  if (!(cause instanceof ApplicationFailure)) return { kind: 'timeout' };
  return { kind: 'failed', error: { code: cause.type ?? otherwise, message: cause.message } };
}
