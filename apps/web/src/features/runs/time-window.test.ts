import type { Step } from '../../lib/resources.ts';
import { elapsedMs, timeSegments, timeWindow } from './time-window.ts';

const at = (second: number) => new Date(second * 1_000).toISOString();
const step = (start: number | null, end: number | null, carriedFrom: string | null = null) =>
  ({
    ...{ nodeId: 'a', iteration: '0', status: 'success', carriedFrom },
    startedAt: start === null ? null : at(start),
    completedAt: end === null ? null : at(end),
  }) as Step;

test('steps stand where they worked between the first start and the last end', () => {
  const steps = [step(10, 12), step(12, 20), step(null, null)];
  const window = timeWindow(steps, 99_000);
  expect(window).toMatchObject({ start: 10_000, lengthMs: 10_000 });
  expect(timeSegments(steps, window)).toMatchObject([
    { left: 0, width: 20 },
    { left: 20, width: 80 },
  ]);
  expect(elapsedMs(steps, 99_000)).toBe(10_000);
});

test('what has not ended works until now', () => {
  expect(elapsedMs([step(10, null)], 14_000)).toBe(4_000);
  expect(elapsedMs([step(null, null)], 14_000)).toBeNull();
});

test('steps that another run did take no time of this one', () => {
  const steps = [step(1, 2, 'other'), step(100, 104)];
  const window = timeWindow(steps, 200_000);
  expect(window).toMatchObject({ start: 100_000, lengthMs: 4_000 });
  expect(timeSegments(steps, window)).toHaveLength(1);
});

test('the shortest step at the end can be seen', () => {
  const steps = [step(0, 1_000), step(1_000, 1_000)];
  expect(timeSegments(steps, timeWindow(steps, 0))[1]).toMatchObject({ left: 99.2, width: 0.8 });
});
