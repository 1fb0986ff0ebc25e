import type { CodeNodeConfig, JsonValue } from '@perdura/definition';
import type { NodeContext } from '../../node-context.ts';
import { unavailableFailure } from '../flow-failures.ts';
import { callStep } from './piece-step.ts';

/**
 * Runs the author's module in a child process, with the packages that it depends on.
 *
 * @throws {StepFailure} CODE_FAILED and the failures of the machine that pieces have too
 */
export async function codeStep(
  { code, packageJson, input, retry }: CodeNodeConfig,
  context: NodeContext,
): Promise<JsonValue> {
  const packages = await packagesOf(packageJson, context);
  return callStep({ kind: 'code', projectId: context.run.projectId, code, packages, input }, retry, context);
}

async function packagesOf(packageJson: string, { dependencies }: NodeContext): Promise<string | null> {
  try {
    return await dependencies.pieces.library.ensurePackages(packageJson);
  } catch (error) {
    throw unavailableFailure(error);
  }
}
