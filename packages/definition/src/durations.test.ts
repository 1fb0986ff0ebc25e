import fc from 'fast-check';
import { parseDuration } from './durations.ts';

test.each([
  ['5s', 5_000],
  ['500ms', 500],
  ['1h30m', 5_400_000],
  ['90d', 7_776_000_000],
  [' 2W ', 1_209_600_000],
  ['PT10M', 600_000],
  ['PT1.5S', 1_500],
  ['P1DT12H', 129_600_000],
  ['P2W', 1_209_600_000],
])('reads %s', (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});

test.each(['', 'P', 'PT', '5', 's', '5 parsecs', '-5s', 'P1M', 'P1Y', '1e3s', `${'9'.repeat(40)}d`, '1s'.repeat(100)])(
  'refuses %j',
  (text) => {
    expect(parseDuration(text)).toBeNull();
  },
);

test('gives back the sum of its parts', () => {
  fc.assert(
    fc.property(fc.nat(1000), fc.nat(100), fc.nat(59), fc.nat(59), (days, hours, minutes, seconds) => {
      const ms = (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000;
      expect(parseDuration(`${days}d${hours}h${minutes}m${seconds}s`)).toBe(ms);
      expect(parseDuration(`P${days}DT${hours}H${minutes}M${seconds}S`)).toBe(ms);
    }),
  );
});
