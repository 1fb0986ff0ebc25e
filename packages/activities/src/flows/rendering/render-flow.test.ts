import type { JsonValue, Scope } from '@perdura/definition';
import { createEvaluator, type Evaluator } from '@perdura/sandbox';
import { StepFailure } from '../../failures.ts';
import { renderFlow } from './render-flow.ts';

let evaluator: Evaluator;
beforeAll(() => {
  evaluator = createEvaluator({ threads: 1 });
});
afterAll(() => evaluator.close());

const scope: Scope = new Map<string, JsonValue>([
  ['trigger', { body: { name: '甲', list: [1, 2], nothing: null, no: false, zero: 0 } }],
  ['step_1', { items: [{ id: 'a' }, { id: 'b' }] }],
]);

async function rendered(value: JsonValue) {
  const warnings: string[] = [];
  const signal = new AbortController().signal;
  const warn = (message: string) => void warnings.push(message);
  return { value: await renderFlow(value, { scope, evaluator, signal, warn }), warnings };
}

test.each<[string, JsonValue]>([
  ['no reference', 'no reference'],
  ['{{trigger.body.name}}', '甲'],
  ['{{ trigger["body"]["list"] }}', [1, 2]],
  ['{{trigger.body.no}}', false],
  ['{{trigger.body.zero}}', 0],
  ['{{trigger.body.nothing}}', ''],
  ['{{trigger.body.missing.deeper}}', ''],
  ['{{step_9.missing}}', ''],
  ['{{step_1.items[1].id}}', 'b'],
  ['{{step_1.items.length}}', 2],
  ['a {{trigger.body}} {{trigger.body.missing}}b', 'a {"name":"甲","list":[1,2],"nothing":null,"no":false,"zero":0} b'],
  ['{{trigger.body.list.map((n) => n * 2)}}', [2, 4]],
  ['{{trigger.body.name.toUpperCase()}}!', '甲!'],
  ['{{step_1.items.find((item) => item.id === "c").id}}', ''],
  ["{{flattenNestedKeys(step_1, ['items', 'id'])}}", ['a', 'b']],
  ['{{constructor.constructor("return process")()}}', ''],
  ['{{trigger.__proto__}}', ''],
])('%s is %j', async (text, value) => {
  expect((await rendered(text)).value).toEqual(value);
});

test('values of any shape are gone through, in their order', async () => {
  const value = { b: ['{{trigger.body.zero}}', { z: '{{step_1.items[0].id}}' }], a: 1, c: null, '{{x}}': true };
  const { value: found } = await rendered(value);
  expect(JSON.stringify(found)).toBe('{"b":[0,{"z":"a"}],"a":1,"c":null,"{{x}}":true}');
});

test('what could not be computed is told', async () => {
  const { warnings } = await rendered({ a: ['{{trigger.body.missing.toUpperCase()}}'] });
  expect(warnings).toEqual([expect.stringMatching(/^At \/a\/0: .* An empty text was used\.$/)]);
});

test('an expression without end fails for good', async () => {
  const failure = await rendered('{{(() => { for (;;); })()}}').catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(StepFailure);
  expect(failure).toMatchObject({ code: 'EXPRESSION_FAILED', retryable: false });
});

test('a short text that repeats a large value is refused', async () => {
  const large = new Map<string, JsonValue>([['trigger', 'x'.repeat(1024 * 1024)]]);
  const signal = new AbortController().signal;
  const options = { scope: large, evaluator, signal, warn: () => undefined };
  const failure = await renderFlow('{{trigger}}, '.repeat(100), options).catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: 'INPUT_TOO_LARGE', retryable: false });
});
