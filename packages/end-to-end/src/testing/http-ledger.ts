import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { Arrival, Peer } from './arrivals.ts';
import { Gate } from './gate.ts';

/** A request with all that it carried. */
export interface LedgerEntry extends Arrival {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

export interface LedgerAnswer {
  status: number;
  body: unknown;
}

export interface HttpLedgerOptions {
  /** What it answers. @default 200 with `{accepted: true}` */
  answer?: (entry: LedgerEntry) => LedgerAnswer;
  /** How long it takes to answer, in milliseconds. @default 0 */
  latencyMs?: number;
  /** Which requests the gate holds. @default all */
  holds?: (entry: LedgerEntry) => boolean;
}

/** A real HTTP service that writes down every request, and can hold its answers or fail for a while. */
export class HttpLedger implements Peer {
  readonly arrivals: LedgerEntry[] = [];
  readonly gate = new Gate();
  /** Requests whose caller went away before it had its answer. */
  cutOff = 0;
  /** Requests that have no answer yet. */
  inFlight = 0;
  readonly #server: Server;
  readonly #answer: (entry: LedgerEntry) => LedgerAnswer;
  readonly #latencyMs: number;
  readonly #holds: (entry: LedgerEntry) => boolean;
  #failures = 0;

  constructor({ answer, latencyMs, holds }: HttpLedgerOptions = {}) {
    this.#answer = answer ?? (() => ({ status: 200, body: { accepted: true } }));
    this.#latencyMs = latencyMs ?? 0;
    this.#holds = holds ?? (() => true);
    this.#server = createServer((request, response) => {
      this.#handle(request, response).catch(() => response.destroy());
    });
  }

  async listen(): Promise<this> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(0, '127.0.0.1', resolve);
    });
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Answers the next requests with 503. */
  failNext(times: number): void {
    this.#failures = times;
  }

  async close(): Promise<void> {
    this.gate.open();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.inFlight += 1;
    response.once('close', () => {
      this.inFlight -= 1;
      if (!response.writableFinished) this.cutOff += 1;
    });
    const entry = await read(request);
    this.arrivals.push(entry);
    if (this.#holds(entry)) await this.gate.pass();
    if (this.#latencyMs > 0) await pause(this.#latencyMs);
    const { status, body } = this.#failing() ? { status: 503, body: { error: 'later' } } : this.#answer(entry);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  }

  #failing(): boolean {
    if (this.#failures === 0) return false;
    this.#failures -= 1;
    return true;
  }
}

async function read(request: IncomingMessage): Promise<LedgerEntry> {
  const { method = '', url = '', headers } = request;
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return {
    key: String(headers['idempotency-key'] ?? ''),
    atMs: performance.now(),
    method,
    path: url,
    headers,
    body: Buffer.concat(chunks).toString('utf8'),
  };
}
