import type { JsonValue, SubWorkflowConfig } from '@perdura/definition';
import type { NodeContext } from '../node-context.ts';
import { patiently } from '../patient-database.ts';

/**
 * Starts a run of another workflow. One that the step waits for is told to the interpreter; its end wakes the run.
 *
 * @throws {StepFailure} SUB_WORKFLOW_NOT_FOUND, SUB_WORKFLOW_DISABLED, RECURSION_LIMIT, CONCURRENCY_SKIPPED,
 *   CONFIG_INVALID (the version)
 */
export async function subWorkflow(config: SubWorkflowConfig, context: NodeContext): Promise<JsonValue> {
  const { run, nodeId, iteration, input, signal, dependencies } = context;
  const { workflowId, version = 'latest', input: data = {}, wait } = config;
  const step = { nodeId, iteration };
  // The run's clock is that of the dispatch: the same in every attempt, another one when an operator retries the step.
  const request = { run, step, call: input.now, workflowId, version, input: data, wait };
  const { runId } = await patiently(() => dependencies.control.startChild(request), signal);
  const end = wait ? await dependencies.database.children.endOf(run.projectId, runId) : null;
  context.open({ type: 'sub-workflow', runId, wait, end });
  return wait ? null : { runId, status: 'pending', result: null };
}
