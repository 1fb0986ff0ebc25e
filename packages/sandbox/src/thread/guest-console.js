/**
 * Gives a program its console, which hands its lines on, up to a bound. Like `guest`, this function never runs in Node:
 * its text is evaluated in each fresh runtime, before the program.
 *
 * @param {(level: string, message: string) => void} log
 */
export function guestConsole(log) {
  const { stringify } = JSON;
  const { defineProperty } = Object;
  const { apply } = Reflect;
  const { slice } = String.prototype;
  const { Error: GuestError, String: toText } = globalThis;
  const maxLines = 199;
  const maxCharacters = 15_000;
  const maxLine = 2_000;
  let lines = 0;
  let characters = 0;
  /** @type {Record<string, (...values: unknown[]) => void>} */
  const methods = { log: (...values) => write('info', values) };
  for (const level of ['debug', 'info', 'warn', 'error']) methods[level] = (...values) => write(level, values);
  defineProperty(globalThis, 'console', { value: methods, writable: true, configurable: true });

  /**
   * @param {string} level
   * @param {unknown[]} values
   */
  function write(level, values) {
    if (lines > maxLines) return;
    const text = shownAll(values);
    characters += text.length;
    lines = characters > maxCharacters ? maxLines + 1 : lines + 1;
    if (lines <= maxLines) log(level, text);
    else log('warn', 'Further lines were left out.');
  }

  /** @param {unknown[]} values */
  function shownAll(values) {
    let text = '';
    for (let position = 0; position < values.length && text.length <= maxLine; position++) {
      text += (position === 0 ? '' : ' ') + shown(values[position]);
    }
    return cut(text);
  }

  /** @param {unknown} value */
  function shown(value) {
    try {
      if (typeof value === 'string') return cut(value);
      if (typeof value === 'function') return '[function]';
      if (value instanceof GuestError) return cut(`${value.name}: ${value.message}`);
      const text = typeof value === 'object' && value !== null ? stringify(value) : undefined;
      return cut(typeof text === 'string' ? text : toText(value));
    } catch {
      return '[cannot be shown]';
    }
  }

  /**
   * @param {string} text
   * @returns {string}
   */
  function cut(text) {
    return text.length > maxLine ? `${apply(slice, text, [0, maxLine])}…` : text;
  }
}
