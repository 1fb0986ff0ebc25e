import type { JsonValue } from '@perdura/definition';
import type { TestToolInput } from '@perdura/definition/run';
import type { ActivityDependencies } from '../dependencies.ts';
import { runTool } from './run-tool.ts';

/**
 * Runs one tool outside of any run: what `POST /v1/tools/{name}/test` asks for.
 *
 * @param call what Temporal knows of the attempt: a name for this test that is the same in each of them, and its signal
 * @throws {StepFailure} as a tool-call node does
 */
export async function testTool(
  { projectId, tool, input }: TestToolInput,
  call: { testId: string; signal: AbortSignal },
  dependencies: ActivityDependencies,
): Promise<JsonValue> {
  return runTool(tool, input ?? {}, {
    projectId,
    idempotencyKey: `test/${call.testId}`,
    signal: call.signal,
    warn: (message) => dependencies.logger.info({ tool, projectId }, message),
    source: { test: true },
    depth: 0,
    dependencies,
  });
}
