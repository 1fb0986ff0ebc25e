/** Names of ECMAScript that expressions may use; the evaluator offers these and no others. */
export const BUILT_IN_NAMES: ReadonlySet<string> = new Set([
  ...['undefined', 'NaN', 'Infinity', 'isNaN', 'isFinite', 'parseInt', 'parseFloat'],
  ...['encodeURI', 'encodeURIComponent', 'decodeURI', 'decodeURIComponent', 'escape', 'unescape'],
  ...[
    'Object',
    'Array',
    'String',
    'Number',
    'Boolean',
    'Symbol',
    'BigInt',
    'Math',
    'Date',
    'RegExp',
    'JSON',
    'Reflect',
  ],
  ...['Map', 'Set', 'WeakMap', 'WeakSet', 'WeakRef', 'FinalizationRegistry', 'Promise', 'Proxy'],
  ...['Error', 'AggregateError', 'EvalError', 'RangeError', 'ReferenceError', 'SyntaxError', 'TypeError', 'URIError'],
  ...['ArrayBuffer', 'DataView', 'Int8Array', 'Uint8Array', 'Uint8ClampedArray', 'Int16Array', 'Uint16Array'],
  ...['Int32Array', 'Uint32Array', 'Float32Array', 'Float64Array', 'BigInt64Array', 'BigUint64Array'],
]);

/** Names of ECMAScript that would lead out of an expression, or share memory between two: refused by name. */
export const FORBIDDEN_NAMES: ReadonlySet<string> = new Set([
  ...['Function', 'eval', 'globalThis', 'SharedArrayBuffer', 'Atomics', 'WebAssembly'],
]);

/** Names of a scope that are no node ids, whether they exist at a given place or not. */
export const RESERVED_SCOPE_NAMES: ReadonlySet<string> = new Set([
  ...['trigger', 'run', 'nodes', 'item', 'index', 'last', 'event', 'input', 'env'],
]);

/** Words that JavaScript reads as values, never as names. */
export const VALUE_WORDS: ReadonlySet<string> = new Set(['true', 'false', 'null', 'this', 'super', 'undefined']);
