import { binHours, binsOf } from './histogram-bins.ts';

const at = (iso: string) => Date.parse(iso);

test('a day has a bar for each hour, empty ones too', () => {
  const counts = { '2026-04-12T08:00:00.000Z': { completed: 3, failed: 1 }, '2026-04-12T10:00:00.000Z': { failed: 2 } };
  const bins = binsOf(counts, at('2026-04-12T07:30:00Z'), at('2026-04-12T10:30:00Z'));
  expect(bins.map(({ total }) => total)).toEqual([0, 4, 0, 2]);
  expect(bins[1]).toMatchObject({ from: at('2026-04-12T08:00:00Z'), byStatus: { completed: 3, failed: 1 } });
});

test('a long time has bars of several hours that lose nothing', () => {
  const [from, until] = [at('2026-01-01T00:00:00Z'), at('2026-03-01T00:00:00Z')];
  const hours = Array.from({ length: 59 * 24 }, (_, hour) => new Date(from + hour * 3_600_000).toISOString());
  const bins = binsOf(Object.fromEntries(hours.map((hour) => [hour, { completed: 1 }])), from, until);
  expect(binHours(from, until)).toBe(24);
  expect(bins.length).toBeLessThanOrEqual(60);
  expect(bins.reduce((sum, { total }) => sum + total, 0)).toBe(hours.length);
});

test('what lies outside is left out, and no time at all has one bar', () => {
  const bins = binsOf(
    { '2020-01-01T00:00:00.000Z': { failed: 9 } },
    at('2026-04-12T07:30:00Z'),
    at('2026-04-12T07:30:00Z'),
  );
  expect(bins.map(({ total }) => total)).toEqual([0]);
});
