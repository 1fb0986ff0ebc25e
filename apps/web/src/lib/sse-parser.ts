/** One event of a stream of server-sent events. */
export interface ServerEvent {
  /** Its type; `message` where the stream names none. */
  event: string;
  data: string;
  /** The id that the stream had last told when it came; empty for none. */
  id: string;
}

/**
 * Reads `text/event-stream` in pieces of any size, as the HTML standard says (9.2.6). Feed it decoded text; each call
 * answers the events that it completed.
 */
export class SseParser {
  #rest = '';
  #data: string[] = [];
  #event = '';
  #id: string;
  #retryMs: number | null = null;
  #endedWithReturn = false;

  /** @param lastEventId the id at which the stream is taken up again; empty for a new one */
  constructor(lastEventId = '') {
    this.#id = lastEventId;
  }

  /** The id to come back with. */
  get lastEventId(): string {
    return this.#id;
  }

  /** How long the server wants to be left alone before the next connection; null when it said nothing. */
  get retryMs(): number | null {
    return this.#retryMs;
  }

  feed(piece: string): ServerEvent[] {
    if (piece === '') return [];
    // A line break may be cut in two: the second half of it is no line of its own.
    const text = this.#endedWithReturn && piece.startsWith('\n') ? piece.slice(1) : piece;
    this.#endedWithReturn = piece.endsWith('\r');
    const lines = (this.#rest + text).split(/\r\n|\n|\r/);
    this.#rest = lines.pop() ?? '';
    return lines.flatMap((line) => this.#line(line));
  }

  #line(line: string): ServerEvent[] {
    if (line === '') return this.#dispatch();
    const colon = line.indexOf(':');
    const field = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'data') this.#data.push(value);
    else if (field === 'event') this.#event = value;
    else if (field === 'id' && !value.includes('\0')) this.#id = value;
    else if (field === 'retry' && /^\d{1,9}$/.test(value)) this.#retryMs = Number(value);
    return [];
  }

  #dispatch(): ServerEvent[] {
    const [event, data] = [this.#event || 'message', this.#data];
    this.#event = '';
    this.#data = [];
    return data.length === 0 ? [] : [{ event, data: data.join('\n'), id: this.#id }];
  }
}
