import { createHash } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** What a peer was sent, however large. */
export interface TakenBody {
  bytes: number;
  /** SHA-256, hex. */
  hash: string;
  headers: IncomingHttpHeaders;
}

/** A body of a peer's: chunks that are made as they are sent. */
export interface GivenBody {
  contentType: string;
  /** Whether the connection ends behind it. */
  isLast?: boolean;
  chunks(): Iterable<Uint8Array>;
}

/** A real HTTP server on the loopback address for bodies that are not to be held in memory, given and taken. */
export class StreamPeer {
  readonly taken: TakenBody[] = [];
  given: GivenBody = { contentType: 'text/plain', chunks: () => [] };
  readonly #server: Server;

  constructor() {
    this.#server = createServer(async (request, response) => {
      if (request.method === 'GET') {
        const ending = this.given.isLast === true ? { connection: 'close' } : {};
        response.writeHead(200, { 'content-type': this.given.contentType, ...ending });
        await pipeline(Readable.from(this.given.chunks(), { objectMode: false }), response).catch(() => undefined);
        return;
      }
      if (request.url === '/moved') {
        response.writeHead(307, { location: '/' }).end();
        request.resume();
        return;
      }
      const hash = createHash('sha256');
      let bytes = 0;
      for await (const chunk of request as AsyncIterable<Buffer>) {
        hash.update(chunk);
        bytes += chunk.byteLength;
      }
      this.taken.push({ bytes, hash: hash.digest('hex'), headers: request.headers });
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ bytes }));
    });
  }

  async listen(): Promise<this> {
    await new Promise<void>((done) => this.#server.listen(0, '127.0.0.1', done));
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
  }
}

/** So many pieces of 64 KB, no two of them equal. */
export function* pieces(count: number, ending: Uint8Array = Buffer.alloc(0)): Generator<Uint8Array> {
  for (let position = 0; position < count; position += 1) {
    yield Buffer.from(`${position} `.repeat(64 * 1024).slice(0, 64 * 1024));
  }
  yield ending;
}

export function hashOf(chunks: Iterable<Uint8Array>): { bytes: number; hash: string } {
  const hash = createHash('sha256');
  let bytes = 0;
  for (const chunk of chunks) {
    hash.update(chunk);
    bytes += chunk.byteLength;
  }
  return { bytes, hash: hash.digest('hex') };
}
