import type { FailConfig } from '@perdura/definition';
import { FAILURE_CODES, StepFailure } from '../failures.ts';

/** Codes by which a run is told how an attempt ended, whatever the node was: they would be misread. */
const KEPT_CODES: readonly string[] = [FAILURE_CODES.cancelled, FAILURE_CODES.internal, 'WORKER_LOST'];

/** Fails on purpose, for good. */
export async function fail({ message, code }: FailConfig): Promise<never> {
  if (KEPT_CODES.includes(code)) throw keptCode(code);
  throw new StepFailure(code, message, { retryable: false });
}

function keptCode(code: string): StepFailure {
  const message = `At /code: ${code} is kept for failures of the platform; expected a code of your own.`;
  return new StepFailure(FAILURE_CODES.configInvalid, message, { retryable: false });
}
