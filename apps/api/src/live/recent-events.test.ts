import fc from 'fast-check';
import { NO_EVENT, placeOf, runEventId, stepEventId } from './event-id.ts';
import { eventText, type LiveEvent, RecentEvents } from './recent-events.ts';

function eventAt(id: number, length = 10): LiveEvent {
  return { id, text: eventText('step', id, { text: 'x'.repeat(length) }) };
}

function read(recent: RecentEvents, after: number): number[] {
  const ids: number[] = [];
  for (let at = after; ; ) {
    const { events, upTo } = recent.after(at);
    ids.push(...events.map(({ id }) => id));
    if (upTo === at) return ids;
    at = upTo;
  }
}

test('whoever reads after any id that is not below the floor gets all later events, once and in order', () => {
  const events = fc.array(fc.record({ gap: fc.integer({ min: 1, max: 5 }), length: fc.nat(40_000) }), {
    maxLength: 60,
  });
  fc.assert(
    fc.property(events, fc.integer({ min: 1_000, max: 2_000_000 }), fc.nat(300), (given, room, after) => {
      const recent = new RecentEvents(10, () => room);
      let id = 10;
      const ids: number[] = [];
      for (const { gap, length } of given) {
        id += gap;
        ids.push(id);
        recent.add([eventAt(id, length)], id);
      }
      const from = Math.max(recent.floor, after);
      expect(read(recent, from)).toEqual(ids.filter((each) => each > from));
      expect(recent.head).toBe(id);
    }),
  );
});

test('what has no room is let go, the oldest first', () => {
  const recent = new RecentEvents(0, () => 10_000);
  for (let id = 1; id <= 100; id += 1) recent.add([eventAt(id, 1_000)], id);
  expect(recent.floor).toBeGreaterThan(90);
  expect(read(recent, recent.floor)).toEqual(
    Array.from({ length: 100 - recent.floor }, (_, at) => recent.floor + at + 1),
  );
});

test('events that share an id stay together', () => {
  const recent = new RecentEvents(0, () => 1_000_000_000);
  recent.add([eventAt(1, 60_000), eventAt(2, 60_000), eventAt(2, 60_000), eventAt(3)], 3);
  expect(recent.after(1).events.map(({ id }) => id)).toEqual([2, 2]);
});

test('ids come in the order of revisions, then of positions, and the run last', () => {
  const place = fc.record({ revision: fc.nat(100_000), position: fc.nat(1_000_000) });
  fc.assert(
    fc.property(place, place, (one, other) => {
      const order = one.revision - other.revision || one.position - other.position;
      expect(Math.sign(stepEventId(one) - stepEventId(other))).toBe(Math.sign(order));
      expect(stepEventId(one)).toBeLessThan(runEventId(one.revision));
      expect(runEventId(one.revision)).toBeLessThan(stepEventId({ revision: one.revision + 1, position: 0 }));
      expect(placeOf(stepEventId(one))).toEqual(one);
      expect(Number.isSafeInteger(runEventId(one.revision))).toBe(true);
    }),
  );
  expect(placeOf(NO_EVENT)).toEqual({ revision: -1, position: 0 });
});
