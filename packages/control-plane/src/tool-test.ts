import { TEST_TOOL_WORKFLOW, type TestToolInput, type ValueRef } from '@perdura/definition/run';
import { callOnWorker, type WorkerAnswer } from './call-on-worker.ts';
import type { ControlDependencies } from './dependencies.ts';

/** What a trial call of a tool gave. */
export type ToolTest = WorkerAnswer<ValueRef>;

/**
 * Calls a tool once, on a worker, as a step would.
 *
 * @param ms how long to wait for the answer, in milliseconds
 * @throws TemporalUnavailable
 */
export function testTool(deps: ControlDependencies, input: TestToolInput, ms: number): Promise<ToolTest> {
  const { projectId: fairnessKey, tool: summary } = input;
  const question = { workflow: TEST_TOOL_WORKFLOW, input, summary, fairnessKey, otherwise: 'TOOL_FAILED' };
  return callOnWorker(deps, question, ms);
}
