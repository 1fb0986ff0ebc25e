/**
 * Entry of a sandbox thread: plain JavaScript, so that Node runs it from the sources and from the build alike. It
 * takes one job at a time and answers each with one message.
 */
import { parentPort } from 'node:worker_threads';
import { newQuickJSWASMModuleFromVariant } from 'quickjs-emscripten-core';
import { guest } from './guest.js';

/**
 * @typedef {import('quickjs-emscripten-core').QuickJSContext} Context
 * @typedef {import('quickjs-emscripten-core').QuickJSHandle} Handle
 * @typedef {import('./protocol.ts').Job} Job
 * @typedef {import('./protocol.ts').Answer} Answer
 * @typedef {import('./protocol.ts').ThreadMessage} ThreadMessage
 */

/** Depth of the guest's stack, in bytes: well below what the thread itself has, so that an overflow is an exception. */
const STACK_BYTES = 256 * 1024;
const GUEST = `(${guest})()`;

useUtc();
const quickjs = await newQuickJSWASMModuleFromVariant(import('@jitl/quickjs-wasmfile-release-sync'));
parentPort?.on('message', (/** @type {Job} */ job) => post(answer(job)));
post({ type: 'ready' });

/** @param {ThreadMessage} message */
function post(message) {
  parentPort?.postMessage(message);
}

/** QuickJS asks Node's Date for local time; the zone of this machine is no business of an expression. */
function useUtc() {
  const prototype = /** @type {Record<string, unknown>} */ (/** @type {unknown} */ (Date.prototype));
  for (const part of ['Seconds', 'Minutes', 'Hours', 'Date', 'Month', 'FullYear', 'Day']) {
    prototype[`get${part}`] = prototype[`getUTC${part}`];
  }
  prototype.getTimezoneOffset = () => 0;
}

/**
 * @param {Job} job
 * @returns {Answer}
 */
function answer(job) {
  try {
    return { type: 'answer', id: job.id, lost: false, text: evaluate(job) };
  } catch (error) {
    // The WebAssembly module aborted: nothing in it can be trusted any more, and the host replaces this thread.
    const kind = error instanceof RangeError ? 'stack' : 'crashed';
    return { type: 'answer', id: job.id, lost: true, text: JSON.stringify({ kind, message: '' }) };
  }
}

/**
 * @param {Job} job
 * @returns {string} JSON of `{value, warnings}` or `{kind, message}`
 */
function evaluate(job) {
  const runtime = quickjs.newRuntime({ memoryLimitBytes: job.memoryBytes, maxStackSizeBytes: STACK_BYTES });
  const context = runtime.newContext();
  let deadline = Number.POSITIVE_INFINITY;
  let interrupted = false;
  runtime.setInterruptHandler(() => {
    if (performance.now() > deadline) interrupted = true;
    return interrupted;
  });
  const text = inScope(context, job, () => {
    deadline = performance.now() + job.timeoutMs;
  });
  context.dispose();
  runtime.dispose();
  return interrupted ? failure('timeout', '') : text;
}

/**
 * @param {Context} context
 * @param {Job} job
 * @param {() => void} startClock called once the bindings stand: reading them is not the expression's time
 */
function inScope(context, job, startClock) {
  return using(context.evalCode(GUEST, 'guest.js', { strict: true }), context, (frame) => {
    const bound = callMethod(context, frame, 'bind', context.newString(job.bindings));
    return using(bound, context, () => {
      startClock();
      const source = `(function () { 'use strict'; return (${job.source}\n); })`;
      return using(context.evalCode(source, 'expression', { strict: true }), context, (compiled) =>
        using(callMethod(context, frame, 'run', compiled), context, (result) => context.getString(result)),
      );
    });
  });
}

/**
 * @param {Context} context
 * @param {Handle} frame
 * @param {string} name
 * @param {Handle} argument
 */
function callMethod(context, frame, name, argument) {
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
 * @param {import('quickjs-emscripten-core').VmCallResult<Handle>} result
 * @param {Context} context
 * @param {(value: Handle) => string} next
 * @returns {string}
 */
function using(result, context, next) {
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
  return failure('threw', `${thrown?.name ?? 'Error'}: ${message}`);
}

/**
 * @param {import('../evaluation-error.ts').EvaluationErrorKind} kind
 * @param {string} message
 */
function failure(kind, message) {
  return JSON.stringify({ kind, message });
}
