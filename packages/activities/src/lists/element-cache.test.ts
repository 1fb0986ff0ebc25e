import type { ValueRef } from '@perdura/definition/run';
import { loadValues, storeValue } from '../blobs.ts';
import { openStage, RUN_ID, type Stage } from '../testing/stage.ts';
import { elementsOf } from './element-cache.ts';

const LIMIT = 1024 * 1024;
let stage: Stage;

beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

async function storedList(items: string[]): Promise<{ blob: string; bytes: number }> {
  const reference = await storeValue(stage.dependencies.database, { projectId: stage.projectId, runId: RUN_ID }, items);
  if (!('blob' in reference)) throw new Error('expected a blob');
  return reference;
}

function load(references: ValueRef[], projectId = stage.projectId) {
  return loadValues(stage.dependencies.database, projectId, references, LIMIT);
}

test('an element, the whole list and plain values come in the order of their references', async () => {
  const list = await storedList(['a', 'b', 'c']);
  const values = await load([{ ...list, at: 2 }, { value: 1 }, list, { ...list, at: 0 }]);
  expect(values).toEqual(['c', 1, ['a', 'b', 'c'], 'a']);
});

test('what one step does to an element is not seen by another', async () => {
  const { database } = stage.dependencies;
  const reference = await storeValue(database, { projectId: stage.projectId, runId: RUN_ID }, [{ list: [1] }]);
  const element = { ...reference, at: 0 } as ValueRef;
  const [first] = await load([element]);
  (first as { list: number[] }).list.push(2);
  expect(await load([element])).toEqual([{ list: [1] }]);
});

test('the list is read once for all who read it at a time and later', async () => {
  let reads = 0;
  const list = { projectId: stage.projectId, hash: 'one', bytes: 10 };
  const read = async () => {
    reads++;
    return '["x","y"]';
  };
  const answers = await Promise.all(Array.from({ length: 50 }, () => elementsOf(list, read)));
  answers.push(await elementsOf(list, read));
  expect(new Set(answers.map((elements) => elements.join()))).toEqual(new Set(['"x","y"']));
  expect(reads).toBe(1);
});

test('whoever waits for a reading that was given up reads by itself', async () => {
  const list = { projectId: stage.projectId, hash: 'two', bytes: 10 };
  const given = elementsOf(list, () => Promise.reject(new Error('cancelled')));
  const waiting = elementsOf(list, async () => '[1]');
  await expect(given).rejects.toThrow('cancelled');
  expect(await waiting).toEqual(['1']);
});

test('an element that is not there, a list that is gone and a list of another project are told', async () => {
  const list = await storedList(['only']);
  await expect(load([{ ...list, at: 1 }])).rejects.toMatchObject({ code: 'BLOB_MISSING', retryable: false });
  await expect(load([{ blob: 'd'.repeat(64), bytes: 9, at: 0 }])).rejects.toMatchObject({ code: 'BLOB_MISSING' });
  await expect(load([{ ...list, at: 0 }], 'a'.repeat(24))).rejects.toMatchObject({ code: 'BLOB_MISSING' });
});
