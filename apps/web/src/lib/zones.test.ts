import { instantOf, localTimeOf, startOfDay, zoneOffsetMs } from './zones.ts';

test.each([
  ['2026-01-15T09:00', 'UTC', '2026-01-15T09:00:00.000Z'],
  ['2026-01-15T09:00', 'Asia/Shanghai', '2026-01-15T01:00:00.000Z'],
  ['2026-07-15T09:00', 'Europe/Zurich', '2026-07-15T07:00:00.000Z'],
  ['2026-07-15T09:00:30', 'Asia/Kathmandu', '2026-07-15T03:15:30.000Z'],
  ['2026-11-01T00:30', 'America/New_York', '2026-11-01T04:30:00.000Z'],
])('%s in %s is %s', (local, zone, instant) => {
  expect(instantOf(local, zone)).toBe(instant);
});

test('a time that clocks jump over is the one after the jump', () => {
  expect(instantOf('2026-03-29T02:30', 'Europe/Zurich')).toBe('2026-03-29T01:30:00.000Z');
});

test('of a time that clocks show twice the first is meant', () => {
  expect(instantOf('2026-10-25T02:30', 'Europe/Zurich')).toBe('2026-10-25T00:30:00.000Z');
});

test('what is no time is none', () => {
  expect(instantOf('', 'UTC')).toBeUndefined();
});

test('clocks of a zone show an instant in their own way', () => {
  const instant = new Date('2026-04-12T22:15:40.500Z');
  expect(localTimeOf(instant, 'Asia/Shanghai')).toBe('2026-04-13T06:15');
  expect(zoneOffsetMs(instant.getTime(), 'Asia/Shanghai')).toBe(8 * 3_600_000);
});

test('days begin at midnight of their zone, also when the clocks change', () => {
  const now = new Date('2026-03-28T12:00:00Z');
  expect(startOfDay(now, 'Europe/Zurich')).toBe('2026-03-27T23:00:00.000Z');
  expect(startOfDay(now, 'Europe/Zurich', 1)).toBe('2026-03-28T23:00:00.000Z');
  expect(startOfDay(now, 'Europe/Zurich', 2)).toBe('2026-03-29T22:00:00.000Z');
});
