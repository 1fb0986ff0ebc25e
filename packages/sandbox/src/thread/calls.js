import { guest } from './guest.js';

/**
 * @typedef {import('quickjs-emscripten-core').QuickJSContext} Context
 * @typedef {import('quickjs-emscripten-core').QuickJSHandle} Handle
 * @typedef {import('quickjs-emscripten-core').VmCallResult<Handle>} CallResult
 */

/**
 * Evaluates the guest's frame in a fresh context.
 *
 * @param {Context} context
 * @param {'expression' | 'code'} subject
 * @param {number} maxResult
 */
export function openGuest(context, subject, maxResult) {
  return context.evalCode(`(${guest})(${JSON.stringify(subject)}, ${maxResult})`, 'guest.js', { strict: true });
}

/**
 * @param {Context} context
 * @param {Handle} frame
 * @param {string} name
 * @param {Handle} argument disposed of
 */
export function callMethod(context, frame, name, argument) {
  const method = context.getProp(frame, name);
  try {
    return context.callFunction(method, context.undefined, argument);
  } finally {
    method.dispose();
    if (argument.alive) argument.dispose();
  }
}

/**
 * Continues with the value of a guest call, or gives the failure that the guest met outside its own error handling: a
 * syntax error of the source, no memory left, an interrupt.
 *
 * @param {CallResult} result
 * @param {Context} context
 * @param {(value: Handle) => string} next
 * @returns {string}
 */
export function using(result, context, next) {
  if (!result.error) {
    try {
      return next(result.value);
    } finally {
      if (result.value.alive) result.value.dispose();
    }
  }
  const thrown = context.dump(result.error);
  result.error.dispose();
  const message = typeof thrown?.message === 'string' ? thrown.message : '';
  if (message === 'out of memory' || thrown === null) return failure('memory', '');
  if (message === 'stack overflow') return failure('stack', '');
  return failure('threw', `${thrown?.name ?? 'Error'}: ${message}`, thrown?.stack);
}

/**
 * @param {import('../evaluation-error.ts').EvaluationErrorKind} kind
 * @param {string} message
 * @param {unknown} stack
 */
export function failure(kind, message, stack = '') {
  return JSON.stringify({ kind, message, stack: typeof stack === 'string' ? stack : '' });
}
