import { callMethod, failure, openGuest, using } from './calls.js';
import { guestConsole } from './guest-console.js';

/**
 * @typedef {import('./calls.js').Context} Context
 * @typedef {import('./calls.js').Handle} Handle
 * @typedef {import('./clock.js').Clock} Clock
 * @typedef {import('./protocol.ts').Job} Job
 * @typedef {import('./protocol.ts').ThreadMessage} ThreadMessage
 */

/** Jobs of promises that are run between two looks at the clock. */
const JOBS_AT_ONCE = 1_000;

/**
 * Runs the body of an async function until its promise is settled, or nothing is left that could settle it.
 *
 * @param {Context} context
 * @param {Job} job
 * @param {Clock} clock started once the input stands: reading it is not the program's time
 * @param {(message: ThreadMessage) => void} post takes the lines of the console
 * @returns {string} JSON of `{value, warnings}` or of `{kind, message, stack}`
 */
export function runProgram(context, job, clock, post) {
  // The console comes first: the guest takes away what it needs.
  return using(openConsole(context, job.id, post), context, () =>
    using(openGuest(context, 'code', job.maxResultCharacters), context, (frame) =>
      using(callMethod(context, frame, 'parse', context.newString(job.data)), context, (input) => {
        clock.start();
        // The author's code begins on the first line, so that the lines of errors are the author's own.
        const source = `(async function (input) {${job.source}\n})`;
        return using(context.evalCode(source, 'code', { strict: true }), context, (compiled) =>
          using(context.callFunction(compiled, context.undefined, input), context, (promise) =>
            settle(context, frame, promise, clock),
          ),
        );
      }),
    ),
  );
}

/**
 * @param {Context} context
 * @param {Handle} frame
 * @param {Handle} promise
 * @param {Clock} clock
 */
function settle(context, frame, promise, clock) {
  for (;;) {
    const state = context.getPromiseState(promise);
    if (state.type === 'fulfilled') return answer(context, frame, 'answer', state.value);
    if (state.type === 'rejected') return answer(context, frame, 'failed', state.error);
    if (clock.isOver()) return failure('timeout', '');
    const jobs = context.runtime.executePendingJobs(JOBS_AT_ONCE);
    if (jobs.error) jobs.error.dispose();
    else if (jobs.value === 0) return failure('unsettled', '');
  }
}

/**
 * @param {Context} context
 * @param {Handle} frame
 * @param {'answer' | 'failed'} method
 * @param {Handle} value
 */
function answer(context, frame, method, value) {
  return using(callMethod(context, frame, method, value), context, (text) => context.getString(text));
}

/**
 * @param {Context} context
 * @param {number} id
 * @param {(message: ThreadMessage) => void} post
 */
function openConsole(context, id, post) {
  const opened = context.evalCode(`(${guestConsole})`, 'guest.js', { strict: true });
  if (opened.error) return opened;
  const log = context.newFunction('log', (level, message) => {
    const known = /** @type {import('../evaluator.ts').ConsoleLevel} */ (context.getString(level));
    post({ type: 'log', id, level: known, message: context.getString(message) });
  });
  try {
    return context.callFunction(opened.value, context.undefined, log);
  } finally {
    log.dispose();
    opened.value.dispose();
  }
}
