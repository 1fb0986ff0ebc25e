/**
 * What surrounds a source inside QuickJS. This function never runs in Node: its text is evaluated in each fresh
 * runtime, before the source, and so before anything there can be tampered with.
 *
 * @param {'expression' | 'code'} subject how messages call the source
 * @param {number} maxResult longest result, in characters of JSON
 */
export function guest(subject, maxResult) {
  const { parse, stringify } = JSON;
  const { defineProperty, getPrototypeOf, hasOwn, keys } = Object;
  const { apply } = Reflect;
  const { isArray } = Array;
  const { isFinite: isFiniteNumber } = Number;
  const { slice } = String.prototype;
  const global = globalThis;
  const { Error: GuestError, Promise: GuestPromise, String: toText } = global;
  const maxWarnings = 10;
  const maxStack = 2_000;

  class Refused extends GuestError {}

  removeEvaluationOfText();
  return { bind, parse, run, answer, failed };

  /** Code must not be made from text: not by name, and not through the constructors that functions inherit. */
  function removeEvaluationOfText() {
    const samples = [() => {}, async () => {}, function* () {}, async function* () {}];
    for (const sample of samples) delete getPrototypeOf(sample).constructor;
    const removed = ['Function', 'eval', 'globalThis', 'SharedArrayBuffer', 'Atomics', 'WebAssembly'];
    for (const name of removed) delete (/** @type {Record<string, unknown>} */ (global)[name]);
  }

  /** @param {string} text JSON of an object: each of its keys becomes a name */
  function bind(text) {
    const bindings = parse(text);
    for (const name of keys(bindings)) defineProperty(global, name, { value: bindings[name], configurable: true });
  }

  /**
   * @param {() => unknown} evaluate
   * @returns {string} JSON of `{value, warnings}` or `{kind, message, stack}`
   */
  function run(evaluate) {
    let value;
    try {
      value = evaluate();
    } catch (error) {
      return failed(error);
    }
    return answer(value);
  }

  /**
   * @param {unknown} value
   * @returns {string} as that of `run`
   */
  function answer(value) {
    try {
      /** @type {string[]} */
      const warnings = [];
      const json = toJson(value, warnings);
      if (json.length > maxResult) return stringify({ kind: 'too-large', message: '' });
      return `{"value":${json},"warnings":${stringify(warnings)}}`;
    } catch (error) {
      return failed(error, 'result');
    }
  }

  /**
   * @param {unknown} error
   * @returns {string} JSON of `{kind, message, stack}`
   */
  function failed(error, kind = 'threw') {
    return stringify({ kind: kindOf(error, kind), message: describe(error), stack: stackOf(error) });
  }

  /**
   * @param {unknown} value
   * @param {string[]} warnings receives what was turned into null
   */
  function toJson(value, warnings) {
    /** @param {string} message */
    const warn = (message) => {
      if (warnings.length < maxWarnings) defineProperty(warnings, warnings.length, element(message));
    };
    /**
     * @this {unknown}
     * @param {string} key
     * @param {unknown} item
     */
    function check(key, item) {
      refuse(key, item);
      if (typeof item === 'number' && !isFiniteNumber(item))
        warn(`${item}${place(key)} has no JSON form: null was used`);
      if (item === undefined && isArray(this)) warn(`undefined${place(key)} has no JSON form: null was used`);
      return key === '__proto__' && hasOwn(/** @type {object} */ (this), key) ? undefined : item;
    }
    const json = stringify(value, check);
    if (json !== undefined) return json;
    // A function that returns nothing is as usual as an expression that gives nothing is odd.
    if (subject === 'expression') warn('the expression gave undefined: null was used');
    return 'null';
  }

  /**
   * @param {string} key
   * @param {unknown} item
   */
  function refuse(key, item) {
    const type = item instanceof GuestPromise ? 'promise' : typeof item;
    if (type !== 'function' && type !== 'symbol' && type !== 'bigint' && type !== 'promise') return;
    throw new Refused(`the ${subject} gave a ${type}${place(key)}, which has no JSON form`);
  }

  /** @param {string} message */
  function element(message) {
    return { value: message, writable: true, enumerable: true, configurable: true };
  }

  /** @param {string} key */
  function place(key) {
    return key === '' ? '' : ` at ${stringify(key)}`;
  }

  /**
   * @param {unknown} error
   * @param {string} otherwise
   */
  function kindOf(error, otherwise) {
    try {
      const message = error instanceof GuestError ? error.message : '';
      if (message === 'stack overflow') return 'stack';
      return message === 'out of memory' ? 'memory' : otherwise;
    } catch {
      return otherwise;
    }
  }

  /** @param {unknown} error */
  function describe(error) {
    try {
      if (error instanceof Refused) return error.message;
      if (error instanceof GuestError) return `${error.name}: ${error.message}`;
      return `threw ${toText(error)}`;
    } catch {
      return 'threw something that cannot be shown';
    }
  }

  /** @param {unknown} error */
  function stackOf(error) {
    try {
      const stack = error instanceof GuestError ? error.stack : '';
      return typeof stack === 'string' ? apply(slice, stack, [0, maxStack]) : '';
    } catch {
      return '';
    }
  }
}
