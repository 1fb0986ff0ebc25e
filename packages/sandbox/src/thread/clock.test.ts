import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { clockOf, stopwatch } from './clock.js';

test('what a process waits for is not counted, what it computes is', async () => {
  const spentMs = stopwatch();
  await once(spawn('sleep', ['1.5']), 'exit');
  expect(spentMs()).toBeLessThan(1_500);
  const before = spentMs();
  while (spentMs() < before + 50);
});

test('a clock stands until it is started, and stays over', () => {
  const clock = clockOf(20);
  const spentMs = stopwatch();
  while (spentMs() < 40);
  expect(clock.isOver()).toBe(false);
  clock.start();
  while (!clock.isOver());
  expect([clock.wasOver(), clock.isOver()]).toEqual([true, true]);
});
