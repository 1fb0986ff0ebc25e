import type { JsonObject, JsonValue } from '@perdura/definition';
import { EvaluationError, type EvaluationErrorKind } from './evaluation-error.ts';
import type { Evaluation } from './evaluator.ts';
import type { Job } from './thread/protocol.ts';

const GUEST_KINDS: readonly EvaluationErrorKind[] = [
  ...(['timeout', 'memory', 'stack', 'threw', 'result', 'too-large', 'unsettled', 'crashed'] as const),
];
const MAX_MESSAGE_LENGTH = 1000;

/** What the messages name. */
type Limits = Pick<Job, 'kind' | 'source' | 'timeoutMs' | 'memoryBytes' | 'maxResultCharacters'>;

/**
 * Reads what a guest answered. Its shape is checked, since a source may change what JSON.stringify gives there.
 *
 * @throws {EvaluationError} the guest answered with a failure
 */
export function readAnswer(text: string, job: Limits): Evaluation {
  const answer = parse(text);
  if (answer.value !== undefined) return { value: answer.value, warnings: texts(answer.warnings) };
  const kind = GUEST_KINDS.find((known) => known === answer.kind) ?? 'result';
  const message = describe(kind, typeof answer.message === 'string' ? answer.message : '', job);
  throw new EvaluationError(kind, message, job.kind === 'program' ? lineOf(answer.stack, job.source) : null);
}

function describe(kind: EvaluationErrorKind, message: string, limits: Limits): string {
  const subject = limits.kind === 'program' ? 'code' : 'expression';
  switch (kind) {
    case 'timeout':
      return `The ${subject} ran longer than ${limits.timeoutMs} ms.`;
    case 'memory':
      return `The ${subject} and its data need more than ${Math.round(limits.memoryBytes / 1024 / 1024)} MB of memory.`;
    case 'stack':
      return `The ${subject} calls or nests too deeply.`;
    case 'too-large':
      return `The ${subject} gave more than ${limits.maxResultCharacters} characters of JSON, the most that are kept.`;
    case 'unsettled':
      return `The ${subject} waits for a promise that never settles: there are no timers and no I/O here that could.`;
    case 'crashed':
      return message === '' ? `The sandbox broke over the ${subject}.` : message;
    default:
      return message.length > MAX_MESSAGE_LENGTH ? `${message.slice(0, MAX_MESSAGE_LENGTH)}…` : message;
  }
}

/** The line of the author's code that stands first in a stack; the code begins on line 1 of what was run. */
function lineOf(stack: JsonValue | undefined, source: string): number | null {
  const [, digits] = typeof stack === 'string' ? (/\bcode:(\d{1,7})/.exec(stack) ?? []) : [];
  return digits === undefined ? null : Math.max(1, Math.min(Number(digits), source.split('\n').length));
}

function parse(text: string): JsonObject {
  try {
    const answer = JSON.parse(text) as JsonValue;
    if (typeof answer === 'object' && answer !== null && !Array.isArray(answer)) return answer;
  } catch {
    // Falls through: no JSON is one more shape that is not the guest's own.
  }
  return { kind: 'result', message: 'It gave something that is not JSON.' };
}

function texts(value: JsonValue | undefined): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
