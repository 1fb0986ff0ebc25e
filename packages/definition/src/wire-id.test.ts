import fc from 'fast-check';
import { storedId, wireId } from './wire-id.ts';

const stored = fc.uint8Array({ minLength: 12, maxLength: 12 }).map((bytes) => Buffer.from(bytes).toString('hex'));

test('every id has one spelling of 21 letters and digits, and is found by both', () => {
  fc.assert(
    fc.property(stored, (id) => {
      expect(wireId(id)).toMatch(/^[0-9A-Za-z]{21}$/);
      expect(storedId(wireId(id))).toBe(id);
      expect(storedId(id)).toBe(id);
    }),
  );
});

test('both spellings sort alike', () => {
  fc.assert(fc.property(stored, stored, (one, other) => one < other === wireId(one) < wireId(other)));
});

test('a text that is no id, or that was mistyped, means nothing', () => {
  const id = wireId('0123456789abcdef01234567');
  for (const text of [
    '',
    'x',
    `${id}0`,
    id.slice(1),
    'z'.repeat(21),
    id.replace(/.$/, (last) => (last === 'a' ? 'b' : 'a')),
  ]) {
    expect(storedId(text)).toBeNull();
  }
});
