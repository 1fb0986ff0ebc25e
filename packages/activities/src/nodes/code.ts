import type { CodeConfig, JsonValue } from '@perdura/definition';
import { EvaluationError } from '@perdura/sandbox';
import { evaluationFailure, FAILURE_CODES, StepFailure } from '../failures.ts';
import type { NodeContext } from '../node-context.ts';

/** Codes of failures that only code nodes have. */
export const CODE_FAILURES = { failed: 'CODE_FAILED', timeout: 'CODE_TIMEOUT', memory: 'CODE_MEMORY' } as const;

const MEGABYTE = 1024 * 1024;

/** Runs the author's function in the sandbox; what it writes to its console goes to the step's log. */
export async function code(config: CodeConfig, { dependencies, signal, log, warn }: NodeContext): Promise<JsonValue> {
  const { code: source, input = null, timeoutMs, memoryMb } = config;
  const maxResultCharacters = dependencies.settings.maxResultBytes;
  const program = { source, input, timeoutMs, memoryBytes: memoryMb * MEGABYTE, maxResultCharacters };
  try {
    const { value, warnings } = await dependencies.evaluator.run(program, { signal, log });
    for (const warning of warnings) warn(warning);
    return value;
  } catch (error) {
    if (error instanceof EvaluationError) throw codeFailure(error);
    throw error;
  }
}

function codeFailure(error: EvaluationError): StepFailure {
  const { kind, line } = error;
  if (kind === 'unavailable' || kind === 'cancelled') return evaluationFailure(error, '');
  const message = line === null ? error.message : `${error.message} (line ${line} of the code)`;
  // What broke the sandbox once need not do so again; all else would end the same way.
  return new StepFailure(codeOf(error), message, { retryable: kind === 'crashed', cause: error });
}

function codeOf({ kind }: EvaluationError): string {
  if (kind === 'timeout') return CODE_FAILURES.timeout;
  if (kind === 'memory') return CODE_FAILURES.memory;
  return kind === 'too-large' ? FAILURE_CODES.resultTooLarge : CODE_FAILURES.failed;
}
