import { isDeepStrictEqual } from 'node:util';
import type { RouteContract } from '@perdura/contracts';
import type { Actor } from '@perdura/database';

/** How a piece of work ended, for who asks later. */
type Outcome<Value> = { value: Value } | { error: unknown };

/**
 * Whether a route may begin before its caller is confirmed: it changes nothing, holds nothing open, and its answer is one
 * document, which can be held back.
 */
export function mayBeginEarly({ method, audit, responses }: RouteContract): boolean {
  return (
    method === 'get' &&
    typeof audit !== 'string' &&
    Object.values(responses).every(({ contentType }) => contentType === undefined)
  );
}

/**
 * Reads for who the caller was when last seen, while it is asked who the caller is now. Answers only once that is known, and
 * reads anew where anything about the caller has changed.
 *
 * @throws what `confirmed` throws, whatever was read
 */
export async function readEarly<Value>(
  known: Actor,
  confirmed: Promise<Actor>,
  read: (actor: Actor) => Promise<Value>,
): Promise<Value> {
  const begun = outcomeOf(read(known));
  const actor = await confirmed;
  if (!isDeepStrictEqual(actor, known)) return await read(actor);
  const outcome = await begun;
  if ('error' in outcome) throw outcome.error;
  return outcome.value;
}

async function outcomeOf<Value>(work: Promise<Value>): Promise<Outcome<Value>> {
  try {
    return { value: await work };
  } catch (error) {
    return { error };
  }
}
