import { comparison, isKept, markdownTable } from './table.ts';

const FIGURES = { ours: 90, baseline: 100, unit: 'ms' };

test('a bound is kept up to its very value', () => {
  expect(isKept(comparison('a', 'b', FIGURES, { atLeast: 0.9 }))).toBe(true);
  expect(isKept(comparison('a', 'b', FIGURES, { atMost: 0.9 }))).toBe(true);
  expect(isKept(comparison('a', 'b', FIGURES, { atLeast: 0.91 }))).toBe(false);
  expect(isKept(comparison('a', 'b', FIGURES, null))).toBeNull();
});

test('the table names what was broken, and its columns stand below each other', () => {
  const rows = [comparison('first', 'p50', FIGURES, { atMost: 0.5 }), comparison('b', 'p50', FIGURES, null)];
  const lines = markdownTable(rows).split('\n');
  expect(lines).toHaveLength(4);
  expect(new Set(lines.map((line) => line.length)).size).toBe(1);
  expect(lines[2]).toContain('| 90.0 ms | 100 ms   | 0.90  | ≤ 0.5 | NO  |');
});
