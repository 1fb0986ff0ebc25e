import fc from 'fast-check';
import { parseExpression } from './code.ts';
import type { JsExpression } from './expression.ts';
import { readingOf } from './expression.ts';

const read = (text: string) => {
  const { expression, faults } = parseExpression(text);
  expect(faults).toEqual([]);
  return expression!;
};
const js = (text: string) => read(text) as JsExpression;
const codes = (text: string) => parseExpression(text).faults.map((fault) => fault.code);

/** Runs what the parser made of an expression, with values for its names and bindings. */
function run(text: string, values: Record<string, unknown>): unknown {
  const { source, names, bindings } = js(text);
  const scope: Record<string, unknown> = { ...values };
  for (const { name, path } of bindings) {
    scope[name] = path.reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], values);
  }
  const known = [...names, ...bindings.map(({ name }) => name)];
  return new Function(...known, `"use strict"; return (${source});`)(...known.map((name) => scope[name]));
}

test.each(['fetch.result.count', ' {{ fetch.result.count }} ', '{{fetch.result["count"]}}'])(
  'reads %s as a path',
  (text) => {
    expect(read(text)).toMatchObject({ kind: 'path', path: ['fetch', 'result', 'count'] });
  },
);

test('names what JavaScript uses from the scope', () => {
  expect(js('fetch.result.items.filter((x) => x.n > limit && Math.abs(x.n)).length > 0').names).toEqual([
    'fetch',
    'limit',
  ]);
  expect(
    js('(function f(a, { b, c: [d = e] }, ...g) { var h = i; { let j = h; } return f(j, arguments); })()').names,
  ).toEqual(['e', 'i', 'j']);
  expect(js('(() => { try { throw 1 } catch ({ message }) { return message + other } })()').names).toEqual(['other']);
  expect(js('new (class A extends B { #p = q; get [k]() { return A } })()').names).toEqual(['B', 'q', 'k']);
  expect(js('a => { lbl: for (const x of y) { if (x) continue lbl; } return { a, z, ["w" + v]: 1 } }').names).toEqual([
    'y',
    'z',
    'v',
  ]);
});

test('lets a template stand for its value, never for pasted text', () => {
  const hostile = '1 || true';
  expect(run('{{trigger.data.n}} > 5', { trigger: { data: { n: 7 } } })).toBe(true);
  expect(run('{{trigger.data.n}} === "1"', { trigger: { data: { n: hostile } } })).toBe(false);
  expect(run('{{a.b}} / 2 / {{ {x: 4}.x }}', { a: { b: 16 } })).toBe(2);
  expect(run(`\`\${ {{a.b}} }-\${{ b: 1 }.b}\``, { a: { b: 'x' } })).toBe('x-1');
  expect(run('(function () { return {{a.b}} })()', { a: { b: 3 } })).toBe(3);
  expect(run('a.b.map((x) => ({{x.n}} + {{a.k}}))', { a: { b: [{ n: 1 }], k: 2 } })).toEqual([3]);
  expect(run('{{ a.k + 1 }} * 2', { a: { k: 2 } })).toBe(6);
});

test('joins a template to the text of a string literal', () => {
  const values = { a: { b: 'q', o: { x: 1 }, n: null } };
  expect(run('"<{{a.b}}|{{a.o}}|{{a.n}}|{{ a.b + 1 }}>" + ""', values)).toBe('<q|{"x":1}||q1>');
  expect(run(`'{{a.b}}' === "q"`, { a: { b: "' + evil + '" } })).toBe(false);
  expect(run('[1].map((a) => "{{a.b}}")[0]', values)).toBe('');
});

test('joins a template to the text of a template literal', () => {
  const values = { a: { b: 'q', o: { x: 1 }, n: null, evil: `\`\${1}\\` } };
  expect(run('`{{a.b}}` === "q"', values)).toBe(true);
  expect(run('`<{{a.b}}|{{a.o}}|{{a.n}}|{{ a.b + 1 }}>`', values)).toBe('<q|{"x":1}||q1>');
  expect(run('`{{a.evil}}` === a.evil', values)).toBe(true);
  expect(run(`\`\\\`\\\${1}\\u0041{{a.b}}\n"\${\`-{{a.b}}-\${1 + 1}\`}{{a.b}}\` + {{a.b}}`, values)).toBe(
    `\`\${1}Aq\n"-q-2qq`,
  );
  expect(run('[1].map((a) => `{{a.b}}`)[0]', values)).toBe('');
  expect(run('String.raw`{{a.b}}`', values)).toBe('{{a.b}}');
  expect(js(`\`é{{nodes.c.result}}\` + \`\${1}{{ x + y }}\``).reads).toMatchObject([
    { name: 'nodes', nodeId: 'c', offset: 4 },
    { name: 'x', offset: 32 },
    { name: 'y', offset: 36 },
  ]);
});

