import type { FailConfig } from '@perdura/definition';
import { StepFailure } from '../failures.ts';

/** Fails on purpose, for good. */
export async function fail({ message, code }: FailConfig): Promise<never> {
  throw new StepFailure(code, message, { retryable: false });
}
