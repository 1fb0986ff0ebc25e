import type { AppDependencies } from '../../app-dependencies.ts';
import { flowPayload } from './payload.ts';

const TYPE = 'multipart/form-data; boundary=b';

function form(parts: readonly string[]): Buffer {
  const all = parts.map((head, at) => `--b\r\ncontent-disposition: form-data; name="f"${head}\r\n\r\n${at}\r\n`);
  return Buffer.from(`${all.join('')}--b--\r\n`);
}

/** What becomes of a form; nothing of it may be kept before it is known to be acceptable. */
function received(body: Buffer, type = TYPE) {
  const request = { method: 'POST', headers: { 'content-type': type }, query: '', body, baseUrl: '' };
  return flowPayload({} as AppDependencies, 'p', request, { maxDepth: 10, locale: 'en' });
}

test('a name that is given often has a list', async () => {
  const expected = Array.from({ length: 1_000 }, (_, at) => String(at));
  expect((await received(form(expected.map(() => '')))).body).toEqual({ f: expected });
  const fields = Buffer.from(expected.map((value) => `f=${value}`).join('&'));
  expect((await received(fields, 'application/x-www-form-urlencoded')).body).toEqual({ f: expected });
});

test('a form of too many parts or files is refused as a whole', async () => {
  const file = '; filename="a.txt"\r\ncontent-type: text/plain';
  for (const parts of [Array(51).fill(file), Array(2_001).fill('')]) {
    await expect(received(form(parts))).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
  }
});

test.each(['__proto__', 'constructor', 'prototype', 'a\0b'])(
  'a name that is never kept is refused: %j',
  async (name) => {
    const part = (rest: string, value: string) =>
      `--b\r\ncontent-disposition: form-data; name="${rest}\r\n\r\n${value}\r\n`;
    for (const rest of [`${name}"`, `${name}"; filename="a.txt"\r\ncontent-type: text/plain`]) {
      const body = Buffer.from(`${part('photo"; filename="b.txt"', 'kept last')}${part(rest, 'x')}--b--\r\n`);
      const faults = [{ pointer: `/body/${name}` }];
      await expect(received(body)).rejects.toMatchObject({ code: 'VALIDATION_FAILED', faults });
    }
  },
);

test('a text that cannot be kept is refused', async () => {
  const body = form(['']).toString().replace('0\r\n', '\0\r\n');
  const faults = [{ pointer: '/body/f', message: 'holds a NUL character' }];
  await expect(received(Buffer.from(body))).rejects.toMatchObject({ code: 'VALIDATION_FAILED', faults });
});
