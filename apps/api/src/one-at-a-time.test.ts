import { oneAtATime } from './one-at-a-time.ts';

test('work of one key never overlaps, also after a failure; other keys do not wait', async () => {
  const queue = oneAtATime();
  const order: string[] = [];
  const work =
    (name: string, fails = false) =>
    async () => {
      order.push(`${name} begins`);
      await Promise.resolve();
      order.push(`${name} ends`);
      if (fails) throw new Error(name);
      return name;
    };
  const answers = await Promise.allSettled([
    queue('a', work('one', true)),
    queue('a', work('two')),
    queue('b', work('other')),
  ]);
  expect(answers.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
  expect(order.filter((line) => !line.startsWith('other'))).toEqual([
    'one begins',
    'one ends',
    'two begins',
    'two ends',
  ]);
  expect(order.indexOf('other begins')).toBeLessThan(order.indexOf('two begins'));
});
