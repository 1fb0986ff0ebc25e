import { eventually } from '@perdura/testkit';
import { startTaskLoop, type Task } from './task-loop.ts';

interface Line {
  level: string;
  message: string;
}

test('a failing task is logged once, goes on, and is logged again when it works', async () => {
  const lines: Line[] = [];
  const stop = new AbortController();
  let rounds = 0;
  const outcomes: string[] = [];
  const task: Task = {
    name: 'flaky',
    everyMs: 1,
    round: () => {
      rounds += 1;
      return rounds <= 5 ? Promise.reject(new Error('away')) : Promise.resolve({ done: 1 });
    },
  };
  const metrics = { round: (_task: string, outcome: string) => outcomes.push(outcome), done: () => {} };
  const loop = startTaskLoop(task, stop.signal, logger(lines), metrics);
  await eventually(() => rounds >= 10);
  stop.abort();
  await loop.ended;
  expect(lines.map(({ level }) => level)).toEqual(['warn', 'info']);
  expect(outcomes.slice(0, 6)).toEqual(['failed', 'failed', 'failed', 'failed', 'failed', 'ok']);
});

test('a wake begins a round at once, and one during a round is not lost', async () => {
  const stop = new AbortController();
  let rounds = 0;
  let finish = () => {};
  const task: Task = {
    name: 'slow',
    everyMs: 3_600_000,
    round: async () => {
      rounds += 1;
      if (rounds === 2) await new Promise<void>((resolve) => (finish = resolve));
      return { done: 0 };
    },
  };
  const loop = startTaskLoop(task, stop.signal, logger([]), { round: () => {}, done: () => {} });
  await eventually(() => rounds === 1);
  loop.wake();
  await eventually(() => rounds === 2);
  loop.wake();
  finish();
  await eventually(() => rounds === 3);
  stop.abort();
  await loop.ended;
  expect(rounds).toBe(3);
});

test('known work goes on without a pause, but never when a round did nothing', async () => {
  const stop = new AbortController();
  let rounds = 0;
  const done: number[] = [];
  const task: Task = {
    name: 'backlog',
    everyMs: 3_600_000,
    round: async () => {
      rounds += 1;
      return { done: rounds < 4 ? 2 : 0, more: true };
    },
  };
  const metrics = { round: () => {}, done: (_task: string, count: number) => done.push(count) };
  const loop = startTaskLoop(task, stop.signal, logger([]), metrics);
  await eventually(() => rounds === 4);
  stop.abort();
  await loop.ended;
  expect([rounds, done]).toEqual([4, [2, 2, 2]]);
});

function logger(lines: Line[]) {
  const line = (level: string) => (_fields: object, message: string) => {
    lines.push({ level, message });
  };
  return { debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error') };
}
