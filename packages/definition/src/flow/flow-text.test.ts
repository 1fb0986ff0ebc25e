import fc from 'fast-check';
import type { JsonValue } from '../json.ts';
import { flowScope } from './flow-scope.ts';
import { parseFlowText, readsOfValue } from './flow-text.ts';
import { renderText } from './testing/render-text.ts';

const SCOPE = flowScope({
  trigger: { body: { id: 7, 'a b': 'spaced', list: [{ name: 'x' }, { name: 'y' }] } },
  outputs: { step_1: { body: { id: 'one', none: null }, ok: true, n: 2 }, step_2: [1, 2, 3], text: 'abc' },
  loops: { loop: { item: { sku: 'S1' }, index: 3 } },
})
  .set('connections', { 'my-slack': { token: 'T' }, slack: { token: 'U' }, 'a.b': 'dotted' })
  .set('variables', { API_URL: 'https://x.test' });

const render = (text: string) => renderText(text, SCOPE);
const kindsOf = (text: string) => parseFlowText(text).parts.map(({ kind }) => kind);

test.each<[string, JsonValue]>([
  ['{{trigger.body.id}}', 7],
  ["{{trigger['body']['id']}}", 7],
  ['{{ trigger["body"].id }}', 7],
  ['{{trigger.body["a b"]}}', 'spaced'],
  ['{{trigger.body.list[0].name}}', 'x'],
  ["{{trigger['body']['list'][1]['name']}}", 'y'],
  ['{{trigger.body.list.length}}', 2],
  ['{{trigger?.body?.list?.[0]?.name}}', 'x'],
  ['{{step_1?.missing?.deeper}}', ''],
  ['{{step_1.ok}}', true],
  ['{{step_1.body}}', { id: 'one', none: null }],
  ['{{step_1.body.none}}', ''],
  ['{{step_2}}', [1, 2, 3]],
  ['{{step_2[1]}}', 2],
  ['{{nobody}}', ''],
  ['{{nobody.x.y}}', ''],
  ['{{loop.item.sku}}', 'S1'],
  ['{{loop.index}}', 3],
  ["{{connections['my-slack']}}", { token: 'T' }],
  ["{{connections['my-slack'].token}}", 'T'],
  ['{{connections.slack}}', { token: 'U' }],
  ['{{connections.my-slack}}', { token: 'T' }],
  ["{{connections.my-slack['token']}}", 'T'],
  ["{{connections['a.b']}}", 'dotted'],
  ["{{variables['API_URL']}}", 'https://x.test'],
  ['{{variables.API_URL}}', 'https://x.test'],
])('the path %s has the value with its type', (text, value) => {
  expect(kindsOf(text)).toEqual(['path']);
  expect(render(text)).toEqual(value);
});

test.each<[string, JsonValue]>([
  ['{{ step_1.n + trigger.body.id }}', 9],
  ['{{ step_1.n > 1 ? "many" : "one" }}', 'many'],
  [`{{ \`\${step_1.body.id}}}\` }}`, 'one}}'],
  ['{{ {a: {b: step_1.n}} }}', { a: { b: 2 } }],
  ['{{ "}}" + text }}', '}}abc'],
  ['{{ step_2.map((x) => x * 2) }}', [2, 4, 6]],
  ['{{ step_2[step_1.n] }}', 3],
  ['{{ step_1 - step_2.length }}', ''],
  ['{{ step_1.n-1 }}', 1],
  ['{{\n  step_1.n +\n  1\n}}', 3],
  ['{{ nobody.x + 1 }}', ''],
  ['{{ nobody.x() }}', ''],
  ['{{ undefined }}', ''],
  ['{{ null }}', ''],
  ['{{ Math.max(...step_2) }}', 3],
  ["{{flattenNestedKeys(trigger['body'], ['list', 'name'])}}", ['x', 'y']],
  ["{{ flattenNestedKeys(trigger.body.list, ['name']).join('+') }}", 'x+y'],
  ["{{flattenNestedKeys(trigger, ['body', 'nobody'])}}", []],
])('the expression %s is computed', (text, value) => {
  expect(kindsOf(text)).toEqual(['js']);
  expect(render(text)).toEqual(value);
});

test.each<[string, JsonValue]>([
  ['', ''],
  ['plain', 'plain'],
  ['id {{trigger.body.id}}!', 'id 7!'],
  ['{{step_1.ok}}{{step_1.n}}', 'true2'],
  [' {{step_1.n}}', ' 2'],
  ['body: {{step_1.body}}', 'body: {"id":"one","none":null}'],
  ['[{{step_1.body.none}}|{{nobody}}]', '[|]'],
  ['a {{ is no expression }} b', 'a  b'],
  ['{{ is no expression }}', ''],
  ['{{}}', ''],
  ['{{ }} and {{step_1.n}}', ' and 2'],
  ['open {{ step_1.n', 'open {{ step_1.n'],
  ['css a {{\n  color: red;\n}}', 'css a {{\n  color: red;\n}}'],
  ['{{ a = 1 }}', ''],
  ['{{ eval("1") }}', ''],
  ['{"a": {"b": 1}}', '{"a": {"b": 1}}'],
  ['{{{', '{{{'],
  ['}} {{step_1.n}} {{', '}} 2 {{'],
  ["- {{flattenNestedKeys(trigger.body, ['list','name'])}} of {{step_1.n}}", ['- x of 2', '- y of 2']],
  ["{{step_2}} {{flattenNestedKeys(trigger.body, ['list','name'])}}", ['1 x', '2 y', '3 ']],
])('the text %j is %j', (text, value) => {
  expect(render(text)).toEqual(value);
});

