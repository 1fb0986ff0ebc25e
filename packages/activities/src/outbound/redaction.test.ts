import type { JsonValue } from '@perdura/definition';
import fc from 'fast-check';
import { redactor } from './redaction.ts';

const PIN = '123456';

test.each([
  ['{"total":1234567}', '{"total":9999997}'],
  ['{"total": 0.123456}', '{"total": 0.999999}'],
  ['[123456,-5123456e+2]', '[999999,-5999999e+2]'],
  ['123456', '999999'],
  ['{"pin":"123456"}', '{"pin":"[redacted]"}'],
  ['{"a":"\\u0123456"}', '{"a":"\\u0999999"}'],
  ['pin=123456&x', 'pin=[redacted]&x'],
])('a secret of digits leaves %s JSON', (body, expected) => {
  expect(redactor([PIN]).bytes(Buffer.from(body)).toString()).toBe(expected);
});

test.each<[JsonValue, JsonValue]>([
  [
    { total: 1234567, other: 5, pin: PIN },
    { total: '[redacted]7', other: 5, pin: '[redacted]' },
  ],
  [{ [`a${PIN}`]: [null, true, `x ${PIN}`] }, { 'a[redacted]': [null, true, 'x [redacted]'] }],
  [123456, '[redacted]'],
])('the value %j has its secret hidden in names, texts and numbers', (value, expected) => {
  expect(redactor([PIN]).json(value)).toEqual(expected);
});

test('a number that reading rounds is hidden all the same', () => {
  const secret = '12345678901234567891';
  expect(redactor([secret]).json({ n: Number(secret), other: 1 })).toEqual({ n: '[redacted]', other: 1 });
});

test('a secret that is JSON is hidden with what holds it', () => {
  const secret = '{"kid":1,"key":"k"}';
  const value = { keep: 1, list: [JSON.parse(secret), secret] };
  expect(redactor([secret]).json(value)).toEqual({ keep: 1, list: ['[redacted]', '[redacted]'] });
});

const digits = fc.stringMatching(/^\d{6,24}$/);
const numeric = fc.oneof(digits, fc.stringMatching(/^(-|\.|[eE][+-]?)?\d{3,12}(\.\d{0,5})?(e[+-]?)?\d{3,5}$/));

/** JSON text that holds the secret in places of all kinds, as writers of numbers and texts would put it there. */
function bodyWith(secret: fc.Arbitrary<string>) {
  return fc
    .record({
      secret,
      before: fc.constantFrom('', '1', '-', '-7', '0.', '3.0', '1e', '2E-', '1.5e+'),
      after: fc.constantFrom('', '0', '77', '.5', 'e3', 'E-10'),
      beside: fc.json(),
    })
    .map(({ secret, before, after, beside }) => ({ secret, number: `${before}${secret}${after}`, beside }))
    .filter(({ number }) => isJson(number))
    .map(({ secret, number, beside }) => {
      const text = JSON.stringify({ a: secret, [secret]: `"${secret}\\${number}é`, b: `${secret}${secret}` });
      return {
        secret,
        body: `{"n":${number},"list":[${number}, ${number} ,${beside}],"o":${text},"e":"\\u00${secret}"}`,
      };
    })
    .filter(({ body }) => isJson(body));
}

test('whatever number the secret is, JSON stays JSON and the secret is gone, however the body is cut', async () => {
  await fc.assert(
    fc.asyncProperty(bodyWith(numeric), fc.infiniteStream(fc.integer({ min: 1, max: 40 })), async (made, sizes) => {
      const { secret, body } = made;
      const bytes = Buffer.from(body);
      const { chunks, json } = redactor([secret]);
      for (const clean of [redactor([secret]).bytes(bytes), await joined(chunks(pieces(bytes, sizes)))]) {
        expect(clean.toString()).not.toContain(secret);
        expect(() => JSON.parse(clean.toString())).not.toThrow();
      }
      expect(JSON.stringify(json(JSON.parse(body)))).not.toContain(secret);
    }),
    { numRuns: 500 },
  );
});

test('whatever the secret and the value, what is left does not hold it', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 6 }), fc.jsonValue(), fc.string(), (secret, beside, around) => {
      fc.pre(!'[redacted]'.includes(secret) && !secret.includes('[redacted]'));
      const value = { a: `${around}${secret}`, [secret]: [beside, { deep: secret }] } as JsonValue;
      const written = JSON.stringify(redactor([secret]).json(value));
      expect(written).not.toContain(JSON.stringify(secret).slice(1, -1));
    }),
  );
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

async function* pieces(bytes: Buffer, sizes: Iterator<number>): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; ) {
    const size = sizes.next().value as number;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

async function joined(chunks: AsyncGenerator<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return Buffer.concat(all);
}
