/**
 * Takes from this process what Node's permissions leave to it, and what would reach others: signals, listening sockets,
 * datagrams, sockets of the file system, name servers of its choice. Connections are asked of the worker first.
 */
import dgram from 'node:dgram';
import dns from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import os from 'node:os';
import traceEvents from 'node:trace_events';
import v8 from 'node:v8';
import { socket } from './channel.js';

/**
 * @typedef {Record<string, unknown>} Prototype
 * @typedef {(address: string, port: number, names: string[]) => string | null} Refusal
 */

/** What a handle answers when it may not do something. */
const REFUSED = -os.constants.errno.EACCES;
const MAX_NAMES = 1000;
/** Of `process`: what signals others, changes who one is, or opens what is inside. */
const TAKEN_FROM_PROCESS = [
  ...['kill', '_kill', '_debugProcess', '_debugEnd', 'abort', 'dlopen', 'binding', '_linkedBinding'],
  ...['setuid', 'seteuid', 'setgid', 'setegid', 'setgroups', 'initgroups'],
  ...['_startProfilerIdleNotifier', '_stopProfilerIdleNotifier', '_rawDebug'],
];

/** Names by the address that they were looked up to. @type {Map<string, Set<string>>} */
const namesOf = new Map();

/** @param {Refusal} refusal says why an address must not be called; answers at once */
export function lockDown(refusal) {
  // Opened here, so that it is no leftover of the call that writes to it first.
  process.stderr.on('error', () => {});
  guardTcp(refusal);
  for (const handle of [pipeHandle(), datagramHandle()]) {
    for (const method of ['bind', 'bind6', 'listen', 'connect', 'connect6', 'send', 'send6']) {
      replace(handle, method, () => REFUSED);
    }
  }
  replace(
    /** @type {{_handle: object}} */ (/** @type {unknown} */ (new dns.Resolver()))._handle,
    'setServers',
    () => 0,
  );
  rememberLookups();
  takeFromProcess();
  replaceFunction(os, 'setPriority');
  replaceFunction(v8, 'setFlagsFromString');
  replaceFunction(v8, 'setHeapSnapshotNearHeapLimit');
  replaceFunction(traceEvents, 'createTracing');
  const sqlite = builtin('node:sqlite');
  if (sqlite !== null) replaceFunction(sqlite, 'DatabaseSync');
  syncBuiltinESMExports();
}

/** A module that only newer versions of Node have. @param {string} name */
function builtin(name) {
  const { getBuiltinModule } = /** @type {{getBuiltinModule?(name: string): object | undefined}} */ (process);
  return getBuiltinModule?.(name) ?? null;
}

/** @param {Refusal} refusal */
function guardTcp(refusal) {
  const handle = tcpHandle();
  for (const method of ['bind', 'bind6', 'listen']) replace(handle, method, () => REFUSED);
  const prototype = Object.getPrototypeOf(handle);
  for (const method of ['connect', 'connect6']) {
    const connect = prototype[method];
    replace(handle, method, function guarded(request, address, port, ...rest) {
      const names = [...(namesOf.get(String(address)) ?? [])];
      if (typeof address !== 'string' || typeof port !== 'number' || refusal(address, port, names) !== null) {
        return REFUSED;
      }
      return Reflect.apply(connect, this, [request, address, port, ...rest]);
    });
  }
}

/** Each class of handles is known to Node alone: one of its objects shows it. */
function tcpHandle() {
  const { _createServerHandle } = /** @type {{_createServerHandle(...args: unknown[]): {close(): void}}} */ (
    /** @type {unknown} */ (net)
  );
  const handle = _createServerHandle('127.0.0.1', 0, 4);
  handle.close();
  return handle;
}

function pipeHandle() {
  return /** @type {{_handle: object}} */ (/** @type {unknown} */ (socket))._handle;
}

function datagramHandle() {
  const datagrams = dgram.createSocket('udp4');
  const [state] = Object.getOwnPropertySymbols(datagrams).filter((symbol) => /state/.test(String(symbol)));
  const { handle } = /** @type {Record<symbol, {handle: object}>} */ (/** @type {unknown} */ (datagrams))[
    state ?? Symbol.iterator
  ] ?? { handle: {} };
  datagrams.close();
  return handle;
}

/**
 * @param {object} handle
 * @param {string} method
 * @param {(this: unknown, ...args: unknown[]) => unknown} value
 */
function replace(handle, method, value) {
  const prototype = Object.getPrototypeOf(handle);
  if (typeof prototype[method] !== 'function') return;
  Object.defineProperty(prototype, method, { value, writable: false, configurable: false, enumerable: true });
}

/** So that a host which is permitted by its name can be told to the worker. */
function rememberLookups() {
  const { lookup } = dns;
  const promised = dns.promises.lookup;
  /** @param {unknown[]} args */
  const remembering = (...args) => {
    const callback = args.at(-1);
    if (typeof callback !== 'function') return Reflect.apply(lookup, dns, args);
    const after = (/** @type {unknown[]} */ ...answer) => {
      remember(args[0], answer[1]);
      return callback(...answer);
    };
    return Reflect.apply(lookup, dns, [...args.slice(0, -1), after]);
  };
  Object.defineProperties(remembering, Object.getOwnPropertyDescriptors(lookup));
  Object.assign(dns, { lookup: remembering });
  Object.assign(dns.promises, {
    lookup: async (/** @type {unknown[]} */ ...args) => {
      const answer = await Reflect.apply(promised, dns.promises, args);
      remember(args[0], answer);
      return answer;
    },
  });
}

/**
 * @param {unknown} name
 * @param {unknown} found an address, `{address}`, or a list of these
 */
function remember(name, found) {
  for (const entry of Array.isArray(found) ? found : [found]) {
    const address = typeof entry === 'object' && entry !== null ? entry.address : entry;
    if (typeof address !== 'string') continue;
    if (namesOf.size >= MAX_NAMES) namesOf.clear();
    const names = namesOf.get(address) ?? new Set();
    namesOf.set(address, names.add(String(name)));
  }
}

function takeFromProcess() {
  const target = /** @type {Prototype} */ (/** @type {unknown} */ (process));
  for (const name of TAKEN_FROM_PROCESS) {
    if (name in target) Object.defineProperty(target, name, { value: refused(`process.${name}`), configurable: false });
  }
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, { TZ: 'UTC', TMPDIR: process.cwd(), HOME: process.cwd() });
  // Some packages look for a second one as they are loaded.
  process.argv = ['node', 'piece'];
  process.execArgv = [];
}

/**
 * @param {object} owner
 * @param {string} name
 */
function replaceFunction(owner, name) {
  if (name in owner) Object.assign(owner, { [name]: refused(name) });
}

/** @param {string} name */
function refused(name) {
  return () => {
    throw Object.assign(new Error(`${name} is not permitted to pieces and code steps.`), { code: 'ERR_ACCESS_DENIED' });
  };
}