test('fills a template alike in a string and in a template literal', () => {
  const part = fc.constantFrom(
    '{{a.b}}',
    '{{ a.n }}',
    '{{ a.n + 1 }}',
    '{{a.o}}',
    '{',
    '}',
    ' ',
    'x',
    '\\n',
    '\\\\',
    '"',
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
      const text = parts.join('');
      const values = { a: { b: `q"\`\${`, n: null, o: [1, { x: 2 }] } };
      fc.pre(codes(`\`${text}\` + 0`).length === 0);
      expect(run(`\`${text}\` + 0`, values)).toBe(run(`'${text}' + 0`, values));
    }),
  );
});

test.each(['`{{`', `\`{{ \${1} }}\``, 'text.includes("{{")', '({ "{{a}}": 1 })', '() => {{ return 1 }}'])(
  'leaves %s as it is',
  (text) => {
    expect(js(text).bindings).toEqual([]);
  },
);

test('binds under names that the expression does not use itself', () => {
  const { bindings } = js('[1].map(($0) => $0 + {{a.b}})');
  expect(bindings).toEqual([{ name: '$$0', path: ['a', 'b'] }]);
});

test('reads an id with dashes as a path first, and as a subtraction where no such name is', () => {
  const expression = read('index-1');
  expect(readingOf(expression, (name) => name === 'index-1')).toMatchObject({ kind: 'path', path: ['index-1'] });
  expect(readingOf(expression, (name) => name === 'index')).toMatchObject({ kind: 'js', source: 'index-1' });
});

test('tells which nodes are read by id', () => {
  expect(js('nodes["a-b"].result + nodes.c.result + nodes[x].y').reads).toMatchObject([
    { name: 'nodes', nodeId: 'a-b' },
    { name: 'nodes', nodeId: 'c' },
    { name: 'nodes', nodeId: null },
    { name: 'x' },
  ]);
});

test.each([
  ['', 'EXPRESSION_EMPTY'],
  ['  \n', 'EXPRESSION_EMPTY'],
  ['{{ }}', 'EXPRESSION_EMPTY'],
  ['a b', 'EXPRESSION_NOT_SINGLE'],
  ['{{a}}{{b}}', 'EXPRESSION_NOT_SINGLE'],
  ['a >', 'EXPRESSION_UNTERMINATED'],
  ['{{ a > 1', 'EXPRESSION_UNTERMINATED'],
  ['a > > b', 'EXPRESSION_SYNTAX'],
  ['{{a}} = 1', 'EXPRESSION_SYNTAX'],
  ['{{ {{a}} }} > 1', 'EXPRESSION_SYNTAX'],
  ['import.meta.url + 1', 'EXPRESSION_SYNTAX'],
  ['import("fs")', 'EXPRESSION_SYNTAX_FORBIDDEN'],
  ['(() => this)()', 'EXPRESSION_SYNTAX_FORBIDDEN'],
  ['new Function("return 1")()', 'EXPRESSION_NAME_FORBIDDEN'],
  ['"{{ eval }}" + 1', 'EXPRESSION_NAME_FORBIDDEN'],
  ['`{{ eval }}`', 'EXPRESSION_NAME_FORBIDDEN'],
  ['`{{ a b }}`', 'EXPRESSION_NOT_SINGLE'],
  ['for (;;) {}', 'EXPRESSION_SYNTAX'],
  ['a => '.repeat(150).concat('1'), 'EXPRESSION_TOO_DEEP'],
  ['!'.repeat(5000).concat('1'), 'EXPRESSION_TOO_DEEP'],
  [`1${' + 1'.repeat(2400)}`, 'EXPRESSION_TOO_DEEP'],
  [`"${'x'.repeat(10_000)}"`, 'EXPRESSION_TOO_LONG'],
])('refuses %.40s', (text, code) => {
  expect(codes(text)).toEqual([code]);
});

test('never throws, and makes of what it accepts a source that JavaScript reads', () => {
  const token = fc.constantFrom(
    ...[
      '{{',
      '}}',
      '{{a.b}}',
      '{{ x + 1 }}',
      '"{{a}}"',
      'a',
      '.b',
      '["c"]',
      '(',
      ')',
      '+',
      '/',
      '=>',
      '{',
      '}',
      '`',
      '`{{a}}${',
      '${',
    ],
    ...["'s'", '1', '?', ':', ',', '[', ']', 'x => ', '!', 'this', 'function (q) { return q }', ' ', '\n', '//', '/*'],
  );
  fc.assert(
    fc.property(fc.array(token, { maxLength: 14 }), (tokens) => {
      const { expression, faults } = parseExpression(tokens.join(''));
      if (expression?.kind !== 'js' || faults.length > 0) return;
      expect(() => new Function(`"use strict"; return (${expression.source});`)).not.toThrow();
    }),
    { numRuns: 5_000 },
  );
});
