import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { eventually } from './eventually.ts';

/** An event as a browser would give it to a page. */
export interface ReadEvent {
  event: string;
  id: string;
  data: Record<string, unknown>;
}

export interface EventReaderOptions {
  port: number;
  path: string;
  apiKey: string;
  /** The stream goes on after it. */
  lastEventId?: string;
}

/**
 * Reads a stream of events as a browser's EventSource does, for as long as it is told to: an id holds for the events
 * after it until the next one, what is no whole event counts for nothing.
 */
export class EventReader {
  readonly #options: EventReaderOptions;
  readonly events: ReadEvent[] = [];
  readonly comments: string[] = [];
  lastEventId: string;
  /** HTTP status of the newest connection; null before it answered. */
  status: number | null = null;
  headers: IncomingMessage['headers'] = {};
  /** Whether the newest connection is over. */
  isClosed = true;
  #request: ClientRequest | null = null;
  #response: IncomingMessage | null = null;

  constructor(options: EventReaderOptions) {
    this.#options = options;
    this.lastEventId = options.lastEventId ?? '';
  }

  /** Connects, and again after it was cut off. Resolves with the answer's status. */
  async connect(): Promise<number> {
    const { port, path, apiKey } = this.#options;
    const resumes: Record<string, string> = this.lastEventId === '' ? {} : { 'last-event-id': this.lastEventId };
    this.isClosed = false;
    this.status = null;
    return await new Promise((resolve, reject) => {
      const headers = { 'x-api-key': apiKey, accept: 'text/event-stream', ...resumes };
      const outgoing = request({ host: '127.0.0.1', port, path, headers, agent: false }, (incoming) => {
        this.#response = incoming;
        this.headers = incoming.headers;
        this.status = incoming.statusCode ?? 0;
        this.#read(incoming);
        resolve(this.status);
      });
      this.#request = outgoing;
      outgoing.on('error', (error) => {
        this.isClosed = true;
        reject(error);
      });
      outgoing.end();
    });
  }

  /** Cuts the connection off, as a network does. */
  cut(): void {
    this.#response = null;
    this.#request?.destroy();
    this.isClosed = true;
  }

  /** Takes nothing more from the connection, until told otherwise. */
  pause(): void {
    this.#response?.pause();
  }

  resume(): void {
    this.#response?.resume();
  }

  /** Waits until the server has ended the stream. */
  async closed(timeoutMs = 60_000): Promise<void> {
    await eventually(() => this.isClosed, { timeoutMs, what: `the stream ${this.#options.path} to end` });
  }

  /** Waits for an event. */
  async until(isWanted: (event: ReadEvent) => boolean, timeoutMs = 60_000): Promise<ReadEvent> {
    return await eventually(() => this.events.find(isWanted), { timeoutMs, what: 'an event' });
  }

  #read(incoming: IncomingMessage): void {
    let rest = '';
    incoming.setEncoding('utf8');
    incoming.on('data', (text: string) => {
      // What was on its way when the connection was cut did not arrive.
      if (this.#response !== incoming) return;
      const blocks = `${rest}${text}`.split('\n\n');
      rest = blocks.pop() ?? '';
      for (const block of blocks) this.#take(block);
    });
    const close = (): void => {
      if (this.#response === incoming) this.isClosed = true;
    };
    incoming.on('error', close);
    incoming.on('close', close);
  }

  #take(block: string): void {
    const fields = new Map<string, string>();
    for (const line of block.split('\n')) {
      const colon = line.indexOf(':');
      if (colon === 0) this.comments.push(line);
      else fields.set(line.slice(0, colon), line.slice(colon + 2));
    }
    this.lastEventId = fields.get('id') ?? this.lastEventId;
    const data = fields.get('data');
    if (data === undefined) return;
    this.events.push({ event: fields.get('event') ?? 'message', id: this.lastEventId, data: JSON.parse(data) });
  }
}
