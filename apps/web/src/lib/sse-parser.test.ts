import * as fc from 'fast-check';
import { SseParser } from './sse-parser.ts';

const STREAM =
  'retry: 500\nid: 7\n\n: still here\n\nevent: run\nid: 8\ndata: {"a":1}\n\r\ndata: one\r\ndata:two\r\rid: 9\nevent: step\ndata\n\nevent: lost\ndata: half';

const EVENTS = [
  { event: 'run', data: '{"a":1}', id: '8' },
  { event: 'message', data: 'one\ntwo', id: '8' },
  { event: 'step', data: '', id: '9' },
];

test('events are told whole, with the id to come back with', () => {
  const parser = new SseParser('3');
  expect(parser.lastEventId).toBe('3');
  expect(parser.feed(STREAM)).toEqual(EVENTS);
  expect([parser.lastEventId, parser.retryMs]).toEqual(['9', 500]);
});

test('however a stream is cut into pieces, its events are the same', () => {
  const cuts = fc.array(fc.nat({ max: STREAM.length }), { maxLength: 12 });
  fc.assert(
    fc.property(cuts, (places) => {
      const parser = new SseParser();
      const ends = [...places.sort((a, b) => a - b), STREAM.length];
      const found = ends.flatMap((end, at) => parser.feed(STREAM.slice(at === 0 ? 0 : ends[at - 1], end)));
      expect(found).toEqual(EVENTS);
    }),
  );
});
