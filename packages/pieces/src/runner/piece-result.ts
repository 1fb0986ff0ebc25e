import type { JsonValue } from '@perdura/definition';
import { z } from 'zod';
import { PIECE_ERROR_CODES, type PieceCallResult, type PieceErrorCode, type PieceFailed } from './piece-call.ts';

/** How a child ended that nobody ended. */
export interface ChildEnd {
  code: number | null;
  signal: string | null;
  lastWords: string;
}

export const TOO_MUCH_MEMORY = 'It was ended for holding more memory than it may.';

const MOST_MESSAGE_CHARACTERS = 8_000;
/** An answer comes in a message with a few fields more. */
const ROOM_FOR_ENVELOPE = 10_000;

const json = z.custom<JsonValue>((value) => value !== undefined).catch(null);
const time = z.iso.datetime();
const requestId = z.string().min(1).max(200);

/** A response may have been put together by what it came from: what cannot be sent is left out. */
const response = z.object({
  status: z.coerce.number().int().min(200).max(599).optional().catch(undefined),
  headers: z.record(z.string(), z.coerce.string()).optional().catch(undefined),
  body: z.custom<JsonValue>().optional(),
});

const schedule = z.union([
  z.object({ cronExpression: z.string().max(200), timezone: z.string().max(100) }),
  z.object({ intervalMs: z.number().positive() }),
]);

const listener = z.object({
  events: z.array(z.string()),
  identifierValue: z.string(),
  identifierKey: z.string().optional(),
});

const results = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('done'),
    output: json,
    stop: z.boolean(),
    response: response.optional(),
    schedule: schedule.optional(),
    listeners: z.array(listener).optional(),
  }),
  z.object({
    kind: z.literal('paused'),
    output: json,
    response: response.optional(),
    pause: z.discriminatedUnion('type', [
      z.object({ type: z.literal('DELAY'), until: time, requestId: requestId.optional() }),
      z.object({ type: z.literal('WEBHOOK'), requestId }),
    ]),
  }),
  z.object({
    kind: z.literal('failed'),
    error: z.object({
      code: z.enum(PIECE_ERROR_CODES),
      message: z.string().transform((text) => text.slice(0, MOST_MESSAGE_CHARACTERS)),
      retryable: z.boolean(),
    }),
  }),
]);

/**
 * Reads what a child says came of its call; it may say anything.
 *
 * @param bytes what was read for it
 */
export function readResult(said: unknown, bytes: number, maxAnswerBytes: number): PieceCallResult {
  const read = results.safeParse(said);
  if (!read.success) return failed('PIECE_CRASHED', 'Its process gave an answer that is none.');
  if (bytes <= maxAnswerBytes + ROOM_FOR_ENVELOPE) return read.data;
  return failed('PIECE_ANSWER_TOO_LARGE', `The answer has ${bytes} bytes of JSON; at most ${maxAnswerBytes} are kept.`);
}

/** Why a call has no answer whose child ended by itself. */
export function endOf({ code, signal, lastWords }: ChildEnd): PieceCallResult {
  if (/heap out of memory|Allocation failed/.test(lastWords)) return failed('PIECE_MEMORY_LIMIT', TOO_MUCH_MEMORY);
  const how = signal === null ? `with code ${code ?? 'unknown'}` : `by ${signal}`;
  const last = lastWords.trim().split('\n').slice(0, 5).join('\n').slice(0, 500);
  return failed('PIECE_CRASHED', `Its process ended ${how} before it answered. ${last}`.trim());
}

/** @param retryable whether the fault lay with the machine */
export function failed(code: PieceErrorCode, message: string, retryable = false): PieceFailed {
  return { kind: 'failed', error: { code, message, retryable } };
}
