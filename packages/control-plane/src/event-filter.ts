import type { EventRow } from '@perdura/database';
import { channelOfEvent, type JsonObject, type JsonValue, parseExpression, type Scope } from '@perdura/definition';
import { EvaluationError, type Evaluator } from '@perdura/sandbox';
import { evaluateExpression } from './evaluate-expression.ts';

/** A filter that could not be evaluated; it then matches nothing. */
export class EventFilterError extends Error {
  override readonly name = 'EventFilterError';
  readonly code = 'EVENT_FILTER_FAILED';
}

/**
 * Whether an event passes the filter of a trigger: an expression over `event` (`id`, `type`, `data`, `correlationKey`)
 * and `trigger.data`, which is the same data, and of a channel's message over `message` and `channel`; JavaScript's truth decides. No filter lets everything pass.
 *
 * @throws EventFilterError when the filter is broken or breaks a limit
 * @throws EvaluationError of kind `unavailable`: worth another try
 */
export async function passesFilter(
  evaluator: Pick<Evaluator, 'evaluate'>,
  filter: string | undefined,
  event: EventRow,
): Promise<boolean> {
  if (filter === undefined) return true;
  const { expression } = parseExpression(filter);
  if (expression === null) throw new EventFilterError(`filter ${filter} is no expression`);
  try {
    return Boolean(await evaluateExpression(evaluator, expression, eventScope(event)));
  } catch (error) {
    if (!(error instanceof EvaluationError) || error.kind === 'unavailable') throw error;
    throw new EventFilterError(`filter could not be evaluated: ${error.message}`, { cause: error });
  }
}

/** A message of a channel is seen by its parts as well. */
function eventScope({ id, type, data, correlationKey }: EventRow): Scope {
  const { channel = null, message = null } = channelOfEvent(type) === null ? {} : (data as JsonObject);
  return new Map<string, JsonValue>([
    ['channel', channel],
    ['message', message],
    ['event', { id, type, data, correlationKey }],
    ['trigger', { data }],
  ]);
}
