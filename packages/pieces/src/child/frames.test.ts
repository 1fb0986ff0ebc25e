import fc from 'fast-check';
import { frame, frameReader } from './frames.js';

test('messages come out as they went in, however their bytes are cut', () => {
  fc.assert(
    fc.property(fc.array(fc.jsonValue()), fc.array(fc.integer({ min: 1, max: 9 })), (sent, cuts) => {
      const messages = sent.map((value) => ({ value: JSON.parse(JSON.stringify(value)) as unknown }));
      const bytes = Buffer.concat(messages.map(frame));
      const received: unknown[] = [];
      const take = frameReader(1_000_000, (message) => received.push(message), fail);
      for (let at = 0, turn = 0; at < bytes.length; turn++) {
        const size = cuts[turn % cuts.length] ?? bytes.length;
        take(bytes.subarray(at, at + size));
        at += size;
      }
      expect(received).toEqual(withoutPrototypes(messages));
    }),
  );
});

test('what is too large is refused by its length alone, and nothing is read after it', () => {
  const faults: unknown[] = [];
  const take = frameReader(10, fail, (...fault) => faults.push(fault));
  take(Buffer.from([0, 0, 0, 11]));
  take(frame('after'));
  expect(faults).toEqual([['too-large', 11]]);
});

test('what is no JSON is refused', () => {
  const faults: unknown[] = [];
  const take = frameReader(10, fail, (fault) => faults.push(fault));
  take(Buffer.concat([Buffer.from([0, 0, 0, 2]), Buffer.from('{]')]));
  expect(faults).toEqual(['unreadable']);
});

test('a key that would be a prototype is left out', () => {
  const received: unknown[] = [];
  const take = frameReader(1000, (message) => received.push(message), fail);
  for (const text of ['{"__proto__":{"a":1},"b":2}', '{"\\u005f_proto__":{"a":1},"b":2}']) {
    const header = Buffer.alloc(4);
    header.writeUInt32BE(text.length);
    take(Buffer.concat([header, Buffer.from(text)]));
  }
  expect(received.map((message) => Object.keys(Object(message)))).toEqual([['b'], ['b']]);
});

function withoutPrototypes(messages: unknown): unknown {
  return JSON.parse(JSON.stringify(messages), (key, value: unknown) => (key === '__proto__' ? undefined : value));
}

function fail(): never {
  throw new Error('This was not to be called.');
}
