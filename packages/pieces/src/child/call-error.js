/**
 * @import { PieceError, PieceErrorCode } from '../runner/piece-call.ts'
 */

const MAX_MESSAGE_CHARACTERS = 4000;
const MAX_BODY_CHARACTERS = 2000;

/** A failure of a call that this side found, and its code. */
export class CallError extends Error {
  /**
   * @param {PieceErrorCode} code
   * @param {string} message
   */
  constructor(code, message) {
    super(message);
    this.name = 'CallError';
    this.code = code;
  }
}

/**
 * What a piece or a code step threw, as the run is told.
 *
 * @param {unknown} thrown
 * @param {PieceErrorCode} code of what is no CallError
 * @param {readonly string[]} refusals connections that were refused in this call: often the cause
 * @returns {PieceError}
 */
export function asPieceError(thrown, code, refusals) {
  const message = [describe(thrown), ...refusals].join('\n');
  const known = thrown instanceof CallError ? thrown.code : code;
  return { code: known, message: message.slice(0, MAX_MESSAGE_CHARACTERS), retryable: false };
}

/**
 * Where in a code step's source something was thrown.
 *
 * @param {unknown} thrown
 */
export function placeOf(thrown) {
  if (thrown instanceof CallError || !(thrown instanceof Error)) return '';
  const line = /code\.ts:(\d+)/.exec(String(thrown.stack))?.[1];
  return line === undefined ? '' : ` (line ${line})`;
}

/** @param {unknown} thrown */
function describe(thrown) {
  try {
    if (typeof thrown !== 'object' || thrown === null) return String(thrown);
    const message = 'message' in thrown && typeof thrown.message === 'string' ? thrown.message : '';
    return [message || asText(thrown), resourceOf(thrown), causeOf(thrown, message), answerOf(thrown)]
      .filter(Boolean)
      .join('\n');
  } catch {
    return 'It failed without saying why.';
  }
}

/** Which file was meant, where Node refuses one. @param {object} thrown */
function resourceOf(thrown) {
  if (!('permission' in thrown)) return '';
  return `${thrown.permission} ${'resource' in thrown ? thrown.resource : ''}`.trim();
}

/** `fetch failed` says nothing without its cause. @param {object} thrown @param {string} message */
function causeOf(thrown, message) {
  if (!('cause' in thrown) || typeof thrown.cause !== 'object' || thrown.cause === null) return '';
  const cause = 'message' in thrown.cause ? String(thrown.cause.message) : '';
  return message.includes(cause) ? '' : cause;
}

/** What a server said, where the client that was used keeps it (`response.data`, `response.body`). @param {object} thrown */
function answerOf(thrown) {
  if (!('response' in thrown) || typeof thrown.response !== 'object' || thrown.response === null) return '';
  const response = /** @type {Record<string, unknown>} */ (thrown.response);
  const body = response.data ?? response.body;
  if (body === undefined || body === null || typeof body === 'function') return '';
  return asText(body).slice(0, MAX_BODY_CHARACTERS);
}

/** @param {unknown} value */
function asText(value) {
  if (typeof value === 'string') return value;
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return String(value);
  }
}
