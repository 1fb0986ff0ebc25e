/** Sees whether the language itself was changed: a child to which that happened serves no further call. */

const { getOwnPropertyDescriptor, getPrototypeOf, ownKeys } = Reflect;

const GENERATOR = (function* () {})();
const ASYNC_GENERATOR = (async function* () {})();

/** @type {readonly object[]} */
const INTRINSICS = [
  ...[Object, Function, Array, String, Number, Boolean, Symbol, BigInt, Date, RegExp, Promise, Map, Set, WeakMap],
  ...[WeakSet, Error, TypeError, RangeError, SyntaxError, ArrayBuffer, Uint8Array, DataView, Buffer, URL, AbortSignal],
].flatMap((kind) => [kind, kind.prototype]);

/** @type {readonly object[]} */
const WATCHED = [
  ...INTRINSICS,
  ...[JSON, Math, Reflect, Intl, Atomics, prototypeOf(Uint8Array), prototypeOf(Uint8Array.prototype)],
  ...[[][Symbol.iterator](), new Map().entries(), new Set().values(), ''[Symbol.iterator]()].map(prototypeOf),
  ...[GENERATOR, ASYNC_GENERATOR, async () => {}].map(prototypeOf),
];

const GLOBALS = [
  ...['Object', 'Function', 'Array', 'String', 'Number', 'Promise', 'JSON', 'Math', 'Reflect', 'Map', 'Set', 'Error'],
  ...['Buffer', 'process', 'setTimeout', 'setInterval', 'setImmediate', 'clearTimeout', 'queueMicrotask', 'Date'],
];

/**
 * Remembers how things are now.
 *
 * @returns {() => boolean} whether they still are so
 */
export function watchIntrinsics() {
  const before = WATCHED.map(propertiesOf);
  const globals = globalValues();
  return () =>
    WATCHED.every((object, index) => isSame(propertiesOf(object), before[index] ?? [])) &&
    isSame(globalValues(), globals);
}

/** @param {object} object */
function prototypeOf(object) {
  return getPrototypeOf(object) ?? object;
}

/** @param {object} object */
function propertiesOf(object) {
  /** @type {unknown[]} */
  const found = [getPrototypeOf(object)];
  for (const key of ownKeys(object)) {
    const descriptor = getOwnPropertyDescriptor(object, key);
    found.push(key, descriptor?.value ?? descriptor?.get, descriptor?.set);
  }
  return found;
}

function globalValues() {
  return GLOBALS.map((name) => Reflect.get(globalThis, name));
}

/**
 * @param {unknown[]} one
 * @param {unknown[]} other
 */
function isSame(one, other) {
  if (one.length !== other.length) return false;
  for (let index = 0; index < one.length; index++) if (!Object.is(one[index], other[index])) return false;
  return true;
}
