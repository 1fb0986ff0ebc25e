import { idAt, isId, newId } from './ids.ts';

test('ids sort in the order of their making and never repeat', () => {
  const ids = Array.from({ length: 200_000 }, newId);
  expect(ids.every(isId)).toBe(true);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.toSorted()).toEqual(ids);
});

test('ids begin with the time', () => {
  const before = Date.now();
  const time = Number.parseInt(newId().slice(0, 12), 16);
  expect(time).toBeGreaterThanOrEqual(before);
});

test('ids do not go back when the clock does', () => {
  const first = newId();
  const clock = jest.spyOn(Date, 'now').mockReturnValue(Date.now() - 3_600_000);
  const second = newId();
  clock.mockRestore();
  expect(second > first).toBe(true);
});

test.each([
  '',
  'abc',
  '665F1A2B3C4D5E6F7A8B9C0D',
  '665f1a2b3c4d5e6f7a8b9c0',
  '665f1a2b3c4d5e6f7a8b9c0d0',
  'g'.repeat(24),
  null,
  7,
])('%p is no id', (text) => {
  expect(isId(text)).toBe(false);
});

test('an id of a time is always the same, and sorts among the others', () => {
  const time = new Date('2026-04-12T09:00:00Z');
  const id = idAt(time, 'ff00ff00ff00ff00');
  expect(isId(id)).toBe(true);
  expect(idAt(time, 'ff00ff00ff00ff00')).toBe(id);
  expect(idAt(new Date(time.getTime() + 1), '00'.repeat(6)) > id).toBe(true);
});
