import type { JsonValue } from '@perdura/definition';
import type { CollectListInput, RunActivities, ValueRef } from '@perdura/definition/run';
import fc from 'fast-check';
import { loadValues, storeValue } from '../blobs.ts';
import { DEFAULT_ACTIVITY_SETTINGS } from '../dependencies.ts';
import { failureOf, openStage, RUN_ID, type Stage } from '../testing/stage.ts';
import { listActivities } from './list-activities.ts';

let stage: Stage;
let activities: Pick<RunActivities, 'collect-list' | 'wrap-value' | 'load-value'>;

beforeAll(async () => {
  stage = await openStage();
  activities = listActivities(stage.dependencies);
});
afterAll(() => stage.close());

async function stored(value: JsonValue): Promise<{ blob: string; bytes: number }> {
  const reference = await storeValue(stage.dependencies.database, { projectId: stage.projectId, runId: RUN_ID }, value);
  if (!('blob' in reference)) throw new Error('expected a blob');
  return reference;
}

async function loaded(reference: ValueRef): Promise<JsonValue> {
  const [value = null] = await loadValues(stage.dependencies.database, stage.projectId, [reference], 2 ** 30);
  return value;
}

function collect(parts: CollectListInput['parts']): Promise<ValueRef> {
  return activities['collect-list']({ projectId: stage.projectId, runId: RUN_ID, parts });
}

describe('collect-list', () => {
  test('puts values and lists of values in order, by value while it is small', async () => {
    const list = await stored(['c', { d: 1 }]);
    const parts = [
      { value: { value: 'a' }, spread: false },
      { value: { value: [] }, spread: true },
      { value: { value: ['b'] }, spread: true },
      { value: list, spread: true },
      { value: { ...list, at: 1 }, spread: false },
      { value: list, spread: false },
      { value: { value: null }, spread: false },
    ];
    expect(await collect(parts)).toEqual({ value: ['a', 'b', 'c', { d: 1 }, { d: 1 }, ['c', { d: 1 }], null] });
    expect(await collect([])).toEqual({ value: [] });
  });

  test('is what putting them together would be, however they are stored', async () => {
    const part = fc.record({
      items: fc.array(fc.jsonValue() as fc.Arbitrary<JsonValue>, { maxLength: 5 }),
      spread: fc.boolean(),
      isStored: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 8 }), async (given) => {
        const parts = await Promise.all(
          given.map(async ({ items, spread, isStored }) => ({
            spread,
            value: isStored ? await stored(items) : { value: items },
          })),
        );
        const expected = given.flatMap(({ items, spread }) => (spread ? items : [items]));
        const collected = await loaded(await collect(parts));
        expect(JSON.stringify(collected)).toBe(JSON.stringify(expected));
      }),
      { numRuns: 50 },
    );
  });

  test('pages of a long list become one list', async () => {
    const pages = await Promise.all(
      Array.from({ length: 250 }, (_, page) =>
        stored([page * 2, page * 2 + 1].map((n) => ({ n, text: 'x'.repeat(50) }))),
      ),
    );
    const whole = await collect(pages.map((value) => ({ value, spread: true })));
    expect('blob' in whole).toBe(true);
    const list = (await loaded(whole)) as { n: number }[];
    expect(list.map(({ n }) => n)).toEqual(Array.from({ length: 500 }, (_, n) => n));
  });

  test('more than may be kept is refused before it is read', async () => {
    const gone = { blob: 'a'.repeat(64), bytes: DEFAULT_ACTIVITY_SETTINGS.maxResultBytes };
    const parts = [gone, { ...gone, blob: 'b'.repeat(64) }].map((value) => ({ value, spread: true }));
    expect(await failureOf(collect(parts))).toMatchObject({ code: 'RESULT_TOO_LARGE', retryable: false });
  });

  test('more than may be kept is refused where only reading tells', async () => {
    const settings = { ...DEFAULT_ACTIVITY_SETTINGS, maxResultBytes: 1_000 };
    const { 'collect-list': narrow } = listActivities({ ...stage.dependencies, settings });
    const parts = Array.from({ length: 20 }, () => ({ value: { value: 'x'.repeat(100) }, spread: false }));
    const work = narrow({ projectId: stage.projectId, runId: RUN_ID, parts });
    expect((await failureOf(work)).code).toBe('RESULT_TOO_LARGE');
  });

  test('a part that is gone is told', async () => {
    const work = collect([{ value: { blob: 'c'.repeat(64), bytes: 10 }, spread: true }]);
    expect(await failureOf(work)).toMatchObject({ code: 'BLOB_MISSING', retryable: false });
  });
});

describe('wrap-value', () => {
  const wrap = (fields: Record<string, JsonValue>, value: ValueRef) =>
    activities['wrap-value']({ projectId: stage.projectId, runId: RUN_ID, fields, name: 'last', value });

  test('gives an object with the value among its fields', async () => {
    expect(await wrap({ iterations: 3 }, { value: [1] })).toEqual({ value: { iterations: 3, last: [1] } });
    expect(await wrap({}, await stored('text'))).toEqual({ value: { last: 'text' } });
    expect(await wrap({ last: 'old' }, { ...(await stored(['a', 'b'])), at: 1 })).toEqual({ value: { last: 'b' } });
  });

  test('gives one with further values behind the first, each under its name', async () => {
    const input = { projectId: stage.projectId, runId: RUN_ID, fields: { index: 1 }, name: 'item' };
    const more = { rounds: await stored([1, 2]), index: { value: 2 } };
    const wrapped = await activities['wrap-value']({ ...input, value: await stored('first'), more });
    expect(JSON.stringify(wrapped)).toBe('{"value":{"item":"first","rounds":[1,2],"index":2}}');
  });

  test('of a large value is stored', async () => {
    const text = '值'.repeat(20_000);
    const reference = await wrap({ iterations: 1 }, await stored({ text }));
    expect('blob' in reference).toBe(true);
    expect(await loaded(reference)).toEqual({ iterations: 1, last: { text } });
  });
});

test('load-value gives the value of any reference', async () => {
  const load = (value: ValueRef) => activities['load-value']({ projectId: stage.projectId, value });
  expect(await load({ value: 1 })).toBe(1);
  expect(await load({ ...(await stored(['a', { b: 1 }])), at: 1 })).toEqual({ b: 1 });
  expect(await load(await stored('whole'))).toBe('whole');
});
