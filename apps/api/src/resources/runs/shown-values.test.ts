import type { JsonValue } from '@perdura/definition';
import type { ValueRef } from '@perdura/definition/run';
import { shownValues } from './shown-values.ts';

const PROJECT = '0'.repeat(24);
const TEXT = 'x'.repeat(98);
const LIST = ['a'.repeat(38), 'b'.repeat(38)];

test('a value that is kept once takes room each time it is shown', async () => {
  const ref = { blob: 'text', bytes: 100 };
  const show = await shownValues(storeOf({ text: TEXT }), PROJECT, [ref, ref, ref], 250);

  expect([show(ref), show(ref), show(ref)]).toEqual([{ value: TEXT }, { value: TEXT }, { omitted: 100 }]);
});

test('the elements of one list take the room of what is shown of each', async () => {
  const refs: ValueRef[] = [0, 1, 1].map((at) => ({ blob: 'list', bytes: 83, at }));
  const show = await shownValues(storeOf({ list: LIST }), PROJECT, refs, 90);

  expect(refs.map(show)).toEqual([{ value: LIST[0] }, { value: LIST[1] }, { omitted: 40 }]);
});

test('a value that is too large leaves room for the smaller ones after it', async () => {
  const refs: ValueRef[] = [
    { blob: 'list', bytes: 1_000 },
    { blob: 'text', bytes: 100 },
  ];
  const show = await shownValues(storeOf({ text: TEXT, list: LIST }), PROJECT, refs, 500);

  expect(refs.map(show)).toEqual([{ omitted: 1_000 }, { value: TEXT }]);
});

function storeOf(values: Record<string, JsonValue>): Parameters<typeof shownValues>[0] {
  const rows = Object.entries(values).map(([hash, value]) => {
    const data = Buffer.from(JSON.stringify(value));
    return [hash, { hash, contentType: 'application/json', bytes: data.length, data }] as const;
  });
  return { getMany: async () => new Map(rows) };
}
