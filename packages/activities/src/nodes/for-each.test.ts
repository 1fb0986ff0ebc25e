import type { JsonObject, JsonValue } from '@perdura/definition';
import type { ItemPage } from '@perdura/definition/run';
import { createEvaluator } from '@perdura/sandbox';
import { loadValues, storeValue } from '../blobs.ts';
import { type ActivityDependencies, DEFAULT_ACTIVITY_SETTINGS } from '../dependencies.ts';
import { attemptOn, type NodeCallOptions, nodeInput } from '../testing/node-call.ts';
import { openStage, RUN_ID, type Stage } from '../testing/stage.ts';

const evaluator = createEvaluator({ threads: 1 });
let stage: Stage;
let dependencies: ActivityDependencies;

beforeAll(async () => {
  stage = await openStage();
  dependencies = { ...stage.dependencies, evaluator };
});
afterAll(async () => {
  await evaluator.close();
  await stage.close();
});

async function openingOf(config: JsonObject, options: NodeCallOptions = {}, given = dependencies) {
  const { output, failed } = await attemptOn(nodeInput(stage, 'for-each', config, options), given);
  if (output === null) throw failed;
  if (output.opening?.type !== 'for-each') throw new Error('expected the opening of a for-each');
  expect(output.result).toEqual({ value: null });
  return output.opening;
}

async function failureOf(config: JsonObject, options: NodeCallOptions = {}, given = dependencies) {
  const { failed } = await attemptOn(nodeInput(stage, 'for-each', config, options), given);
  if (failed === null) throw new Error('expected a failure');
  return failed.failure;
}

/** Each item as a round gets it: by reference to its place in a page. */
async function itemsOf(pages: readonly ItemPage[]): Promise<JsonValue[]> {
  const references = pages.flatMap(({ items, count }) =>
    Array.from({ length: count }, (_, at) =>
      'blob' in items ? { ...items, at } : { value: (items.value as JsonValue[])[at] ?? null },
    ),
  );
  return loadValues(stage.dependencies.database, stage.projectId, references, 2 ** 30);
}

test.each<[items: JsonValue, expected: JsonValue[]]>([
  ['trigger.data.list', ['x', 'y']],
  ['{{ trigger.data.list }}', ['x', 'y']],
  ['trigger.data.list.concat(3)', ['x', 'y', 3]],
  [
    ['{{ trigger.data.list[0] }}', 2, { deep: '{{ trigger.data.list }}' }],
    ['x', 2, { deep: ['x', 'y'] }],
  ],
  ['[]', []],
])('the items %j are known', async (items, expected) => {
  const scope = { trigger: { value: { list: ['x', 'y'] } } };
  const { pages, count } = await openingOf({ items }, { scope });
  expect(count).toBe(expected.length);
  expect(pages).toEqual(expected.length === 0 ? [] : [{ items: { value: expected }, from: 0, count }]);
});

test('has its settings, one at a time by default', async () => {
  const config = { items: '[1]', concurrency: '{{ 2 + 2 }}', onItemError: 'continue' };
  expect(await openingOf(config)).toMatchObject({ concurrency: 4, onItemError: 'continue' });
  expect(await openingOf({ items: '[1]' })).toMatchObject({ concurrency: 1, onItemError: 'fail' });
});

test('many small items stay together by value', async () => {
  const { pages } = await openingOf({ items: 'Array.from({ length: 2000 }, (_, n) => n)' });
  expect(pages).toHaveLength(1);
  expect(pages[0]?.items).toHaveProperty('value');
});

test('a long list is laid out in pages that together hold every item once, in order', async () => {
  const { pages, count } = await openingOf({
    items: 'Array.from({ length: 5000 }, (_, n) => ({ n, text: "值".repeat(20) }))',
  });
  expect(count).toBe(5_000);
  expect(pages).toHaveLength(25);
  expect(pages.map(({ from }) => from)).toEqual(Array.from({ length: 25 }, (_, page) => page * 200));
  const items = (await itemsOf(pages)) as { n: number }[];
  expect(items.map(({ n }) => n)).toEqual(Array.from({ length: 5_000 }, (_, n) => n));
});

test('pages of large items are bounded in bytes, and an item may be larger than a page', async () => {
  const list = Array.from({ length: 40 }, (_, n) => (n === 7 ? 'L'.repeat(600_000) : 'm'.repeat(100_000)));
  const trigger = await storeValue(stage.dependencies.database, { projectId: stage.projectId, runId: RUN_ID }, list);
  const { pages } = await openingOf({ items: 'trigger.data' }, { scope: { trigger } });
  for (const { items, count } of pages) {
    if (!('blob' in items)) throw new Error('expected a blob');
    if (count > 1) expect(items.bytes).toBeLessThanOrEqual(256 * 1024 + 2);
  }
  expect(await itemsOf(pages)).toEqual(list);
});

test('an attempt that is repeated lays out the same pages', async () => {
  const config = { items: 'Array.from({ length: 1000 }, (_, n) => "item " + n)' };
  expect(await openingOf(config)).toEqual(await openingOf(config));
});

test.each<[items: string, found: string]>([
  ['trigger.data.none', 'null'],
  ['"a text"', 'a text ("a text")'],
  ['7', 'a number (7)'],
  ['({ a: 1 })', 'an object'],
])('%s is no list', async (items, found) => {
  const failure = await failureOf({ items });
  expect(failure).toMatchObject({ code: 'CONFIG_INVALID', retryable: false });
  expect(failure.message).toBe(`At /items: found ${found}; expected a list.`);
});

test('more items than may be gone through are refused', async () => {
  const settings = { ...DEFAULT_ACTIVITY_SETTINGS, maxLoopItems: 3 };
  const failure = await failureOf({ items: '[1, 2, 3, 4]' }, {}, { ...dependencies, settings });
  expect(failure).toMatchObject({ code: 'CONFIG_INVALID', retryable: false });
  expect(failure.message).toContain('4 items; at most 3');
});

test('rounds that read one page after another find it at hand', async () => {
  const { pages } = await openingOf({ items: 'Array.from({ length: 400 }, (_, n) => ({ n, text: "t".repeat(100) }))' });
  const { database } = dependencies;
  let reads = 0;
  const counting = {
    ...dependencies,
    database: {
      ...database,
      blobs: {
        ...database.blobs,
        get: (...asked: Parameters<typeof database.blobs.get>) => {
          reads++;
          return database.blobs.get(...asked);
        },
      },
    },
  };
  const seen: JsonValue[] = [];
  for (const { items, count } of pages) {
    if (!('blob' in items)) throw new Error('expected a blob');
    for (let at = 0; at < count; at++) {
      const scope = { locals: { item: { ...items, at } } };
      const { output } = await attemptOn(nodeInput(stage, 'transform', { expression: 'item.n' }, { scope }), counting);
      if (output !== null && 'value' in output.result) seen.push(output.result.value);
    }
  }
  expect(seen).toEqual(Array.from({ length: 400 }, (_, n) => n));
  expect(reads).toBe(pages.length);
});
