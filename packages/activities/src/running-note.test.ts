import { eventually } from '@perdura/testkit';
import { noteWhileRunning } from './running-note.ts';

test('an attempt that lasts is noted, and again when it has logged more', async () => {
  const noted: number[] = [];
  let lines = 2;
  const stop = noteWhileRunning(
    () => noted.push(lines),
    () => lines,
  );
  expect(noted).toEqual([]);
  await eventually(() => noted.length === 1);
  lines = 5;
  await eventually(() => noted.length === 2);
  stop();
  expect(noted).toEqual([2, 5]);
});
