import { readSync, writeSync } from 'node:fs';
import { Socket } from 'node:net';
import { frame, frameOf, frameReader, HEADER_BYTES, MESSAGES_FD, QUESTIONS_FD } from './frames.js';

/**
 * @import { CallMessage, FromChild, HostAnswer, HostMethod, LogMessage, ToChild } from './protocol.ts'
 * @import { JsonValue } from '@perdura/definition'
 */

// Captured before any package is loaded, so that one that changes them changes nothing here.
const { parse } = JSON;
const { alloc } = Buffer;

/** Questions that wait for an answer at once; further ones wait their turn. */
const MAX_OPEN_QUESTIONS = 32;

/** The channel of messages; its handle is also where the class of pipes is found. */
export const socket = new Socket({ fd: MESSAGES_FD, readable: true, writable: true });

/** @type {Map<number, { resolve(value: JsonValue): void; reject(error: Error): void }>} */
const open = new Map();
/** @type {(() => void)[]} */
const waiting = [];
let questions = 0;

/**
 * Hears messages from now on. Whatever ends the channel ends this process.
 *
 * @param {(message: CallMessage) => void} onCall
 */
export function listen(onCall) {
  const take = (/** @type {unknown} */ message) => receive(/** @type {ToChild} */ (message), onCall);
  socket.on(
    'data',
    frameReader(Number.POSITIVE_INFINITY, take, () => process.exit(1)),
  );
  socket.on('error', () => process.exit(1));
  socket.on('close', () => process.exit(0));
}

/** @param {FromChild} message */
export function send(message) {
  socket.write(frame(message));
}

/** @param {string} text JSON of a FromChild */
export function sendText(text) {
  socket.write(frameOf(text));
}

/**
 * Asks the worker something.
 *
 * @param {number} call
 * @param {HostMethod} method
 * @param {unknown[]} args JSON values
 * @returns {Promise<JsonValue>}
 */
export async function ask(call, method, args) {
  if (open.size >= MAX_OPEN_QUESTIONS) await new Promise((resolve) => waiting.push(() => resolve(undefined)));
  const question = ++questions;
  return new Promise((resolve, reject) => {
    open.set(question, { resolve, reject });
    socket.write(frame({ type: 'question', call, question, method, args }));
  });
}

/**
 * Asks the worker something, and does nothing else until it has answered.
 *
 * @param {number} call
 * @param {HostMethod} method
 * @param {unknown[]} args JSON values
 * @returns {JsonValue}
 */
export function askNow(call, method, args) {
  const message = frame({ call, method, args });
  for (let written = 0; written < message.length; ) written += writeSync(QUESTIONS_FD, message, written);
  const length = read(HEADER_BYTES).readUInt32BE(0);
  /** @type {HostAnswer} */
  const answer = parse(read(length).toString('utf8'));
  if (answer.ok) return answer.value;
  throw new Error(answer.error);
}

/**
 * @param {ToChild} message
 * @param {(message: CallMessage) => void} onCall
 */
function receive(message, onCall) {
  if (message.type === 'call') return onCall(message);
  const asked = open.get(message.question);
  open.delete(message.question);
  waiting.shift()?.();
  if (message.answer.ok) return asked?.resolve(message.answer.value);
  return asked?.reject(new Error(message.answer.error));
}

/** @param {number} length */
function read(length) {
  const buffer = alloc(length);
  for (let got = 0; got < length; ) {
    const count = readSync(QUESTIONS_FD, buffer, got, length - got, null);
    // The worker is gone.
    if (count === 0) process.exit(1);
    got += count;
  }
  return buffer;
}
