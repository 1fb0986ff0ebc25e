import type { JsonObject, JsonValue } from '@perdura/definition';
import fc from 'fast-check';
import { maskText, shownConfig } from './masking.ts';

test.each([
  ['https://user:secret@example.com/a?b=1', 'https://[redacted]@example.com/a?b=1'],
  ['smtp://:pw@mail/x', 'smtp://[redacted]@mail/x'],
  ['https://example.com/?access_token=abc&page=2#x', 'https://example.com/?access_token=[redacted]&page=2#x'],
  ['https://example.com/?page=2&X-Amz-Signature=abc', 'https://example.com/?page=2&X-Amz-Signature=[redacted]'],
  ['Authorization: Bearer abc.def-ghi_jkl', 'Authorization: Bearer [redacted]'],
  ['basic dXNlcjpwYXNz', 'basic [redacted]'],
  ['mail me@example.com, 2 > 1', 'mail me@example.com, 2 > 1'],
  ['the bearer is here', 'the bearer is here'],
])('%s', (text, masked) => {
  expect(maskText(text)).toBe(masked);
});

test('fields that are secrets by their names are masked at any depth, others kept', () => {
  const config = {
    headers: { authorization: 'abc', Cookie: 'a=b', 'X-Api-Key': 'k', accept: 'json' },
    body: { client_secret: ['a', { b: 'c' }], maxTokens: 500, token: null, privateKey: '' },
  };
  expect(shownConfig(config)).toEqual({
    headers: { authorization: '[redacted]', Cookie: '[redacted]', 'X-Api-Key': '[redacted]', accept: 'json' },
    body: { client_secret: ['[redacted]', { b: '[redacted]' }], maxTokens: 500, token: null, privateKey: '' },
  });
});

test('long values are cut, and say so', () => {
  const shown = shownConfig({ text: 'x'.repeat(5_000), list: Array.from({ length: 60 }, (_, n) => n) }) as {
    text: string;
    list: JsonValue[];
  };
  expect(shown.text).toBe(`${'x'.repeat(1_000)}… (5000 characters)`);
  expect(shown.list).toHaveLength(51);
  expect(shown.list.at(-1)).toBe('… 10 more');
});

test('what is shown is small and can be stored, whatever the config', () => {
  const { tree } = fc.letrec<{ tree: JsonValue }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 6 },
      fc.string({ unit: 'binary', maxLength: 3_000 }),
      fc.constantFrom<JsonValue>(null, true, 1.5, 'https://a:b@c', 'y'.repeat(20_000), '\0\ud800'),
      fc.array(tie('tree'), { maxLength: 80 }),
      fc.dictionary(fc.oneof(fc.string(), fc.constantFrom('__proto__', 'token')), tie('tree'), { maxKeys: 20 }),
    ),
  }));
  fc.assert(
    fc.property(fc.dictionary(fc.string(), tree), (config) => {
      const json = JSON.stringify(shownConfig(config as JsonObject));
      expect(Buffer.byteLength(json)).toBeLessThan(16_000);
      expect(json).not.toContain('\\u0000');
      expect(json.isWellFormed()).toBe(true);
    }),
    { numRuns: 200 },
  );
});
