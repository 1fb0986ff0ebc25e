/** One event of a stream, as it is sent. */
export interface LiveEvent {
  id: number;
  /** Its lines, the empty one at the end included. */
  text: string;
}

/** What comes after an event. */
export interface NextEvents {
  events: LiveEvent[];
  /** All events up to this id are told with these, or never were. */
  upTo: number;
}

/**
 * The newest events of one feed, in the order of their ids, as many as its room holds: all who watch it read them from
 * here, and who comes back finds those that were told meanwhile.
 */
export class RecentEvents {
  readonly #roomBytes: () => number;
  #events: LiveEvent[] = [];
  #bytes = 0;
  #floor: number;
  #head: number;

  /** @param from all events up to this id are older than those that are kept */
  constructor(from: number, roomBytes: () => number) {
    this.#floor = from;
    this.#head = from;
    this.#roomBytes = roomBytes;
  }

  /** Events up to this id are not among those that are kept. */
  get floor(): number {
    return this.#floor;
  }

  /** All events up to this id are told. */
  get head(): number {
    return this.#head;
  }

  /** Adds events, and notes that all up to an id are told by now. */
  add(events: LiveEvent[], head: number): void {
    this.#events.push(...events);
    for (const { text } of events) this.#bytes += sizeOf(text);
    this.#head = Math.max(this.#head, head, events.at(-1)?.id ?? 0);
    this.#makeRoom();
  }

  /** The next events after an id that is not below the floor, as many as make up one piece of a stream. */
  after(id: number): NextEvents {
    const events = pieceOf(this.#events, this.#positionAfter(id));
    const last = events.at(-1);
    const isAll = last === undefined || last === this.#events.at(-1);
    return { events, upTo: isAll ? Math.max(id, this.#head) : last.id };
  }

  #positionAfter(id: number): number {
    let [low, high] = [0, this.#events.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#events[middle]?.id ?? 0) <= id) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #makeRoom(): void {
    const room = this.#roomBytes();
    let dropped = 0;
    while (this.#bytes > room && dropped < this.#events.length) {
      const { id, text } = this.#events[dropped] ?? { id: 0, text: '' };
      this.#bytes -= sizeOf(text);
      this.#floor = id;
      dropped += 1;
    }
    if (dropped > 0) this.#events = this.#events.slice(dropped);
  }
}

/** Most of one piece of a stream: a slow caller holds one in memory. */
const PIECE_LENGTH = 64 * 1024;

/** Events from a position on: at least one, and further ones as far as they fit. */
function pieceOf(events: LiveEvent[], from: number): LiveEvent[] {
  let length = 0;
  let to = from;
  for (; to < events.length; to += 1) {
    length += events[to]?.text.length ?? 0;
    if (to > from && length > PIECE_LENGTH) break;
  }
  // Those that share an id belong together.
  while (to > from && to < events.length && events[to]?.id === events[to - 1]?.id) to += 1;
  return events.slice(from, to);
}

/** What an event takes in memory, about. */
function sizeOf(text: string): number {
  return text.length * 2 + 64;
}

/** An event as it is sent. `id` null where the event before has the same. */
export function eventText(name: string, id: number | null, data: object): string {
  return `event: ${name}\n${id === null ? '' : `id: ${id}\n`}data: ${JSON.stringify(data)}\n\n`;
}
