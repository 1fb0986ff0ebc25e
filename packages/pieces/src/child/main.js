/**
 * Entry of a child: plain JavaScript, so that Node runs it from the sources and from the build alike. It takes one call
 * at a time, and trusts what it loads with nothing; but what it says is that of a process in which foreign code ran.
 */
import { format } from 'node:util';
import { asPieceError, placeOf } from './call-error.js';
import { ask, askNow, listen, send, sendText } from './channel.js';
import { nothingAsked } from './context.js';
import { watchIntrinsics } from './intrinsics.js';
import { watchLeftovers } from './leftovers.js';
import { lockDown } from './lock-down.js';
import { performCall } from './perform-call.js';

/**
 * @import { Asked, Host } from './context.js'
 * @import { CallMessage } from './protocol.ts'
 * @import { PieceCall} from '../runner/piece-call.ts'
 * @import { PieceLogLevel } from '../runner/piece-host.ts'
 */

/**
 * @typedef {object} Current
 * @property {number} id
 * @property {string[]} refusals connections that were refused in it
 * @property {number} lines that it logged
 * @property {(error: unknown) => void} fail
 */

// Captured before any package is loaded.
const { stringify } = JSON;
const { byteLength } = Buffer;

const MAX_LINES = 1000;
const MAX_LINE_CHARACTERS = 10_000;
const MAX_REFUSALS = 5;
/** @type {readonly [string, PieceLogLevel][]} */
const CONSOLE_LEVELS = [
  ['debug', 'debug'],
  ['log', 'info'],
  ['info', 'info'],
  ['warn', 'warn'],
  ['error', 'error'],
];

/** @type {Current | null} */
let current = null;
/** @type {(() => boolean) | undefined} */
let intrinsicsHold;
/** Whether nothing was thrown that nobody caught. */
let survived = true;

lockDown(refusal);
logToWorker();
process.on('uncaughtException', onUncaught);
process.on('unhandledRejection', onUncaught);
listen((message) => void handle(message));
send({ type: 'ready' });

/** @param {unknown} error what nobody caught: of the call, or of what an earlier one left */
function onUncaught(error) {
  survived = false;
  current?.fail(error);
}

/** @param {CallMessage} message */
async function handle({ id, call, maxAnswerBytes, compiler }) {
  const asked = nothingAsked();
  const now = /** @type {Current} */ ({ id, refusals: [], lines: 0, fail: () => {} });
  current = now;
  /** What the piece threw where nobody caught it. @type {Promise<never>} */
  const broken = new Promise((_, reject) => {
    now.fail = reject;
  });
  /** @type {import('./leftovers.js').Leftovers | undefined} */
  let leftovers;
  const loaded = () => {
    intrinsicsHold ??= watchIntrinsics();
    leftovers = watchLeftovers();
  };
  const result = await Promise.race([run(call, hostFor(id), asked, loaded, compiler), broken]).then(
    (output) => resultOf(output, asked, maxAnswerBytes),
    (error) => failed(call, error, now.refusals),
  );
  // One turn, so that what is about to end does.
  await new Promise((resolve) => setImmediate(resolve));
  const sound = survived && intrinsicsHold?.() !== false;
  if (!sound || leftovers?.none() !== false) {
    current = null;
    return sendText(`{"type":"result","call":${id},"clean":${sound},"result":${result}}`);
  }
  sendText(`{"type":"result","call":${id},"result":${result}}`);
  const clean = (await leftovers.end()) && survived;
  current = null;
  return send({ type: 'idle', call: id, clean });
}

/**
 * @param {PieceCall} call
 * @param {Host} host
 * @param {Asked} asked
 * @param {() => void} loaded
 * @param {string | null} compiler
 */
async function run(call, host, asked, loaded, compiler) {
  const output = await performCall(call, host, asked, loaded, compiler);
  await Promise.all(asked.pending);
  return output;
}

/**
 * @param {number} id
 * @returns {Host}
 */
function hostFor(id) {
  return {
    ask: (method, ...args) => ask(id, method, args),
    askNow: (method, ...args) => askNow(id, method, args),
  };
}

/**
 * @param {unknown} output
 * @param {Asked} asked
 * @param {number} maxAnswerBytes
 * @returns {string} JSON of a PieceCallResult
 */
function resultOf(output, { stop, response, pause, schedule, listeners }, maxAnswerBytes) {
  const kind = pause ? { kind: 'paused', pause } : { kind: 'done', stop, schedule };
  const more = listeners.length > 0 ? { listeners } : {};
  try {
    const text = stringify({ ...kind, ...more, response, output: output ?? null }, (_, value) =>
      typeof value === 'bigint' ? String(value) : value,
    );
    const bytes = byteLength(text);
    if (bytes <= maxAnswerBytes) return text;
    const message = `The output has ${bytes} bytes of JSON; at most ${maxAnswerBytes} are kept.`;
    return stringify({ kind: 'failed', error: { code: 'PIECE_ANSWER_TOO_LARGE', message, retryable: false } });
  } catch (error) {
    const message = `The output is not JSON: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`;
    return stringify({ kind: 'failed', error: { code: 'PIECE_FAILED', message, retryable: false } });
  }
}

/**
 * @param {PieceCall} call
 * @param {unknown} error
 * @param {readonly string[]} refusals
 * @returns {string} JSON of a PieceCallResult
 */
function failed(call, error, refusals) {
  const found = asPieceError(error, call.kind === 'code' ? 'CODE_FAILED' : 'PIECE_FAILED', refusals);
  const place = call.kind === 'code' ? placeOf(error) : '';
  return stringify({ kind: 'failed', error: { ...found, message: `${found.message}${place}` } });
}

/**
 * @param {string} address
 * @param {number} port
 * @param {string[]} names
 * @returns {string | null}
 */
function refusal(address, port, names) {
  const answer = askNow(current?.id ?? 0, 'outbound', [address, port, names]);
  if (typeof answer !== 'string') return null;
  if (current !== null && current.refusals.length < MAX_REFUSALS && !current.refusals.includes(answer)) {
    current.refusals.push(answer);
  }
  return answer;
}

/** What is written to the console goes into the log of the step. */
function logToWorker() {
  for (const [method, level] of CONSOLE_LEVELS) {
    Object.assign(console, { [method]: (/** @type {unknown[]} */ ...values) => log(level, values) });
  }
}

/**
 * @param {PieceLogLevel} level
 * @param {unknown[]} values
 */
function log(level, values) {
  if (current === null || current.lines >= MAX_LINES) return;
  current.lines++;
  const text = current.lines === MAX_LINES ? 'Further lines are not kept.' : format(...values);
  send({ type: 'log', call: current.id, level, text: text.slice(0, MAX_LINE_CHARACTERS) });
}
