import fc from 'fast-check';
import { hasColors } from './screen.ts';
import { harmless, harmlessJson, oneLine, tableLines, textWidth } from './table.ts';
import { duration } from './times.ts';

test('columns stand below each other, whatever the cells hold', () => {
  const cell = fc.oneof(fc.string(), fc.constantFrom('巡检', '\u001b[32mgreen\u001b[39m', 'a\nb', ''));
  fc.assert(
    fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1 }), (rows) => {
      const columns = [
        { heading: 'A', of: (row: [string, string]) => row[0] },
        { heading: 'B', of: () => '|' },
      ];
      const places = tableLines(columns, rows)
        .slice(1)
        .map((line) => textWidth(line.slice(0, line.lastIndexOf('|'))));
      expect(new Set(places).size).toBe(1);
    }),
  );
});

test('a text of others cannot move the cursor', () => {
  expect(oneLine('a\r\u0007b\u009bc\n d')).toBe('a bc d');
  expect(harmless('\u001b[2J\u001b]0;title\u0007x\n\u001b[31mred\u001b[39m')).toBe(
    '[2J]0;titlex\n\u001b[31mred\u001b[39m',
  );
  // Hidden or black text, and text that reads backwards, would let a name change what a plan seems to say.
  expect(harmless('\u001b[8ma\u001b[30mb\u202ec\u2066')).toBe('[8ma[30mbc');
});

test('JSON stays what it is, and upsets no terminal', () => {
  const value = { name: 'a\u009b2J\u202e\u007f\u001b雪' };
  const text = harmlessJson(JSON.stringify(value));
  expect(text).toBe('{"name":"a\\u009b2J\\u202e\\u007f\\u001b雪"}');
  expect(JSON.parse(text)).toEqual(value);
});

test.each([
  [0, '0 ms'],
  [999, '999 ms'],
  [4_230, '4.2 s'],
  [59_960, '1 min'],
  [200_000, '3 min 20 s'],
  [7_500_000, '2 h 5 min'],
  [273_600_000, '3 d 4 h'],
])('%d milliseconds read %s', (milliseconds, text) => {
  expect(duration(milliseconds)).toBe(text);
});

test('colours are for terminals, unless told', () => {
  expect(hasColors({}, true)).toBe(true);
  expect(hasColors({}, false)).toBe(false);
  expect(hasColors({ NO_COLOR: '1', FORCE_COLOR: '1' }, true)).toBe(false);
  expect(hasColors({ FORCE_COLOR: '1' }, false)).toBe(true);
});
