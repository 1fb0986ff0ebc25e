import fc from 'fast-check';
import { functionBodyFault } from './function-body.ts';

test.each([
  '',
  'return 1',
  'const x = await input.y; return x',
  'for await (const x of input) { if (x) return x; }\nreturn null // done',
  '/* a */ return { "{{a}}": 1 } /* b */',
  'async function f() { await 1 } return f()',
  'return /[})]/.test("})")',
  'return `})`',
  'label: for (;;) { break label }',
])('%j can be the body of a function', (text) => {
  expect(functionBodyFault(text)).toBeNull();
});

test.each([
  ['return 1 +', 'syntax', 10],
  ['const a = 1;\nconst a = 2;', 'syntax', 19],
  ['let input = 1', 'syntax', 4],
  ['return )', 'syntax', 7],
  ['import x from "y"', 'syntax', 0],
  ['export default 1', 'syntax', 0],
  ['with (input) {}', 'syntax', 0],
  ['}); (function () {', 'syntax', 1],
  ['}, async function () {', 'syntax', 1],
  ['}).call(null, function () {', 'syntax', 1],
  ['} /x/ function () {', 'syntax', 0],
  ['return "open', 'syntax', 7],
])('%j cannot', (text, kind, offset) => {
  const fault = functionBodyFault(text);
  expect(fault?.kind).toBe(kind);
  expect(fault?.offset).toBeGreaterThanOrEqual(0);
  expect(fault?.offset).toBeLessThanOrEqual(text.length);
  if (offset > 1) expect(fault?.offset).toBe(offset);
});

test('a body that is nested too deeply is told so', () => {
  expect(functionBodyFault(`return ${'('.repeat(2_000)}`)).toMatchObject({ kind: 'depth' });
  expect(functionBodyFault('{'.repeat(50_000))).toMatchObject({ kind: 'depth' });
});

test('agrees with the engine on what a body is', () => {
  // A constructor of asynchronous functions, which the engine itself checks bodies with; nothing is run.
  const AsyncFunction = Object.getPrototypeOf(async () => undefined).constructor as new (...parts: string[]) => unknown;
  const isBody = (text: string) => {
    try {
      return new AsyncFunction('input', `"use strict";${text}`) !== null;
    } catch {
      return false;
    }
  };
  const pieces = [
    'return ',
    'input',
    '{',
    '}',
    '(',
    ')',
    ';',
    '\n',
    ' + ',
    '1',
    'await ',
    'if ',
    'const x = ',
    '//',
    '"',
    '`',
    '=> ',
    'async ',
  ];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 12 }), (parts) => {
      const text = parts.join('');
      expect([text, functionBodyFault(text) === null]).toEqual([text, isBody(text)]);
    }),
    { numRuns: 3_000 },
  );
});
