import type { JsonObject, JsonValue } from '@perdura/definition';
import { EvaluationError, type EvaluationErrorKind } from './evaluation-error.ts';
import type { Evaluation } from './evaluator.ts';

/** The limits that messages name. */
export interface Limits {
  timeoutMs: number;
  memoryBytes: number;
}

const GUEST_KINDS: readonly EvaluationErrorKind[] = ['timeout', 'memory', 'stack', 'threw', 'result', 'crashed'];
const MAX_MESSAGE_LENGTH = 1000;

/**
 * Reads what a guest answered. Its shape is checked, since an expression may change what JSON.stringify gives there.
 *
 * @throws {EvaluationError} the guest answered with a failure
 */
export function readAnswer(text: string, limits: Limits): Evaluation {
  const answer = parse(text);
  if (answer.value !== undefined) return { value: answer.value, warnings: texts(answer.warnings) };
  const kind = GUEST_KINDS.find((known) => known === answer.kind) ?? 'result';
  throw failure(kind, typeof answer.message === 'string' ? answer.message : '', limits);
}

/** The error of an evaluation of the given kind; `message` is the guest's own words, where they say more. */
export function failure(kind: EvaluationErrorKind, message: string, limits: Limits): EvaluationError {
  return new EvaluationError(kind, describe(kind, message, limits));
}

function describe(kind: EvaluationErrorKind, message: string, limits: Limits): string {
  switch (kind) {
    case 'timeout':
      return `The expression ran longer than ${limits.timeoutMs} ms.`;
    case 'memory':
      return `The expression and its data need more than ${Math.round(limits.memoryBytes / 1024 / 1024)} MB of memory.`;
    case 'stack':
      return 'The expression calls or nests too deeply.';
    case 'crashed':
      return message === '' ? 'The sandbox broke over the expression.' : message;
    default:
      return message.length > MAX_MESSAGE_LENGTH ? `${message.slice(0, MAX_MESSAGE_LENGTH)}…` : message;
  }
}

function parse(text: string): JsonObject {
  try {
    const answer = JSON.parse(text) as JsonValue;
    if (typeof answer === 'object' && answer !== null && !Array.isArray(answer)) return answer;
  } catch {
    // Falls through: no JSON is one more shape that is not the guest's own.
  }
  return { kind: 'result', message: 'The expression gave something that is not JSON.' };
}

function texts(value: JsonValue | undefined): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
