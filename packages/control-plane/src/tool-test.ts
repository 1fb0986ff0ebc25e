import { randomUUID } from 'node:crypto';
import { type StepError, TEST_TOOL_WORKFLOW, type TestToolInput, type ValueRef } from '@perdura/definition/run';
import { ActivityFailure, ApplicationFailure, WorkflowFailedError } from '@temporalio/client';
import type { ControlDependencies } from './dependencies.ts';
import { isDeadline, TemporalUnavailable } from './temporal-errors.ts';

/** What a trial call of a tool gave. */
export type ToolTest =
  | { kind: 'answered'; result: ValueRef }
  | { kind: 'failed'; error: StepError }
  | { kind: 'timeout' };

/**
 * Calls a tool once, on a worker, as a step would.
 *
 * @param ms how long to wait for the answer, in milliseconds
 * @throws TemporalUnavailable
 */
export async function testTool({ temporal }: ControlDependencies, input: TestToolInput, ms: number): Promise<ToolTest> {
  try {
    const result = await temporal.call(
      (client) =>
        client.workflow.execute<(input: TestToolInput) => Promise<ValueRef>>(TEST_TOOL_WORKFLOW, {
          workflowId: `test-tool-${randomUUID()}`,
          taskQueue: temporal.taskQueue,
          args: [input],
          // Ends by itself, since nobody reads an answer that comes later.
          workflowExecutionTimeout: ms,
          staticSummary: input.tool.slice(0, 80),
          priority: { fairnessKey: input.projectId },
        }),
      ms,
    );
    return { kind: 'answered', result };
  } catch (error) {
    if (error instanceof TemporalUnavailable && isDeadline(error)) return { kind: 'timeout' };
    if (error instanceof WorkflowFailedError) return failureOf(error);
    throw error;
  }
}

function failureOf(error: WorkflowFailedError): ToolTest {
  const cause = error.cause instanceof ActivityFailure ? error.cause.cause : error.cause;
  if (!(cause instanceof ApplicationFailure)) return { kind: 'timeout' };
  return { kind: 'failed', error: { code: cause.type ?? 'TOOL_FAILED', message: cause.message } };
}
