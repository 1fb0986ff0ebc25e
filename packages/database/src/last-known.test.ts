import { LastKnown } from './last-known.ts';

test('the longest unused are forgotten first', () => {
  const known = new LastKnown<number>(2);
  known.set('a', 1);
  known.set('b', 2);
  known.set('a', 3);
  known.set('c', 4);
  expect(['a', 'b', 'c'].map((key) => known.get(key))).toEqual([3, null, 4]);
  known.forget('a');
  expect(known.get('a')).toBeNull();
});
