import { type ExpressionFault, faultMessage, pointerOf } from '@perdura/definition';
import { FAILURE_CODES, StepFailure } from '../failures.ts';

/** The failure over a text whose expression cannot be read; saved definitions hold none such. */
export function brokenExpression(
  text: string,
  faults: readonly ExpressionFault[],
  keys: readonly (string | number)[],
): StepFailure {
  const at = pointerOf(...keys);
  const [fault] = faults;
  const found = fault
    ? faultMessage(fault.code, { at, ...fault.values }, 'en')
    : `${JSON.stringify(text.slice(0, 100))} is no expression`;
  return new StepFailure(FAILURE_CODES.expressionFailed, `At ${at}: ${found}`, { retryable: false });
}