test.each<[string, [string, ...(string | number)[]][]]>([
  [
    '{{step_1.body.id}} {{trigger.body}}',
    [
      ['step_1', 'body', 'id'],
      ['trigger', 'body'],
    ],
  ],
  ["{{connections['a-b'].token}}", [['connections', 'a-b', 'token']]],
  [
    "{{connections['a', 'b']}}",
    [
      ['connections', 'a'],
      ['connections', 'b'],
    ],
  ],
  [
    "{{ connections['x'].t + connections.y }}",
    [
      ['connections', 'x', 't'],
      ['connections', 'y'],
    ],
  ],
  ['{{ connections[step_1.name] }}', [['connections'], ['step_1', 'name']]],
  [
    '{{ step_2.map((each) => each.x + step_1.n) }}',
    [
      ['step_2', 'map'],
      ['step_1', 'n'],
    ],
  ],
  ['{{ ({ step_1, key: trigger.id, [text]: 1 }) }}', [['step_1'], ['trigger', 'id'], ['text']]],
  [
    '{{ step_1?.["a"]?.[step_2[0]].b }}',
    [
      ['step_1', 'a'],
      ['step_2', 0],
    ],
  ],
  ["{{ flattenNestedKeys(step_1['x'], ['a']) }}", [['step_1', 'x']]],
  ['{{ (step_1 ?? step_2).a }}', [['step_1'], ['step_2']]],
  ['{{ is no expression }} {{ open', []],
])('%s reads what it says', (text, reads) => {
  const found = readsOfValue({ deep: [text, { deeper: text.replace(/./gs, '') }] });
  const sorted = (list: readonly (readonly unknown[])[]) => list.map((each) => JSON.stringify(each)).toSorted();
  expect(sorted(found.map(({ name, keys }) => [name, ...keys]))).toEqual(sorted(reads));
});

test('a path means the same however its steps are spelled', () => {
  const word = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,5}$/);
  const odd = fc.string({ unit: fc.constantFrom('a', ' ', '-', '.', '}', '{', '日', '[', '$'), maxLength: 6 });
  const spelled = fc.oneof(
    word.map((key) => ({ key, text: `.${key}` })),
    word.map((key) => ({ key, text: `?.${key}` })),
    fc.oneof(word, odd).map((key) => ({ key, text: `['${key}']` })),
    fc.oneof(word, odd).map((key) => ({ key, text: `[ ${JSON.stringify(key)} ]` })),
    fc.nat(20).map((key) => ({ key, text: `[${key}]` })),
    fc.nat(20).map((key) => ({ key, text: `?.[${key}]` })),
  );
  const space = fc.constantFrom('', ' ', '  ');
  fc.assert(
    fc.property(fc.array(spelled, { maxLength: 6 }), space, (steps, around) => {
      const reference = `{{${around}step_1${steps.map(({ text }) => text).join('')}${around}}}`;
      const path = ['step_1', ...steps.map(({ key }) => key)];
      const part = { kind: 'path', path, reads: [{ name: 'step_1', keys: path.slice(1) }] };
      expect(parseFlowText(reference)).toEqual({ parts: [part], isWhole: true, flattens: false });
      expect(parseFlowText(`a ${reference}, b`).parts).toEqual([
        { kind: 'text', text: 'a ' },
        part,
        { kind: 'text', text: ', b' },
      ]);
    }),
    { numRuns: 500 },
  );
});

test('any text can be taken apart, and what holds no reference stays as it is', () => {
  const bits = fc.constantFrom(
    '{{',
    '}}',
    '{',
    '}',
    'step_1',
    '.',
    'x',
    '[0]',
    "'",
    '"',
    '`',
    '${',
    '\n',
    ' ',
    '=>',
    '(',
    ')',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(bits, fc.string())), (words) => {
      const text = words.join('');
      const { parts } = parseFlowText(text);
      const plain = parts.flatMap((part) => (part.kind === 'text' ? [part.text] : []));
      let at = 0;
      for (const each of plain) {
        at = text.indexOf(each, at);
        expect(at).toBeGreaterThanOrEqual(0);
        at += each.length;
      }
      if (plain.length === parts.length) expect(plain.join('')).toBe(text);
      render(text);
    }),
    { numRuns: 300 },
  );
});

test('behind a loop its steps are there as its last round left them', () => {
  const step = (output: JsonValue, type = 'CODE') => ({ type, status: 'SUCCEEDED', output });
  const inner = { item: 'b', index: 2, iterations: [{ deep: step(1) }, { deep: step(2) }] };
  const outer = { item: 'z', index: 1, iterations: [{ a: step({ x: 1 }), inner: step(inner, 'LOOP_ON_ITEMS') }] };
  const scope = flowScope({
    trigger: null,
    outputs: { outer, own: 5, empty: { item: null, index: 0, iterations: [] } },
  });
  expect(scope.get('a')).toEqual({ x: 1 });
  expect(scope.get('deep')).toBe(2);
  expect(scope.get('outer')).toBe(outer);
  expect([...scope.keys()].toSorted()).toEqual(['a', 'deep', 'empty', 'inner', 'outer', 'own', 'trigger']);
  // A step of the flow may answer something that looks alike.
  expect(flowScope({ trigger: 1, outputs: { s: { iterations: [{ t: 'x' }] } } }).has('t')).toBe(false);
});

test('long texts of many beginnings are taken apart as soon as short ones', () => {
  const long = 'a'.repeat(300_000);
  for (const text of [`{{connections.${long}`, `{{ connections.${long}.${long}!`, '{{'.repeat(150_000), `{{"${long}`]) {
    expect(parseFlowText(text).parts.map(({ kind }) => kind)).toEqual(['text']);
  }
  expect(parseFlowText(`{{connections.${long}}}`).isWhole).toBe(true);
});
