/**
 * Entry of a sandbox thread: plain JavaScript, so that Node runs it from the sources and from the build alike. It
 * takes one job at a time and answers each with one message.
 */
import { parentPort } from 'node:worker_threads';
import { newQuickJSWASMModuleFromVariant } from 'quickjs-emscripten-core';
import { callMethod, failure, openGuest, using } from './calls.js';
import { clockOf } from './clock.js';
import { runProgram } from './program.js';

/**
 * @typedef {import('./protocol.ts').Job} Job
 * @typedef {import('./protocol.ts').Answer} Answer
 * @typedef {import('./protocol.ts').ThreadMessage} ThreadMessage
 * @typedef {import('./clock.js').Clock} Clock
 */

/** Depth of the guest's stack, in bytes: well below what the thread itself has, so that an overflow is an exception. */
const STACK_BYTES = 256 * 1024;
/** WebAssembly's memory never shrinks: a thread that grew beyond this is replaced rather than kept. */
const KEPT_BYTES = 64 * 1024 * 1024;

useUtc();
const quickjs = await newQuickJSWASMModuleFromVariant(import('@jitl/quickjs-wasmfile-release-sync'));
parentPort?.on('message', (/** @type {Job} */ job) => post(answer(job)));
post({ type: 'ready' });

/** @param {ThreadMessage} message */
function post(message) {
  parentPort?.postMessage(message);
}

/** QuickJS asks Node's Date for local time; the zone of this machine is no business of a guest. */
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
    return { type: 'answer', id: job.id, ...evaluate(job) };
  } catch (error) {
    // The WebAssembly module aborted: nothing in it can be trusted any more, and the host replaces this thread.
    const kind = error instanceof RangeError ? 'stack' : 'crashed';
    return { type: 'answer', id: job.id, lost: true, text: failure(kind, '') };
  }
}

/**
 * @param {Job} job
 * @returns {Pick<Answer, 'text' | 'lost'>}
 */
function evaluate(job) {
  const runtime = quickjs.newRuntime({ memoryLimitBytes: job.memoryBytes, maxStackSizeBytes: STACK_BYTES });
  const context = runtime.newContext();
  const clock = clockOf(job.timeoutMs);
  runtime.setInterruptHandler(clock.isOver);
  const text = job.kind === 'program' ? runProgram(context, job, clock, post) : runExpression(context, job, clock);
  const isClean = dispose(context) && dispose(runtime);
  const hasGrown = quickjs.getWasmMemory().buffer.byteLength > KEPT_BYTES;
  return { text: clock.wasOver() ? failure('timeout', '') : text, lost: !isClean || hasGrown };
}

/**
 * @param {{ dispose(): void }} held
 * @returns {boolean} false where the module aborted over it, as it may over a long chain of promises
 */
function dispose(held) {
  try {
    held.dispose();
    return true;
  } catch {
    return false;
  }
}

/**
 * @param {import('./calls.js').Context} context
 * @param {Job} job
 * @param {Clock} clock started once the bindings stand: reading them is not the expression's time
 */
function runExpression(context, job, clock) {
  return using(openGuest(context, 'expression', job.maxResultCharacters), context, (frame) =>
    using(callMethod(context, frame, 'bind', context.newString(job.data)), context, () => {
      clock.start();
      const source = `(function () { 'use strict'; return (${job.source}\n); })`;
      return using(context.evalCode(source, 'expression', { strict: true }), context, (compiled) =>
        using(callMethod(context, frame, 'run', compiled), context, (result) => context.getString(result)),
      );
    }),
  );
}
