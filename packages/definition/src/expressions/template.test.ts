import fc from 'fast-check';
import { MAX_EXPRESSION_LENGTH } from './expression.ts';
import { MAX_TEMPLATES_PER_TEXT, parseTemplate } from './template.ts';

const kinds = (text: string) =>
  parseTemplate(text).segments.map((segment) => {
    if (segment.kind === 'text') return segment.text;
    return segment.kind === 'path' ? segment.path : { js: segment.source };
  });
const codes = (text: string) => parseTemplate(text).faults.map((fault) => fault.code);

test('takes text, paths and JavaScript apart', () => {
  expect(kinds('Devices: {{ fetch.result.devices[0].name }}, {{ 1 + 1 }}!')).toEqual([
    'Devices: ',
    ['fetch', 'result', 'devices', 0, 'name'],
    ', ',
    { js: '1 + 1' },
    '!',
  ]);
});

test.each([
  ['{{trigger.data.楼栋}}', ['trigger', 'data', '楼栋']],
  ['{{ nodes["my-id"].result }}', ['nodes', 'my-id', 'result']],
  ["{{ a['x y'][ 2 ] }}", ['a', 'x y', 2]],
  ['{{my-id.result}}', ['my-id', 'result']],
  ['{{ nodes.my-id.result }}', ['nodes', 'my-id', 'result']],
  ['{{ (a.b) }}', ['a', 'b']],
  ['{{ a . b }}', ['a', 'b']],
  ['{{ a["q\\"uote"] }}', ['a', 'q"uote']],
  ['{{ export.result }}', ['export', 'result']],
])('reads %s as a plain path', (text, path) => {
  expect(kinds(text)).toEqual([path]);
});

test.each([
  ['{{ a + `}}` + "}}" + {b: {c: 1}}.b.c }}', 'a + `}}` + "}}" + {b: {c: 1}}.b.c'],
  ['{{ {a:{b:1}}}}', '{a:{b:1}}'],
  ['{{ /}}/.test(a) }}', '/}}/.test(a)'],
  [`{{ \`\${ {a: "}}"}.a }\` }}`, `\`\${ {a: "}}"}.a }\``],
  ['{{ x /* }} */ + 1 }}', 'x /* }} */ + 1'],
  ['{{ "{{" }}', '"{{"'],
  ['{{ Math.PI }}', 'Math.PI'],
  ['{{ true }}', 'true'],
  ['{{ a?.b }}', 'a?.b'],
])('finds the end of %s', (text, source) => {
  expect(kinds(`${text}…`)).toEqual([{ js: source }, '…']);
});

test.each([
  ['{{ }}', 'EXPRESSION_EMPTY'],
  ['{{ 1), (2 }}', 'EXPRESSION_NOT_SINGLE'],
  ['{{ a; b }}', 'EXPRESSION_NOT_SINGLE'],
  ['{{ # }}', 'EXPRESSION_SYNTAX'],
  ['{{ await a }}', 'EXPRESSION_NOT_SINGLE'],
  ['{{ with_ => { with (a) b } }}', 'EXPRESSION_SYNTAX'],
  ['{{ 010 }}', 'EXPRESSION_SYNTAX'],
  ['{{ a', 'EXPRESSION_UNTERMINATED'],
  ['{{ "a }}', 'EXPRESSION_UNTERMINATED'],
  ['{{ import("fs") }}', 'EXPRESSION_SYNTAX_FORBIDDEN'],
  ['{{ this.x }}', 'EXPRESSION_SYNTAX_FORBIDDEN'],
  ['{{ globalThis }}', 'EXPRESSION_NAME_FORBIDDEN'],
  ['{{ [1].map(eval) }}', 'EXPRESSION_NAME_FORBIDDEN'],
  ['{{ a = 1 }}', 'EXPRESSION_ASSIGNMENT'],
  ['{{ a++ }}', 'EXPRESSION_ASSIGNMENT'],
  ['{{ [a] = [1] }}', 'EXPRESSION_ASSIGNMENT'],
  [`{{ ${'('.repeat(5000)} }}`, 'EXPRESSION_TOO_DEEP'],
  [`{{ "${'x'.repeat(MAX_EXPRESSION_LENGTH)}" }}`, 'EXPRESSION_TOO_LONG'],
])('refuses %.40s', (text, code) => {
  expect(codes(text)).toEqual([code]);
});

test('reports every broken template of a text, each where it stands', () => {
  const { faults } = parseTemplate('{{ 1), (2 }}\n{{ ok }} {{ # }}');
  expect(faults.map((fault) => fault.code)).toEqual(['EXPRESSION_NOT_SINGLE', 'EXPRESSION_SYNTAX']);
  expect(faults.map((fault) => fault.offset)).toEqual([4, 26]);
});

test('bounds the templates of one text', () => {
  expect(codes('{{a}}'.repeat(MAX_TEMPLATES_PER_TEXT))).toEqual([]);
  expect(codes('{{a}}'.repeat(MAX_TEMPLATES_PER_TEXT + 1))).toEqual(['EXPRESSION_TOO_MANY']);
});

test.each(['{{', '{{a', '{{ "', '{{`', '{{/*}}', '}}', '{{}}', '{{(', '{{a["', "{{ '{{ "])(
  'comes to an end on a megabyte of %s',
  (unit) => {
    expect(() => parseTemplate(unit.repeat(1_000_000 / unit.length))).not.toThrow();
  },
);

test('gives back the text of templates and text joined at random', () => {
  const piece = fc.oneof(
    fc.string({ unit: 'grapheme' }).map((text) => ({ source: text.replaceAll('{', '('), isPath: false })),
    fc.constantFrom('a.b', 'n[0]', 'x-y.z').map((path) => ({ source: `{{ ${path} }}`, isPath: true })),
  );
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const { segments, faults } = parseTemplate(pieces.map(({ source }) => source).join(''));
      expect(faults).toEqual([]);
      expect(segments.filter((segment) => segment.kind === 'path')).toHaveLength(
        pieces.filter(({ isPath }) => isPath).length,
      );
      const text = pieces.map(({ source, isPath }) => (isPath ? '' : source)).join('');
      expect(segments.map((segment) => (segment.kind === 'text' ? segment.text : '')).join('')).toBe(text);
    }),
  );
});

test('never throws, whatever the text', () => {
  const unit = fc.constantFrom(
    '{{',
    '}}',
    '{',
    '}',
    '"',
    "'",
    '`',
    '${',
    '/',
    '(',
    ')',
    'a',
    '.',
    '-',
    '=>',
    ' ',
    '\n',
    '\u2028',
    '1',
  );
  fc.assert(
    fc.property(fc.array(unit, { maxLength: 60 }), (units) => {
      const text = units.join('');
      for (const { offset } of parseTemplate(text).faults) expect(offset).toBeLessThanOrEqual(text.length);
    }),
    { numRuns: 3_000 },
  );
});
