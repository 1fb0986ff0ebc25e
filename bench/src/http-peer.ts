import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The service that HTTP nodes call: answers a small JSON document at once, or one of the size that the query asks for. */
export interface HttpPeer {
  url: string;
  close(): Promise<void>;
}

export async function startHttpPeer(): Promise<HttpPeer> {
  const server = createServer((request, response) => {
    const bytes = Number(new URL(request.url ?? '/', 'http://peer').searchParams.get('bytes') ?? 0);
    request.resume();
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ device: 'pump-7', celsius: 21.5, ok: true, padding: 'x'.repeat(bytes) }));
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
