import { fitLine, median, percentile } from './statistics.ts';

test('the median of an even number of values lies between the two in the middle', () => {
  expect(median([9, 1, 3, 2])).toBe(2.5);
  expect(median([5])).toBe(5);
  expect(median([])).toBeNaN();
});

test('a percentile interpolates between the values around it', () => {
  expect(percentile([1, 2, 3, 4, 5], 0.95)).toBeCloseTo(4.8);
  expect(percentile([1, 2, 3], 1)).toBe(3);
});

test('a line through points on a line is that line', () => {
  const line = fitLine([0, 1, 2, 5].map((x) => ({ x, y: 3 * x + 7 })));
  expect(line.slope).toBeCloseTo(3);
  expect(line.at(10)).toBeCloseTo(37);
});

test('points above each other have no slope', () => {
  expect(fitLine([1, 2].map((y) => ({ x: 4, y }))).slope).toBe(0);
});
